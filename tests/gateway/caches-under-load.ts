import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { maxAgeSeconds, noteIn, wholeAnswer, withEntity, type Notes } from './open-notes.ts';

type Write = { begun: number; answered: number; version: number };
type Read = { begun: number; answered: number; version: number | undefined };
export type History = { reads: Read[]; writes: Write[]; errors: string[] };

const readers = 12;
/** Not so many that nothing stays in a cache. */
const writers = 2;

/**
 * Reads and writes a note without pause, over all gateways and through both caches, for as long as `meanwhile` takes,
 * and until there were `writesMin` writes.
 */
export async function readAndWrite(
  notes: Notes,
  { gateways, token, writesMin }: { gateways: number; token: string; writesMin: number },
  meanwhile: () => Promise<void> = async () => {},
): Promise<History> {
  const history: History = { reads: [], writes: [], errors: [] };
  const done = new AbortController();
  const ask = async (query: string, gateway: number) => {
    const begun = performance.now();
    const answer = await notes.ask(query, { gateway, token });
    history.errors.push(...(answer.errors ?? []).map(({ message }) => message));
    return { begun, answered: performance.now(), version: noteIn(answer)?.version };
  };
  const each = (count: number, act: (gateway: number, index: number) => Promise<void>) =>
    Array.from({ length: count }, async (_, index) => {
      while (!done.signal.aborted) {
        await act(index % gateways, index);
      }
    });
  const clients = [
    ...each(readers, async (gateway, index) => {
      history.reads.push(await ask(index % 4 < 2 ? wholeAnswer : withEntity, gateway));
      // Long enough that some join a query in flight late.
      await sleep(Math.random() * 25);
    }),
    ...each(writers, async (gateway) => {
      const { version = NaN, ...times } = await ask('mutation { write { version } }', gateway);
      history.writes.push({ ...times, version });
      await sleep(50 + Math.random() * 200);
    }),
  ];
  await meanwhile();
  // However slow the machine is: a number of writes proves something, a time does not.
  await vi.waitUntil(() => history.writes.length >= writesMin, { timeout: 20_000 });
  done.abort();
  await Promise.all(clients);
  return history;
}

/**
 * The reads that gave a version from before a write that was answered before they began. Where a write fell into
 * trouble with Redis, so that its tags may not have been renewed, it has to be seen only once what was cached before it
 * has died: after `max-age`, and the time that an answer may take.
 */
export function staleReads({ reads, writes }: History, trouble?: { from: number; to: number }): Read[] {
  const graceMs = maxAgeSeconds * 1000 + 1_000;
  const dueTimes = writes.map(({ begun, answered, version }) => {
    const isSure = trouble === undefined || answered < trouble.from || begun > trouble.to;
    return { due: answered + (isSure ? 0 : graceMs), version };
  });
  return reads.filter(({ begun, version }) => {
    const least = Math.max(1, ...dueTimes.flatMap((write) => (write.due < begun ? [write.version] : [])));
    return version === undefined || version < least;
  });
}

export const longestMs = ({ reads, writes }: History): number =>
  Math.max(...[...reads, ...writes].map(({ begun, answered }) => answered - begun));
