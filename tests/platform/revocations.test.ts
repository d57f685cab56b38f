import { setTimeout as sleep } from 'node:timers/promises';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { followRevocations, type Revocation, type RevocationBatch } from '@tributary/platform/revocations.ts';
import { expect, it, onTestFinished } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';

const caller = (subject: string, generation?: number): Caller => ({
  ...anonymousCaller,
  issuer: 'tributary',
  subject,
  claims: generation === undefined ? {} : { generation },
});
const revoked = { extensions: { code: 'UNAUTHENTICATED', callerRefused: true } };
const unknown = { extensions: { code: 'SERVICE_BUSY', callerRefused: true } };

type Source = {
  revocations: Revocation[];
  state: 'works' | 'fails' | 'hangs';
  asked: (string | null)[];
  read(after: string | null, signal: AbortSignal): Promise<RevocationBatch>;
};

/** A source of revocations that can fail or hang. */
function openSource(): Source {
  const asked: (string | null)[] = [];
  const source: Source = {
    revocations: [],
    state: 'works',
    asked,
    read: async (after, signal) => {
      asked.push(after);
      if (source.state === 'fails') {
        throw new Error('away');
      }
      if (source.state === 'hangs') {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
      }
      return { position: String(asked.length), revocations: source.revocations };
    },
  };
  return source;
}

function follow(source = openSource()) {
  const { log, lines } = collectLogs();
  const metrics = createMetrics();
  const revocations = followRevocations({ read: source.read, log, metrics, reader: 'test' });
  onTestFinished(revocations.close);
  return { source, revocations, lines, metrics };
}

it('refuses every operation with a token of a lower generation, and admits a newer token', async () => {
  const { source, revocations } = follow();
  source.revocations = [{ subject: 'usr_1', generation: 2 }];
  revocations.hasten();
  await expect
    .poll(() => revocations.admit(caller('usr_1'), 'query').catch((error: unknown) => error))
    .toMatchObject(revoked);

  for (const operation of ['query', 'mutation', 'subscription'] as const) {
    await expect(revocations.admit(caller('usr_1', 1), operation)).rejects.toMatchObject(revoked);
    await expect(revocations.admit(caller('usr_1', 2), operation)).resolves.toBeUndefined();
    await expect(revocations.admit(caller('usr_2'), operation)).resolves.toBeUndefined();
    await expect(revocations.admit(anonymousCaller, operation)).resolves.toBeUndefined();
  }
});

it.each(['fails', 'hangs'] as const)(
  'refuses mutations and new streams, two seconds after the source $0, until it answers again',
  async (state) => {
    const source = openSource();
    source.revocations = [{ subject: 'usr_1', generation: 1 }];
    const { revocations, lines } = follow(source);
    await revocations.admit(caller('usr_2'), 'mutation');
    source.state = state;
    const since = performance.now();

    await expect
      .poll(() => revocations.admit(caller('usr_2'), 'mutation').catch((error: unknown) => error), { timeout: 10_000 })
      .toMatchObject(unknown);
    const tookMs = performance.now() - since;

    expect(tookMs).toBeGreaterThan(900);
    await expect(revocations.admit(caller('usr_2'), 'subscription')).rejects.toMatchObject(unknown);
    await expect(revocations.admit(caller('usr_1'), 'query')).rejects.toMatchObject(revoked);
    await expect(revocations.admit(caller('usr_2'), 'query')).resolves.toBeUndefined();
    source.state = 'works';
    await expect
      .poll(() => revocations.admit(caller('usr_2'), 'mutation').catch((error: unknown) => error), { timeout: 10_000 })
      .toBeUndefined();
    expect(lines.map(({ msg }) => msg)).toEqual([
      'revocations cannot be read; the next read tries again',
      'revocations are read again',
    ]);
  },
);

it('admits no signed-in caller before the first answer, and waits for it', async () => {
  const source = openSource();
  source.state = 'fails';
  const { revocations } = follow(source);

  await expect(revocations.admit(caller('usr_1'), 'query')).rejects.toMatchObject(unknown);
  await expect(revocations.admit(anonymousCaller, 'query')).resolves.toBeUndefined();

  source.state = 'works';
  source.revocations = [{ subject: 'usr_1', generation: 1 }];
  await expect(revocations.admit(caller('usr_1'), 'query')).rejects.toMatchObject(revoked);
});

it('requests revocations after the last position, and all of them after a failure', async () => {
  const { source, revocations } = follow();
  await revocations.admit(caller('usr_1'), 'mutation');

  await expect.poll(() => source.asked.length).toBeGreaterThan(2);
  source.state = 'fails';
  const before = source.asked.length;
  await expect.poll(() => source.asked.length).toBeGreaterThan(before + 1);

  expect(source.asked.slice(0, 3)).toEqual([null, '1', '2']);
  expect(source.asked.slice(before)).toEqual([String(before), ...source.asked.slice(before + 1).map(() => null)]);
});

it('calls back once when a caller is revoked, at once for a revoked caller, and not after unsubscribing', async () => {
  const { source, revocations } = follow();
  await revocations.admit(caller('usr_1'), 'mutation');
  const called: string[] = [];
  const watch = (name: string, who: Caller) => revocations.onRevoked(who, () => called.push(name));
  watch('old', caller('usr_1'));
  watch('new', caller('usr_1', 1));
  watch('other', caller('usr_2'));
  watch('left', caller('usr_1'))();

  source.revocations = [{ subject: 'usr_1', generation: 1 }];
  revocations.hasten();
  await expect.poll(() => called).toEqual(['old']);
  watch('late', caller('usr_1'));
  revocations.hasten();
  const readsBefore = source.asked.length;
  await expect.poll(() => source.asked.length).toBeGreaterThan(readsBefore + 1);

  expect(called).toEqual(['old', 'late']);
});

it('reads once more after a hint that arrives during a read', async () => {
  const source = openSource();
  const { revocations } = follow(source);

  revocations.hasten();
  await expect.poll(() => source.asked.length, { timeout: 900, interval: 5 }).toBe(2);
  await sleep(50);

  expect(source.asked).toHaveLength(2);
});

it('reports the time of the newest answer in a metric', async () => {
  const { revocations, metrics } = follow();
  await revocations.admit(caller('usr_1'), 'mutation');

  const text = await metrics.metrics();

  const [, seconds] = /tributary_revocations_answered_timestamp_seconds\{reader="test"\} (\S+)/.exec(text) ?? [];
  expect(Math.abs(Number(seconds) - Date.now() / 1_000)).toBeLessThan(60);
});
