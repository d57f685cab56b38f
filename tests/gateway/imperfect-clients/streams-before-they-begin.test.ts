import { EventSource } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openNewsroom, type Newsroom } from '../open-newsroom.ts';
import { askBy, hear } from './ask-by.ts';

let room: Newsroom;
beforeAll(async () => {
  room = await openNewsroom();
  room.post(1);
});
afterAll(() => room.close());

const mixed = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
const posted = 'subscription ($after: String) { posted(after: $after) { number } }';
const faults: [string, string, { query: string; variables?: object; operationName?: string }][] = [
  ['a syntax error', 'GRAPHQL_PARSE_FAILED', { query: 'subscription {' }],
  ['an unknown field', 'GRAPHQL_VALIDATION_FAILED', { query: 'subscription { nothing }' }],
  ['a bad variable', 'BAD_USER_INPUT', { query: posted, variables: { after: {} } }],
  ['an unknown name', 'OPERATION_RESOLUTION_FAILURE', { query: posted, operationName: 'X' }],
  ['a refusal by the subgraph', 'INVALID_CURSOR', { query: posted, variables: { after: 'x' } }],
];

describe('a refused operation', () => {
  it.each(faults)(
    'is reported by POST as an event of the accepted stream, which then completes: %s',
    async (_name, code, members) => {
      const response = await fetch(`${room.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify(members),
      });
      const text = await response.text();

      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
      expect(text).toMatch(/^(:\n\n)?event: next\ndata: \{"errors":\[.*\]\}\n\nevent: complete\ndata:\n\n$/);
      expect(text).toContain(`"code":"${code}"`);
    },
  );

  it.each(faults)('is reported by GET as an HTTP status: %s', async (_name, code, members) => {
    const heard = await askBy('server-sent events by GET', room.url, members);

    expect(heard).toMatchObject({ status: 400, errors: [{ extensions: { code } }] });
  });

  it.each(faults.slice(0, 2))('is reported as JSON if that is preferred: %s', async (_name, code, members) => {
    const heard = await hear(`${room.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: mixed },
      body: JSON.stringify(members),
    });

    expect(heard).toMatchObject({
      status: 400,
      type: 'application/graphql-response+json; charset=utf-8',
      errors: [{ extensions: { code } }],
    });
  });

  it('does not make a browser reconnect for ever', async () => {
    for (const [, , members] of faults) {
      const parameters = new URLSearchParams(
        Object.entries(members).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      );
      const source = new EventSource(`${room.url}/graphql?${String(parameters)}`);
      onTestFinished(() => source.close());

      await expect.poll(() => source.readyState).toBe(2);
    }
  });
});

describe('invalid credentials are refused with 401', () => {
  it.each(['POST', 'GET', 'server-sent events by POST', 'server-sent events by GET', 'multipart'] as const)(
    'by %s, whatever else is invalid',
    async (transport) => {
      for (const query of ['subscription { posted { number } }', 'subscription { nothing }', '{ latest }', '{']) {
        const heard = await askBy(transport, room.url, { query }, { authorization: 'Bearer not.a.token' });

        expect(heard).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      }
    },
  );

  it('if JSON and streams are accepted', async () => {
    for (const query of ['subscription { posted { number } }', 'subscription { nothing }', '{ latest }']) {
      const heard = await hear(`${room.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: mixed, authorization: 'Basic abc' },
        body: JSON.stringify({ query }),
      });

      expect(heard.status).toBe(401);
    }
  });
});

it('a stream by GET gets its head within moments, also without events', async () => {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const query = encodeURIComponent('subscription { posted(by: "nobody") { number } }');

  const response = await fetch(`${room.url}/graphql?query=${query}`, {
    headers: { accept: 'text/event-stream' },
    signal: leaving.signal,
  });

  expect(response.status).toBe(200);
});
