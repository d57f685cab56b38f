import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { request } from 'undici';
import { WebSocket } from 'ws';
import { differentOperations } from '../gateway/operations.ts';

/** A hostile client without credentials. It sends until the time is over, from a process of its own. */
export type Attack = {
  name: string;
  title: string;
  run(target: { url: string; untilMs: number }): Promise<void>;
};

const senders = 8;
/** Just below the gateway's limits on a string, on the length of a document, and on its tokens. */
const literalLength = 16_000;
const documentLength = 255_000;
const tokens = 9_900;
const largePlanFields = 50;

/** Sends bodies from several connections at once, each again as soon as it has an answer of any kind. */
async function post(
  { url, untilMs }: { url: string; untilMs: number },
  bodyOf: (number: number) => string,
): Promise<void> {
  let number = 0;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (performance.now() < untilMs) {
        number += 1;
        await request(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: bodyOf(number),
          headersTimeout: 30_000,
        })
          .then(({ body }) => body.dump())
          // A refused connection costs the gateway nothing, and the sender nothing either.
          .catch(() => wait(50));
      }
    }),
  );
}

const bodyOf = (query: string, others: object = {}) => JSON.stringify({ query, ...others });
const many = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => each(index));

/** A document of the greatest length, from strings that take long to print. */
function ofLiterals(number: number): string {
  const literal = JSON.stringify('\u007f'.repeat(literalLength));
  const fields = many(
    Math.floor(documentLength / literalLength) - 1,
    (index) => `a${index}: bestsellers(first: ${literal}) { isbn }`,
  );
  return `query N${number} { ${fields.join(' ')} }`;
}

/** Fields that have to be compared with one another, since all have the same name in the response. */
function ofOverlaps(number: number): string {
  const fragments = many(
    90,
    (index) => `fragment F${index} on Reader { id name ...F${index + 1} opinions { id text } }`,
  );
  const spreads = many(90, (index) => `readers { ...F${index} }`);
  return `query N${number} { ${spreads.join(' ')} } ${fragments.join(' ')} fragment F90 on Reader { id }`;
}

/** Every field is unknown, and each gets a message with suggestions. */
function ofMistakes(number: number): string {
  return `query N${number} { ${many(tokens - 100, (index) => `redears${index}`).join(' ')} }`;
}

/** A plan of nearly as many fields as the gateway compiles. */
function ofLargePlan(number: number): string {
  const reader = 'reader { id name handle memberSince }';
  const book = 'book { isbn title priceCents weightGrams inStock postageCents }';
  const fields = many(
    largePlanFields,
    (index) =>
      `a${index}: bestsellers(first: ${index + 1}) { isbn title inStock opinions { id text ${reader} ${book} } }`,
  );
  return `query N${number} { ${fields.join(' ')} }`;
}

const coldOperations = differentOperations({ count: 2_000, depth: 6, seed: 16 });

/** The attacks, each with what it is after. */
export const attacks: readonly Attack[] = [
  {
    name: 'literals',
    title: 'documents of 250 kB with strings that print slowly',
    run: (target) => post(target, (number) => bodyOf(ofLiterals(number))),
  },
  {
    name: 'whitespace',
    title: 'documents of 250 kB of nothing',
    run: (target) => post(target, (number) => bodyOf(`{ readers { id } }${' '.repeat(documentLength - 50)}#${number}`)),
  },
  {
    name: 'overlaps',
    title: 'fragments that overlap',
    run: (target) => post(target, (number) => bodyOf(ofOverlaps(number))),
  },
  {
    name: 'mistakes',
    title: 'ten thousand unknown fields',
    run: (target) => post(target, (number) => bodyOf(ofMistakes(number))),
  },
  {
    name: 'plans',
    title: 'operations that were never planned',
    run: (target) =>
      post(target, (number) => {
        const { query } = coldOperations[number % coldOperations.length] ?? { query: '' };
        return bodyOf(query.replace(/^query \w+/, `query Cold${number}`));
      }),
  },
  {
    name: 'large-plans',
    title: 'operations of the largest plans, each once',
    run: (target) => post(target, (number) => bodyOf(ofLargePlan(number))),
  },
  {
    name: 'variables',
    title: '4 MB of variables',
    run: (target) =>
      post(target, () =>
        bodyOf('query ($ids: [ID!]) { readers { id } }', { variables: { ids: many(400_000, (index) => `${index}`) } }),
      ),
  },
  {
    name: 'nesting',
    title: '4 MB of brackets',
    run: (target) => post(target, () => `{"query":"{ readers { id } }","variables":{"a":${'['.repeat(3_900_000)}`),
  },
  {
    name: 'hashes',
    title: 'persisted queries, each once',
    run: (target) =>
      post(target, (number) => {
        const query = `query N${number} { readers { id } } ${'#'.repeat(100_000)}`;
        const sha256Hash = createHash('sha256').update(query).digest('hex');
        return bodyOf(query, { extensions: { persistedQuery: { version: 1, sha256Hash } } });
      }),
  },
  {
    name: 'introspection',
    title: 'introspection, each under another name',
    run: (target) =>
      post(target, (number) => bodyOf(getIntrospectionQuery().replace('IntrospectionQuery', `N${number}`))),
  },
  { name: 'sockets', title: 'sockets that ask and do not read', run: unreadSockets },
  { name: 'slow', title: 'a thousand connections that send a byte a second', run: slowConnections },
  {
    name: 'flood',
    title: 'the same small query, as fast as it goes',
    run: (target) => post(target, () => bodyOf('{ readers { id } }')),
  },
];

async function unreadSockets({ url, untilMs }: { url: string; untilMs: number }): Promise<void> {
  const subscribe = (id: string) =>
    JSON.stringify({ type: 'subscribe', id, payload: { query: getIntrospectionQuery(), variables: {} } });
  const ping = JSON.stringify({ type: 'ping', payload: { padding: 'p'.repeat(100_000) } });
  const sockets = many(50, String).map(() => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('error', () => {});
    socket.once('message', () => socket.pause());
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    return socket;
  });
  for (let number = 0; performance.now() < untilMs; number += 1) {
    for (const socket of sockets) {
      // Messages that the gateway does not read any more would only fill the memory of this process.
      if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < 1_000_000) {
        socket.send(subscribe(`${number}`));
        socket.send(ping);
      }
    }
    await wait(10);
  }
  sockets.forEach((socket) => socket.terminate());
}

async function slowConnections({ url, untilMs }: { url: string; untilMs: number }): Promise<void> {
  const { hostname, port } = new URL(url);
  const open = new Set(many(1_000, String).map(() => opened(hostname, Number(port))));
  while (performance.now() < untilMs) {
    for (const socket of open) {
      if (socket.destroyed) {
        open.delete(socket);
        open.add(opened(hostname, Number(port)));
      } else {
        socket.write('a');
      }
    }
    await wait(1_000);
  }
  open.forEach((socket) => socket.destroy());
}

function opened(hostname: string, port: number) {
  const socket = connect(port, hostname);
  socket.on('error', () => {});
  socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
  return socket;
}
