import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchTurns } from '../support/longest-turn.ts';
import { openRest, textIn } from './open-rest.ts';

let rest: Awaited<ReturnType<typeof openRest>>;
let accounts: { debitAccountId: string; creditAccountId: string };
beforeAll(async () => {
  rest = await openRest();
  const { body } = await rest.call('GET', '/api/v1/accounts?filter[classes]=LIABILITY&filter[currencies]=EUR&first=2');
  accounts = { debitAccountId: textIn(body, 'data', 0, 'id'), creditAccountId: textIn(body, 'data', 1, 'id') };
});
afterAll(() => rest.close());

const post = (input: object, key: string | null = randomUUID()) =>
  rest.call('POST', '/api/v1/transfers', {
    body: { ...accounts, amount: { amount: '0.01', currency: 'EUR' }, ...input },
    headers: key === null ? {} : { 'idempotency-key': key },
  });

it('a stream has no head: HEAD would begin it, and wait for its end', async () => {
  const { status, headers } = await rest.call('HEAD', '/api/v1/events/stream');

  expect([status, headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
});

it('HEAD is answered as GET, without the body, and is among the methods that are allowed', async () => {
  const [head, get] = await Promise.all(['HEAD', 'GET'].map((method) => rest.call(method, '/api/v1/organization')));
  const { headers } = await rest.call('DELETE', '/api/v1/organization');

  expect([head?.status, head?.body, head?.headers.get('etag')]).toEqual([200, null, get?.headers.get('etag')]);
  expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS');
});

it('a value that only the subgraph refuses has its place in the body, in words of REST', async () => {
  const { status, body } = await post({ amount: { amount: 0.01, currency: 'EUR' } });

  expect(status).toBe(400);
  expect(body).toMatchObject({
    type: '/problems/invalid-request',
    detail: expect.stringMatching(/^A Decimal is a string/),
    errors: [{ pointer: '#/amount/amount' }],
  });
});

it('a key of another type is a mistake at its place, and not a missing key', async () => {
  expect(await post({ idempotencyKey: {} }, null)).toMatchObject({
    status: 400,
    body: { type: '/problems/invalid-request', errors: [{ pointer: '#/idempotencyKey' }] },
  });
  expect(await post({ idempotencyKey: null }, null)).toMatchObject({
    body: { type: '/problems/idempotency-key-missing' },
  });
});

it.each([randomUUID(), '"'])('thousands of unknown fields cost no more than a few (key %s)', async (key) => {
  const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`debitAccountId${index}`, 1]));
  const turns = watchTurns();

  const { status, body } = await post(unknown, key);

  expect(status).toBe(400);
  expect(Array.isArray(body?.['errors']) ? body['errors'].length : 0).toSatisfy((count) => count > 1 && count <= 50);
  // Coercing each of them into a message held up the event loop for two seconds.
  expect(turns.longestMs()).toBeLessThan(1_000);
});

it('clients that leave in the middle of a request stop nothing', async () => {
  const { hostname, port, host } = new URL(rest.url);
  const head = `POST /api/v1/transfers/batch HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${rest.tokens.operator}\r\n`;
  for (const type of ['application/json', 'application/x-ndjson']) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    await new Promise<void>((resolve) =>
      socket.write(`${head}content-type: ${type}\r\ncontent-length: 1000\r\n\r\n{"transfers":[]}\n`, () => resolve()),
    );
    socket.destroy();
  }

  expect(await rest.call('GET', '/api/v1/organization')).toMatchObject({ status: 200 });
});
