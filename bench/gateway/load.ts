import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';

export type Answered = { status: number; bytes: Buffer };

/** A message to a gateway. A request without a body is a GET. */
export type Message = { path: string; body: string | null };

/** A client with keep-alive connections of its own to one gateway. */
export type Client = {
  send(message: Message): Promise<Answered>;
  /** Sends a body to `/graphql`. */
  post(body: string): Promise<Answered>;
  close(): Promise<void>;
};

export type Load = { requests: number; wrong: number; seconds: number; latenciesMs: Float64Array };

/** Opens `connections` connections. Light on purpose: the client shares its core with the subgraphs. */
export function openClient({ port, connections }: { port: number; connections: number }): Client {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1, headersTimeout: 60_000 });
  const accept = { accept: 'application/json' };
  const ofJson = { 'content-type': 'application/json', ...accept };
  const send = async ({ path, body }: Message): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      pool.dispatch(
        { method: body === null ? 'GET' : 'POST', path, headers: body === null ? accept : ofJson, body },
        {
          onRequestStart: () => {},
          onResponseStart: (_, statusCode) => {
            status = statusCode;
          },
          onResponseData: (_, chunk) => {
            chunks.push(chunk);
          },
          onResponseEnd: () => resolve({ status, bytes: Buffer.concat(chunks) }),
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  return {
    send,
    post: (body) => send({ path: '/graphql', body }),
    close: async () => pool.destroy(),
  };
}

/**
 * Sends the same request from all clients, each again as soon as it has its response, until the time is over. Then it
 * waits for the last responses, so that the count is exact. Every response is compared with the right one.
 */
export async function sendLoad(
  client: Client,
  { message, clients, seconds, isRight }: { message: Message; clients: number; seconds: number; isRight: Check },
): Promise<Load> {
  const latencies: number[] = [];
  let wrong = 0;
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let sent = start; sent < end;) {
        sent = performance.now();
        const answered = await client.send(message);
        latencies.push(performance.now() - sent);
        if (!isRight(answered)) {
          wrong += 1;
        }
      }
    }),
  );
  return {
    requests: latencies.length,
    wrong,
    seconds: (performance.now() - start) / 1_000,
    latenciesMs: Float64Array.from(latencies).toSorted(),
  };
}

export type Check = (answered: Answered) => boolean;

/**
 * Compares responses with the right content: the data of GraphQL, unless `contentOf` reads another. Bytes that were
 * once found right are from then on compared as bytes.
 */
export function checkAgainst(expected: unknown, contentOf: (bytes: Buffer) => unknown = dataOf): Check {
  let known: Buffer | undefined;
  return ({ status, bytes }) => {
    if (known !== undefined && bytes.equals(known)) {
      return true;
    }
    if (status !== 200 || !isDeepStrictEqual(contentOf(bytes), expected)) {
      return false;
    }
    known = bytes;
    return true;
  };
}

/** The data of a response without errors; undefined for anything else. */
function dataOf(bytes: Buffer): unknown {
  const answer: unknown = JSON.parse(bytes.toString());
  return typeof answer === 'object' && answer !== null && 'data' in answer && !('errors' in answer)
    ? answer.data
    : undefined;
}
