import { setDefaultCACertificates } from 'node:tls';
import { HttpPool, type PostClient } from '@tributary/platform/transport/http-pool.ts';
import { UndiciPool } from '@tributary/platform/transport/undici-pool.ts';
import { Pool } from 'undici';
import { certificate } from '../../tests/support/certificate.ts';

/**
 * One HTTP client in a process of its own: node client-process.ts CLIENT URL. It sends requests until its parent stops
 * it, and reports the CPU time.
 */

export type Order = { path: string; seconds: number; callers: number };
export type Report = { requests: number; cpuMicros: number };

type Client = { post(path: string): Promise<string> };

const [name = '', url = ''] = process.argv.slice(2);
const body = JSON.stringify({
  query: 'query Reviews($ids: [ID!]!) { reviews(ids: $ids) { __typename id text stars } }',
  variables: { ids: Array.from({ length: 10 }, (_, index) => `review-${index}`) },
});
const headers = {
  'content-type': 'application/json',
  accept: 'application/json',
  'x-request-id': '0190a0a0-a0a0-7000-8000-000000000000',
};
setDefaultCACertificates([certificate]);
const client = openClient();

process.on('message', (order: Order) => {
  void run(order).then((report) => process.send?.(report));
});
process.once('disconnect', () => process.exit());

function openClient(): Client {
  const settings = { connectTimeoutMs: 2_000, timeoutMs: 10_000, bytesMax: 32 * 1024 * 1024 };
  switch (name) {
    case 'own':
      return posting(new HttpPool(new URL(url), settings));
    case 'undici':
      return posting(new UndiciPool(new URL(url), settings));
    case 'dispatch-1.1':
      return dispatching(new Pool(url, { connections: 256, allowH2: false }));
    default:
      return dispatching(new Pool(url, { connections: 256, allowH2: true, connect: { preferH2: true } }));
  }
}

function posting(pool: PostClient): Client {
  return { post: async (path) => (await pool.post({ path, headers, body, signal: undefined })).text };
}

/** The minimum around undici: without limits, deadlines and checks. */
function dispatching(pool: Pool): Client {
  return {
    post: async (path) =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        pool.dispatch(
          { path, method: 'POST', headers, body },
          {
            onRequestStart: () => {},
            onResponseStart: () => {},
            onResponseData: (_controller, chunk) => void chunks.push(chunk),
            onResponseEnd: () => resolve(Buffer.concat(chunks).toString()),
            onResponseError: (_controller, error) => reject(error),
          },
        );
      }),
  };
}

/** Each caller sends its next request when it has an answer. */
async function run({ path, seconds, callers }: Order): Promise<Report> {
  const before = process.cpuUsage();
  const end = performance.now() + seconds * 1_000;
  let requests = 0;
  const call = async (): Promise<void> => {
    while (performance.now() < end) {
      const text = await client.post(path);
      if (!text.startsWith('{"data":{"reviews"') || !text.endsWith(']}}')) {
        throw new Error(`wrong answer: ${text.slice(0, 100)}`);
      }
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const { user, system } = process.cpuUsage(before);
  return { requests, cpuMicros: user + system };
}
