import { noCache, openCache, type Caches } from '@tributary/platform/cache.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { readAndWrite, staleReads } from './caches-under-load.ts';
import { openNotes } from './open-notes.ts';

const log = createLogger({ name: 'test', level: 'silent' });

describe('caches in memory', () => {
  racesOver(async () => {
    const caches = await openCache({ log });
    return [caches, caches];
  });
});

describeWithRedis('on Redis', () => {
  racesOver(async () => {
    const { url: redisUrl } = await freshRedis();
    return Promise.all([openCache({ redisUrl, log }), openCache({ redisUrl, log })]);
  });
});

describe('without caches', () => {
  it('a read after a write returns the written version or a later one', async () => {
    const notes = await openNotes({ caches: [noCache()], writersCaches: noCache(), delayMs: 20, shareInFlight: true });
    onTestFinished(notes.close);
    const token = await notes.operatorToken();

    const history = await readAndWrite(notes, { gateways: 1, token, writesMin: 20 });

    expect(staleReads(history)).toEqual([]);
    expect(notes.looks()).toBeLessThan(history.reads.length * 0.9);
  });
});

function racesOver(open: () => Promise<Caches[]>): void {
  it.each([
    { what: 'each query for itself', shareInFlight: false },
    { what: 'queries in flight shared', shareInFlight: true },
  ])('a read after a write returns the written version or a later one: $what', async ({ shareInFlight }) => {
    const caches = await open();
    const [writersCaches = caches[0]] = caches;
    if (writersCaches === undefined) {
      throw new Error('no caches');
    }
    const notes = await openNotes({ caches, writersCaches, delayMs: 20, shareInFlight });
    onTestFinished(notes.close);
    const token = await notes.operatorToken();

    const history = await readAndWrite(notes, { gateways: caches.length, token, writesMin: 20 });

    expect(history.errors).toEqual([]);
    expect(staleReads(history)).toEqual([]);
    // Without cache hits the test would prove nothing.
    expect(notes.looks()).toBeLessThan(history.reads.length * 0.9);
  });
}
