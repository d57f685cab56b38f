import { AssertionFailed } from '@tributary/platform/assert.ts';
import { EventBuffer, eventsKept } from '@tributary/gateway/streams/event-buffer.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** The size of an event, and whether it has a cursor. Failed events have none. */
const eventShape = fc.record({ size: fc.integer({ min: 2, max: 40_000 }), hasCursor: fc.boolean() });
const batches = fc.array(
  fc.record({
    events: fc.array(eventShape, { maxLength: 40 }),
    bytesMax: fc.integer({ min: 1, max: 300_000 }),
  }),
  { maxLength: 12 },
);

describe('the newest events of a stream', () => {
  it('are found by the cursor before them, and read in portions to the end, as in a plain list', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const buffer = new EventBuffer();
        buffer.beginAfter('c0');
        const all: { json: Buffer; cursor: string | null }[] = [];
        for (const { events, bytesMax } of given) {
          for (const { size, hasCursor } of events) {
            const event = { json: Buffer.alloc(size), cursor: hasCursor ? `c${all.length + 1}` : null };
            all.push(event);
            buffer.append(event);
          }
          buffer.trim(bytesMax);

          const kept = all.slice(buffer.first);
          const bytes = kept.reduce((sum, { json }) => sum + json.length, 0);
          expect(buffer.end).toBe(all.length);
          expect(kept.length <= 1 || (kept.length <= eventsKept && bytes <= bytesMax)).toBe(true);
          for (let index = buffer.first; index < buffer.end;) {
            const portion = buffer.portionAt(index);
            expect(portion.length > 0 && portion.every((event, at) => event === all[index + at])).toBe(true);
            index += portion.length;
          }
          const found = all.map(({ cursor }) => (cursor === null ? null : buffer.indexAfter(cursor)));
          const expected = all.map(({ cursor }, index) =>
            cursor !== null && index + 1 >= buffer.first ? index + 1 : null,
          );
          expect(found).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are refused to readers before the oldest event, and beyond the newest', () => {
    const buffer = new EventBuffer();
    buffer.append({ json: Buffer.alloc(10), cursor: 'c1' });
    buffer.append({ json: Buffer.alloc(10), cursor: 'c2' });

    buffer.trim(10);

    expect(() => buffer.portionAt(0)).toThrow(AssertionFailed);
    expect(() => buffer.portionAt(2)).toThrow(AssertionFailed);
    expect(() => buffer.beginAfter('c0')).toThrow(AssertionFailed);
    expect(buffer.portionAt(1).map(({ cursor }) => cursor)).toEqual(['c2']);
  });
});
