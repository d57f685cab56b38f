import { newId } from '@tributary/domain/ids.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  followStream,
  transports,
  type Asked,
  type Followed,
  type StreamResult,
  type Transport,
} from '../support/follow-stream.ts';
import { freshNewsroom, openNewsroom, newsSdl, writersSdl, type Newsroom } from './open-newsroom.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const query = 'subscription ($after: String) { posted(after: $after) { number writer { name } } }';

function follow(room: Newsroom, asked: Partial<Asked> = {}, transport: Transport = 'ws'): Followed {
  const stream = followStream(transport, room.url, { query, ...asked });
  onTestFinished(stream.cut);
  return stream;
}

async function take(stream: Followed, count: number): Promise<StreamResult[]> {
  const results: StreamResult[] = [];
  while (results.length < count) {
    const { done, value } = await stream.next();
    if (done === true) {
      throw new Error(`it ended after ${JSON.stringify(results)}`);
    }
    results.push(value);
  }
  return results;
}

const numberOf = ({ data }: StreamResult) => (data?.['posted'] as { number: number } | null | undefined)?.number;
const upTo = (count: number, first = 1) => Array.from({ length: count }, (_, index) => first + index);

describe.each(transports)('over %s', (transport) => {
  it('delivers each event once, with fields of another subgraph and its cursor', async () => {
    const room = await freshNewsroom();
    room.post(3);

    const results = await take(follow(room, { variables: { after: 'c1' } }, transport), 2);

    expect(results).toEqual([
      { data: { posted: { number: 2, writer: { name: 'Writer 1' } } }, extensions: { cursor: 'c2' } },
      { data: { posted: { number: 3, writer: { name: 'Writer 1' } } }, extensions: { cursor: 'c3' } },
    ]);
  });

  it('continues after an outage of its subgraph, without a sign to the client', async () => {
    const room = await freshNewsroom({ overHttp: true });
    const stream = follow(room, { variables: { after: '' } }, transport);
    room.post(2);
    const before = await take(stream, 2);

    await room.takeAway();
    room.post(2);
    await room.bringBack();
    room.post(2);

    expect([...before, ...(await take(stream, 4))].map(numberOf)).toEqual(upTo(6));
  });

  it('ends with a reason and the cursor to resume after when the gateway stops', async () => {
    const room = await openNewsroom();
    const stream = follow(room, { variables: { after: '' } }, transport);
    room.post(1);
    await take(stream, 1);

    await room.close();

    expect(await take(stream, 1)).toMatchObject([{ errors: [{ extensions: { code: 'GOING_AWAY', cursor: 'c1' } }] }]);
    expect((await stream.next().catch(() => ({ done: true }))).done).toBe(true);
  });

  it('ends with the token, and with the cursor to resume after', async () => {
    const room = await freshNewsroom();
    const stream = follow(room, { variables: { after: '' }, token: await room.token({ lifeSeconds: 5 }) }, transport);
    room.post(1);
    await take(stream, 1);

    expect(await take(stream, 1)).toMatchObject([
      { errors: [{ extensions: { code: 'UNAUTHENTICATED', cursor: 'c1' } }] },
    ]);
    await expect.poll(() => room.openStreams()).toBe(0);
  });

  it('leaves nothing open at the subgraph when it is cut off', async () => {
    const room = await freshNewsroom();
    const stream = follow(room, { variables: { after: '' } }, transport);
    room.post(1);
    await take(stream, 1);

    stream.cut();

    await expect.poll(() => room.openStreams()).toBe(0);
  });

  it('passes on the refusal of a cursor', async () => {
    const room = await freshNewsroom();

    const [result] = await take(follow(room, { variables: { after: 'garbage' } }, transport), 1);

    expect(result).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CURSOR' } }] });
  });
});

describe('many readers of the same subscription', () => {
  it('share one stream of the subgraph, and simultaneous events are completed together', async () => {
    const room = await freshNewsroom();
    room.post(1);
    const token = await room.token();
    // Each reader gets the only event first, and so has surely subscribed.
    const streams = Array.from({ length: 30 }, (_, index) =>
      follow(room, { token, variables: { after: '' } }, transports[index % 3]),
    );
    await Promise.all(streams.map((stream) => take(stream, 1)));
    await expect.poll(() => room.openStreams()).toBe(1);
    const before = room.asked();

    room.post(5);
    const results = await Promise.all(streams.map((stream) => take(stream, 5)));

    expect(results.map((each) => each.map(numberOf))).toEqual(streams.map(() => upTo(5, 2)));
    expect(room.asked() - before).toBeLessThan(5);
    expect(room.openStreams()).toBe(1);
  });

  it('each get the events that can be completed, although one event spoils the joint answer', async () => {
    const room = await freshNewsroom({ spoiltBy: '13' });
    room.post(3);
    room.post(1, '13');
    room.post(3, '2');

    const results = await take(follow(room, { variables: { after: '' } }), 7);

    expect(results.map(({ data }) => data?.['posted'])).toEqual(
      upTo(7).map((number) => ({
        number,
        writer: { name: number === 4 ? null : `Writer ${number < 4 ? 1 : 2}` },
      })),
    );
    expect(results.map(({ errors = [] }) => errors.length)).toEqual([0, 0, 0, 1, 0, 0, 0]);
  });

  it("share a stream under any spelling of the cursor's argument, and not with other arguments or viewers", async () => {
    const room = await freshNewsroom();
    const userId = newId();
    const organizationId = newId();
    const token = await room.token({ userId, organizationId });
    const fields = '{ number text }';
    const asked: Partial<Asked>[] = [
      { token, query: `subscription { posted(after: "") ${fields} }` },
      { token, query: `subscription { posted(after: "c0") ${fields} }` },
      { token, query: `subscription { ...F } fragment F on Subscription { posted(after: "") ${fields} }` },
      { token, query: `subscription { posted(after: "") { number text(length: 5) } }` },
      {
        token: await room.token({ userId, organizationId, role: 'CUSTOMER' }),
        query: `subscription { posted(after: "") ${fields} }`,
      },
    ];
    const streams = asked.map((each) => follow(room, each));

    room.post(1);
    await Promise.all(streams.map((stream) => take(stream, 1)));
    room.post(1);
    const second = await Promise.all(streams.map((stream) => take(stream, 1)));

    expect(second.map(([result]) => result?.data)).toEqual([
      { posted: { number: 2, text: 'xxx' } },
      { posted: { number: 2, text: 'xxx' } },
      { posted: { number: 2, text: 'xxx' } },
      { posted: { number: 2, text: 'xxxxx' } },
      { posted: { number: 2, text: 'xxx' } },
    ]);
    await expect.poll(() => room.openStreams()).toBe(4);
  });

  it('are joined by a reader with any cursor, which gets each event once', async () => {
    const room = await freshNewsroom();
    const token = await room.token();
    room.post(1);
    const first = follow(room, { token, variables: { after: '' } });
    await take(first, 1);
    room.post(1_200);
    await take(first, 1_200);

    const streams = [0, 1, 600, 1_150, 1_201].map((number) =>
      follow(room, { token, variables: { after: number === 0 ? '' : `c${number}` } }),
    );
    const caughtUp = await Promise.all(
      [1_201, 1_200, 601, 51, 0].map((count, index) => take(streams[index] ?? first, count)),
    );
    room.post(1);
    const live = await Promise.all([first, ...streams].map((stream) => take(stream, 1)));

    expect(caughtUp.map((results) => results.map(numberOf))).toEqual(
      [0, 1, 600, 1_150, 1_201].map((number) => upTo(1_201 - number, number + 1)),
    );
    expect(live.map(([result]) => result && numberOf(result))).toEqual(live.map(() => 1_202));
    await expect.poll(() => room.openStreams()).toBe(1);
  });

  it('continue with the rights of the remaining readers when the token of the first ends', async () => {
    const room = await freshNewsroom();
    const userId = newId();
    const organizationId = newId();
    const short = follow(room, {
      token: await room.token({ userId, organizationId, lifeSeconds: 5 }),
      variables: { after: '' },
    });
    room.post(1);
    await take(short, 1);
    const long = follow(room, { token: await room.token({ userId, organizationId }), variables: { after: '' } });
    await take(long, 1);
    expect(await take(short, 1)).toMatchObject([{ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);

    room.post(1);

    expect((await take(long, 1)).map(numberOf)).toEqual([2]);
  });
});

describe('an upstream that breaks', () => {
  it('by an error of the subgraph is reopened after the last cursor', async () => {
    const room = await freshNewsroom();
    const stream = follow(room, { variables: { after: '' } });
    room.post(1);
    const results = await take(stream, 1);

    for (let number = 2; number <= 6; number += 1) {
      room.breakStreams();
      room.post(1);
      results.push(...(await take(stream, 1)));
    }

    expect(results.map(numberOf)).toEqual(upTo(6));
    expect(room.subscriptions.map(({ after }) => after)).toContain('c5');
  });

  it.each([{ overHttp: false }, { overHttp: true }])(
    'before the first event misses no event if the subgraph gives the start cursor, over HTTP: $overHttp',
    async (way) => {
      const room = await freshNewsroom(way);
      room.post(3);
      const stream = follow(room);
      const first = take(stream, 1);
      await expect.poll(() => room.openStreams()).toBe(1);

      room.breakStreams();
      room.post(1);

      expect((await first).map(numberOf)).toEqual([4]);
    },
  );

  it('before the first event ends with a reason if the start cursor is unknown', async () => {
    const room = await freshNewsroom({ tellsPosition: false });
    const stream = follow(room);
    const first = take(stream, 1);
    await expect.poll(() => room.openStreams()).toBe(1);

    room.breakStreams();

    expect(await first).toMatchObject([{ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }]);
    expect(JSON.stringify(await first)).not.toContain('hunter2');
  });
});

describe('a new supergraph', () => {
  const more = (sdl: string) =>
    sdl.replace('text(length: Int = 3): String', 'text(length: Int = 3): String extra: Int');

  it('serves the open readers, without a break if its request to the subgraph is the same', async () => {
    const room = await freshNewsroom();
    const stream = follow(room, { variables: { after: '' } });
    room.post(1);
    const results = await take(stream, 1);
    const opened = room.subscriptions.length;

    await room.gateway.reload(supergraphOf({ news: more(newsSdl), writers: writersSdl }));
    room.post(2);
    results.push(...(await take(stream, 2)));

    expect(results.map(numberOf)).toEqual(upTo(3));
    expect(room.subscriptions).toHaveLength(opened);
  });

  it('serves the open readers after their last cursor, if the subgraph has moved', async () => {
    const room = await freshNewsroom();
    const streams = [follow(room, { variables: { after: '' } }), follow(room, { variables: { after: '' } })];
    room.post(1);
    const results = await Promise.all(streams.map((stream) => take(stream, 1)));

    const supergraph = supergraphOf({ news: newsSdl, writers: writersSdl });
    await room.gateway.reload(supergraph.replace('http://news.invalid', 'http://news.elsewhere.invalid'));
    room.post(2);
    const after = await Promise.all(streams.map((stream) => take(stream, 2)));

    expect(results.map((each, index) => [...each, ...(after[index] ?? [])].map(numberOf))).toEqual([upTo(3), upTo(3)]);
    expect(room.subscriptions.slice(1).map((each) => each.after)).toContain('c1');
  });

  it('ends only subscriptions that it does not have, with a reason', async () => {
    const room = await freshNewsroom();
    const stays = follow(room, { query: 'subscription { posted(after: "") { number } }' });
    const ends = follow(room, { query: 'subscription { posted(after: "") { number text } }' });
    room.post(1);
    await Promise.all([take(stays, 1), take(ends, 1)]);

    await room.gateway.reload(
      supergraphOf({ news: newsSdl.replace('text(length: Int = 3): String', 'title: String'), writers: writersSdl }),
    );
    room.post(1);

    expect(await take(ends, 1)).toMatchObject([
      { errors: [{ extensions: { code: 'OPERATION_INVALID', cursor: 'c1' } }] },
    ]);
    expect((await ends.next()).done).toBe(true);
    expect((await take(stays, 1)).map(numberOf)).toEqual([2]);
  });
});
