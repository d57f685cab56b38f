import { AssertionFailed } from '@tributary/platform/assert.ts';
import { WriteBuffers } from '@tributary/platform/write-buffers.ts';
import { describe, expect, it } from 'vitest';

describe('buffers for writes', () => {
  it('are reused only after the callback of their write', () => {
    const buffers = new WriteBuffers();

    const first = buffers.take(600);
    const second = buffers.take(600);
    first.release();
    const third = buffers.take(700);

    expect(second.memory).not.toBe(first.memory);
    expect(third.memory).toBe(first.memory);
    expect(third.first(700)).toHaveLength(700);
  });

  it('are never reused after an error', () => {
    const buffers = new WriteBuffers();
    const first = buffers.take(600);

    first.release(new Error('the connection broke'));

    expect(buffers.take(600).memory).not.toBe(first.memory);
  });

  it('refuse to be returned twice, and to be taken twice', () => {
    const buffer = new WriteBuffers().take(600);

    expect(() => buffer.take()).toThrow(AssertionFailed);
    buffer.release();
    expect(() => buffer.release()).toThrow(AssertionFailed);
  });

  it.each([1, 512, 513, 4_096, 262_144, 262_145, 1_000_000])('have room for %i bytes', (length) => {
    expect(new WriteBuffers().take(length).first(length)).toHaveLength(length);
  });

  it('are kept up to a bound', () => {
    const buffers = new WriteBuffers();
    const taken = Array.from({ length: 64 }, () => buffers.take(256 * 1024));

    taken.forEach((buffer) => buffer.release());
    const again = new Set(taken.map(() => buffers.take(256 * 1024).memory));

    expect(taken.filter(({ memory }) => again.has(memory))).toHaveLength(32);
  });
});
