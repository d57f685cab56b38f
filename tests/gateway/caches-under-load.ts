import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { maxAgeSeconds, noteIn, wholeAnswer, withEntity, type Notes } from './open-notes.ts';

type Write = { begun: number; answered: number; version: number };
type Read = { begun: number; answered: number; version: number | undefined };
export type History = { reads: Read[]; writes: Write[]; errors: string[] };

const readers = 12;
/** So few that entries stay cached for a while. */
const writers = 2;

/**
 * Reads and writes a note without pause, over all gateways and through both caches. Ends after `meanwhile`, and not
 * before there were `writesMin` writes.
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
      // Long enough that some reads join a query in flight late.
      await sleep(Math.random() * 25);
    }),
    ...each(writers, async (gateway) => {
      const { version = NaN, ...times } = await ask('mutation { write { version } }', gateway);
      history.writes.push({ ...times, version });
      await sleep(50 + Math.random() * 200);
    }),
  ];
  await meanwhile();
  // On a slow machine, only a number of writes proves something.
  await vi.waitUntil(() => history.writes.length >= writesMin, { timeout: 20_000 });
  done.abort();
  await Promise.all(clients);
  return history;
}

/**
 * The reads that returned an older version than the last write that was answered before they began. A write during
 * trouble with Redis may not have renewed its tags. It need not be visible before the cached data has expired: after
 * `max-age`, and the maximum time of an answer.
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
