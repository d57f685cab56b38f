import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { cursorOf, newsSdl, numberOf, textOf, writerIdOf, writerOf, writersSdl, type Published } from './newsroom.ts';

/** Serves both subgraphs to any gateway. `POST /publish` starts publishing at a rate for a time. */

type Item = { number: number; at: number; room: number };
type Reader = { room: number | null; push(item: Item): void };

const readers = new Set<Reader>();
const byRoom = new Map<number, Set<Reader>>();
/** Events kept for readers that resume: more than an overloaded gateway can lag behind. */
const newest: Item[] = [];
const newestMax = 1_000_000;
let published = 0;

const schemas = {
  news: buildSubgraphSchema([
    {
      typeDefs: parse(newsSdl),
      resolvers: {
        Query: { newest: () => published },
        Subscription: {
          news: {
            subscribe: (_: unknown, { room, after }: { room?: number | null; after?: string | null }) =>
              follow({ room: room ?? null, after: after ?? null }),
            resolve: (item: Item) => item,
          },
        },
        Item: {
          cursor: ({ number }: Item) => cursorOf(number),
          text: ({ number }: Item) => textOf(number),
          writer: ({ number }: Item) => ({ id: writerIdOf(number) }),
        },
      },
    },
  ]),
  writers: buildSubgraphSchema([
    {
      typeDefs: parse(writersSdl),
      resolvers: {
        Writer: {
          __resolveReference: ({ id }: { id: string }) => writerOf(id),
        },
      },
    },
  ]),
};

function follow({ room, after }: { room: number | null; after: string | null }): AsyncIterableIterator<Item> {
  const missed = after === null ? [] : newest.slice(indexAfter(after));
  const waiting = missed.filter((item) => room === null || item.room === room);
  let wake: ((step: IteratorResult<Item>) => void) | null = null;
  const reader: Reader = {
    room,
    push: (item) => {
      if (wake === null) {
        waiting.push(item);
      } else {
        wake({ done: false, value: item });
        wake = null;
      }
    },
  };
  const ofRoom = room === null ? readers : (byRoom.get(room) ?? new Set<Reader>());
  ofRoom.add(reader);
  if (room !== null) {
    byRoom.set(room, ofRoom);
  }
  const iterator: AsyncIterableIterator<Item> = {
    next: () => {
      const item = waiting.shift();
      return item === undefined
        ? new Promise((resolve) => {
            wake = resolve;
          })
        : Promise.resolve({ done: false, value: item });
    },
    return: () => {
      ofRoom.delete(reader);
      wake?.({ done: true, value: undefined });
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** Index of the first event after a cursor, among the newest: they are numbered without a gap. */
function indexAfter(cursor: string): number {
  const index = numberOf(cursor) + 1 - (newest[0]?.number ?? 1);
  if (!(index >= 0)) {
    throw new Error(`What follows ${cursor} is no longer kept.`);
  }
  return index;
}

const publishing = z.object({ perSecond: z.number(), seconds: z.number(), rooms: z.number() });
const requestShape = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/**
 * Publishes at a steady rate, to everybody or to one room after the other, and returns when it began and ended, in
 * milliseconds since 1970.
 */
function publish({ perSecond, seconds, rooms }: z.output<typeof publishing>): Promise<Published> {
  const begun = performance.now();
  let done = 0;
  const total = Math.round(perSecond * seconds);
  const { promise, resolve } = Promise.withResolvers<Published>();
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - begun) * perSecond) / 1_000));
    for (; done < due; done += 1) {
      published += 1;
      const item: Item = {
        number: published,
        at: performance.timeOrigin + performance.now(),
        room: rooms === 0 ? 0 : published % rooms,
      };
      newest.push(item);
      for (const reader of rooms === 0 ? readers : (byRoom.get(item.room) ?? [])) {
        reader.push(item);
      }
    }
    if (newest.length > newestMax) {
      newest.splice(0, newestMax / 2);
    }
    if (done === total) {
      clearInterval(timer);
      resolve({ fromMs: performance.timeOrigin + begun, toMs: performance.timeOrigin + performance.now() });
    }
  }, 1);
  return promise;
}

const server = createServer((request, response) => {
  const answer = async (): Promise<unknown> => {
    const body: unknown = JSON.parse(await text(request));
    if (request.url === '/publish') {
      return publish(publishing.parse(body));
    }
    const { query, variables, operationName } = requestShape.parse(body);
    return graphql({
      schema: request.url === '/news' ? schemas.news : schemas.writers,
      source: query,
      variableValues: variables ?? null,
      operationName: operationName ?? null,
    });
  };
  answer().then(
    (result) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(result));
    },
    (error: unknown) => {
      response.writeHead(400).end(String(error));
    },
  );
});
useServer({ schema: schemas.news }, new WebSocketServer({ server, path: '/news' }));
server.listen(Number(process.env['PORT']), '127.0.0.1');
