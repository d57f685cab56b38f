import { cacheVerified } from '@tributary/platform/verified-tokens.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout'] }));
afterEach(() => vi.useRealTimers());

/** Tokens that expire after so many seconds, and the number of verifications. */
function tokensThatLive(seconds: number) {
  const expiresAt = Date.now() / 1_000 + seconds;
  let looks = 0;
  const read = cacheVerified(async (token) => {
    looks += 1;
    if (token.startsWith('bad') || Date.now() / 1_000 >= expiresAt) {
      throw new Error('refused');
    }
    return { content: { token }, expiresAt };
  });
  return { read, looks: () => looks };
}

it('verifies a token once, and another one separately', async () => {
  const { read, looks } = tokensThatLive(60);

  expect(await read('a')).toEqual({ token: 'a' });
  expect(await read('a')).toEqual({ token: 'a' });
  expect(await read('b')).toEqual({ token: 'b' });
  expect(looks()).toBe(2);
});

it('verifies a token again after ten seconds', async () => {
  const { read, looks } = tokensThatLive(60);
  await read('a');

  vi.advanceTimersByTime(9_999);
  await read('a');
  expect(looks()).toBe(1);
  vi.advanceTimersByTime(2);
  await read('a');
  expect(looks()).toBe(2);
});

it('does not accept a token that has expired meanwhile', async () => {
  const { read } = tokensThatLive(3);
  await read('a');

  vi.advanceTimersByTime(3_001);

  await expect(read('a')).rejects.toThrow('refused');
});

it('refuses a bad token each time, after a verification each time', async () => {
  const { read, looks } = tokensThatLive(60);

  await expect(read('bad')).rejects.toThrow('refused');
  await expect(read('bad')).rejects.toThrow('refused');
  expect(looks()).toBe(2);
});

it('forgets tokens that are too large to keep, and accepts them all the same', async () => {
  const { read, looks } = tokensThatLive(60);
  const large = 'x'.repeat(8_000_001);

  expect(await read(large)).toEqual({ token: large });
  await read(large);
  expect(looks()).toBe(2);
});
