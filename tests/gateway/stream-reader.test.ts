import { AssertionFailed } from '@tributary/platform/assert.ts';
import { StreamReader, type EventSink, type ReaderState } from '@tributary/gateway/streams/reader.ts';
import type { Subscriber } from '@tributary/gateway/generation/subscriber.ts';
import { describe, expect, it } from 'vitest';

/** A stub, which a reader only keeps. */
const subscriber: Subscriber = {
  expiresAtMs: Infinity,
  scopeKey: () => '',
  prepare: () => Promise.reject(new Error('nothing is executed')),
  complete: () => Promise.reject(new Error('nothing is carried out')),
  connectionHeadersFor: () => ({}),
  replan: () => Promise.resolve(null),
  keepsRights: () => Promise.resolve(true),
  mask: (error) => ({ message: String(error) }),
};

type Reader = StreamReader<string>;
type Transition = 'goLive' | 'catchUp' | 'pause' | 'end';

const transitions: Record<Transition, (reader: Reader) => void> = {
  goLive: (reader) => reader.goLive('the live stream', 7),
  catchUp: (reader) => reader.catchUp('a stream after the cursor', 3),
  pause: (reader) => reader.pause(),
  end: (reader) => reader.end([]),
};

const allowed: Record<ReaderState, Partial<Record<Transition, ReaderState>>> = {
  PAUSED: { goLive: 'LIVE', catchUp: 'CATCHING_UP', end: 'ENDED' },
  LIVE: { pause: 'PAUSED', end: 'ENDED' },
  CATCHING_UP: { goLive: 'LIVE', pause: 'PAUSED', end: 'ENDED' },
  ENDED: {},
};

const wayTo: Record<ReaderState, readonly Transition[]> = {
  PAUSED: [],
  LIVE: ['goLive'],
  CATCHING_UP: ['catchUp'],
  ENDED: ['end'],
};

function sinkThatKeeps(): { sink: EventSink; calls: unknown[] } {
  const calls: unknown[] = [];
  return {
    calls,
    sink: {
      takesMore: () => true,
      write: (events) => calls.push(...events.map(({ cursor }) => cursor)),
      end: (errors) => calls.push({ end: errors }),
      sendState: () => calls.push('state'),
      sendPosition: (cursor) => calls.push({ position: cursor }),
    },
  };
}

function readerIn(state: ReaderState, cursor: string | null = 'c0'): { reader: Reader; calls: unknown[] } {
  const { sink, calls } = sinkThatKeeps();
  const reader: Reader = new StreamReader(sink, subscriber, cursor);
  wayTo[state].forEach((transition) => transitions[transition](reader));
  calls.length = 0;
  return { reader, calls };
}

const event = (cursor: string | null) => ({ json: Buffer.from('{}'), cursor });
const states = Object.keys(wayTo) as ReaderState[];
const pairs = states.flatMap((state) =>
  (Object.keys(transitions) as Transition[]).map((transition) => ({
    state,
    transition,
    next: allowed[state][transition] ?? null,
  })),
);

describe('a reader', () => {
  it.each(pairs.filter(({ next }) => next !== null))(
    'that is $state becomes $next by $transition',
    ({ state, transition, next }) => {
      const { reader } = readerIn(state);

      transitions[transition](reader);

      expect(reader.state).toBe(next);
      expect(reader.stream === null).toBe(next === 'PAUSED' || next === 'ENDED');
    },
  );

  it.each(pairs.filter(({ next }) => next === null))(
    'that is $state stays so, and throws, at $transition',
    ({ state, transition }) => {
      const { reader, calls } = readerIn(state);
      const { stream, index, cursor } = reader;

      expect(() => transitions[transition](reader)).toThrow(AssertionFailed);

      expect([reader.state, reader.stream, reader.index, reader.cursor]).toEqual([state, stream, index, cursor]);
      expect(calls).toEqual([]);
    },
  );

  it('does not catch up without a cursor, and does not go live on the stream on which it caught up', () => {
    const { reader: fresh } = readerIn('PAUSED', null);
    const { reader: caughtUp } = readerIn('CATCHING_UP');

    expect(() => transitions.catchUp(fresh)).toThrow(AssertionFailed);
    expect(() => caughtUp.goLive('a stream after the cursor', 3)).toThrow(AssertionFailed);
  });

  it('keeps its last written cursor from one stream to the next, and resumes after it', () => {
    const { reader, calls } = readerIn('CATCHING_UP');

    reader.write([event('c1'), event('c2'), event(null)]);
    const index = { caughtUp: reader.index };
    reader.goLive('the live stream', 7);
    reader.write([event('c3')]);
    reader.pause();

    expect(calls).toEqual(['c1', 'c2', null, 'c3']);
    expect([index.caughtUp, reader.index, reader.cursor]).toEqual([6, 8, 'c3']);
    expect(reader.reasonToEnd('GOING_AWAY', 'This server stops.')).toEqual({
      message: 'This server stops. Subscribe again, after the cursor.',
      extensions: { code: 'GOING_AWAY', cursor: 'c3' },
    });
  });

  it.each(['PAUSED', 'ENDED'] as const)('that is %s gets no events and no state', (state) => {
    const { reader, calls } = readerIn(state);

    expect(() => reader.write([event('c1')])).toThrow(AssertionFailed);
    expect(() => reader.sendState()).toThrow(AssertionFailed);

    expect(calls).toEqual([]);
  });

  it('sends its client the start cursor once, and the reason of its end, unless the client has gone', () => {
    const told = readerIn('PAUSED', null);
    const gone = readerIn('LIVE');

    told.reader.beginAfter('c4');
    told.reader.beginAfter('c5');
    told.reader.end([{ message: 'It is over.' }]);
    gone.reader.end(null);

    expect(told.calls).toEqual([{ position: 'c4' }, { end: [{ message: 'It is over.' }] }]);
    expect(gone.calls).toEqual([]);
    expect(told.reader.takesMore()).toBe(false);
  });
});
