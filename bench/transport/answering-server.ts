import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { Server } from 'node:net';
import { certificate, privateKey } from '../../tests/support/certificate.ts';

/**
 * A subgraph that answers from memory, as `/small` or `/large`, over HTTP/1.1 and, with TLS, over HTTP/1.1 and HTTP/2.
 * The process sends its URLs to its parent.
 */

const answers = new Map(
  Object.entries({ '/small': 1, '/large': 800 }).map(([path, count]) => [
    path,
    Buffer.from(
      JSON.stringify({
        data: {
          reviews: Array.from({ length: count }, (_, index) => ({
            __typename: 'Review',
            id: `review-${index}`,
            text: 'Some text of a review, of an ordinary length, and no surprises in it',
            stars: index % 5,
          })),
        },
      }),
    ),
  ]),
);

type Response = { setHeader(name: string, value: string): unknown; end(body: Buffer): unknown };

function answer(path: string | undefined, response: Response): void {
  const body = answers.get(path ?? '') ?? Buffer.alloc(0);
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', String(body.length));
  response.end(body);
}

async function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

const plain = createServer((request, response) => {
  request.resume().once('end', () => answer(request.url, response));
});
const secure = createSecureServer({ key: privateKey, cert: certificate, allowHTTP1: true }, (request, response) => {
  request.resume().once('end', () => answer(request.url, response));
});
process.send?.({ http: `http://127.0.0.1:${await listen(plain)}`, https: `https://127.0.0.1:${await listen(secure)}` });
