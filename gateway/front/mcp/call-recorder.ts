import type { Caller } from '@tributary/platform/caller.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import { requestIdsMax, toolCallsMax, type RecordToolCalls, type ToolCalls } from '@tributary/platform/tool-calls.ts';

const flushEveryMs = 5_000;
const timeoutMs = 3_000;
/** Limit on the entries that wait to be recorded. Calls beyond it are in the log alone. */
const waitingMax = 2_000;
/** Time after which an entry that cannot be recorded is dropped, so that it does not stop later ones for ever. */
const keptMs = 10 * 60_000;
/** Limit on the names and addresses of one caller between two flushes. The name of an agent is what it sends. */
const originsMax = 5;

/** A call of a tool that has ended. */
export type EndedCall = { caller: Caller; tool: string; outcome: string; agent: string | null; requestId: string };

type Entry = Omit<ToolCalls, 'requestIds'> & { requestIds: string[] };

/**
 * Records calls of tools, apart from the requests: no call waits, or fails, because of it. Calls that are alike are one
 * entry of a flush, so that an agent cannot fill a trail that is kept for good. A killed process loses its last
 * seconds.
 */
export class CallRecorder {
  readonly #record: RecordToolCalls;
  readonly #log: Logger;
  readonly #lost: Counter;
  readonly #timer: NodeJS.Timeout;
  #gathered = new Map<string, Entry>();
  #origins = new Map<string, Set<string>>();
  /** Entries of flushes before, to be sent again. */
  #waiting: ToolCalls[] = [];
  #flushing: Promise<void> = Promise.resolve();

  constructor({ record, log, metrics }: { record: RecordToolCalls; log: Logger; metrics: Registry }) {
    this.#record = record;
    this.#log = log;
    this.#lost = new Counter({
      name: 'tributary_gateway_mcp_unrecorded_calls_total',
      help: 'Calls of tools that are in the log, but could not be recorded',
      registers: [metrics],
    });
    this.#timer = setInterval(() => void this.flush(), flushEveryMs).unref();
  }

  add({ caller: { issuer, tenant, subject, address }, tool, outcome, agent, requestId }: EndedCall): void {
    const isNamed = this.#isNamed(JSON.stringify([issuer, tenant, subject]), JSON.stringify([address, agent]));
    const origin = isNamed ? { address, agent } : { address: null, agent: null };
    const alike = { issuer, tenant, subject, ...origin, tool, outcome };
    const key = JSON.stringify(alike);
    const now = new Date().toISOString();
    const known = this.#gathered.get(key);
    if (known !== undefined) {
      known.calls += 1;
      known.to = now;
      known.requestIds = [...known.requestIds, requestId].slice(0, requestIdsMax);
    } else if (this.#gathered.size + this.#waiting.length >= waitingMax) {
      this.#lost.inc();
    } else {
      this.#gathered.set(key, { ...alike, calls: 1, from: now, to: now, requestIds: [requestId] });
    }
  }

  /** Records what was gathered. Flushes follow each other. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flushOnce());
    return this.#flushing;
  }

  /** Records what is left, and stops. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    this.#drop(this.#waiting);
  }

  /** Whether the entries of a caller may have this origin. There is no end to the names that one can send. */
  #isNamed(caller: string, origin: string): boolean {
    const origins = this.#origins.get(caller) ?? new Set();
    this.#origins.set(caller, origins);
    if (origins.size < originsMax) {
      origins.add(origin);
    }
    return origins.has(origin);
  }

  async #flushOnce(): Promise<void> {
    this.#waiting.push(...this.#gathered.values());
    this.#gathered = new Map();
    this.#origins = new Map();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, toolCallsMax);
      try {
        await withinDeadline((signal) => this.#record(batch, signal));
      } catch (error) {
        this.#log.warn({ err: error }, 'calls of tools could not be recorded yet');
        const oldest = new Date(Date.now() - keptMs).toISOString();
        this.#drop(this.#waiting.filter(({ from }) => from < oldest));
        return;
      }
      this.#waiting = this.#waiting.slice(batch.length);
    }
  }

  #drop(entries: readonly ToolCalls[]): void {
    if (entries.length > 0) {
      const calls = entries.reduce((sum, entry) => sum + entry.calls, 0);
      this.#lost.inc(calls);
      this.#log.error({ calls }, 'calls of tools were not recorded; each is in the log');
      this.#waiting = this.#waiting.filter((entry) => !entries.includes(entry));
    }
  }
}

/** Rejects at the deadline, even if the work goes on. */
async function withinDeadline(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = Promise.withResolvers<never>();
  const reject = () => late.reject(signal.reason);
  signal.addEventListener('abort', reject, { once: true });
  try {
    await Promise.race([run(signal), late.promise]);
  } finally {
    signal.removeEventListener('abort', reject);
  }
}
