import { acceptedBy, contentTypeOf, isJson } from '@tributary/gateway/front/http/negotiation.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuMs } from '../../support/longest-turn.ts';
import { openNewsroom, type Newsroom } from '../open-newsroom.ts';
import { hear } from './ask-by.ts';

let room: Newsroom;
beforeAll(async () => {
  room = await openNewsroom();
  room.post(1);
});
afterAll(() => room.close());

const urql = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
const better = 'application/graphql-response+json; charset=utf-8';
const plain = 'application/json; charset=utf-8';
const events = 'text/event-stream; charset=utf-8';
const parts = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0';

const query = '{ latest }';
const subscription = 'subscription { posted(after: "") { number } }';

const ask = (document: string, accept: string | null, method: 'POST' | 'GET' = 'POST') =>
  hear(`${room.url}/graphql${method === 'GET' ? `?query=${encodeURIComponent(document)}` : ''}`, {
    method,
    headers: {
      'apollo-require-preflight': 'true',
      // Without the header, `fetch` would add one that accepts everything.
      accept: accept ?? '',
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify({ query: document }) }),
  });

describe('a query is answered as JSON, unless the client prefers a stream', () => {
  it.each([
    [null, plain],
    ['*/*', plain],
    ['application/*', plain],
    ['APPLICATION/JSON', plain],
    ['application/json; charset=UTF-8', plain],
    ['application/json;q=0.5;charset="utf-8"', plain],
    [urql, better],
    ['application/json, application/graphql-response+json', plain],
    ['application/json;q=0.9, application/graphql-response+json', better],
    ['application/json;q=0, */*', better],
    ['Application/GraphQL-Response+JSON', better],
    ['application/json, text/event-stream', plain],
    ['application/json, text/event-stream;q=0', plain],
    ['text/event-stream;q=0.4, application/json;q=0.5', plain],
    ['text/event-stream;q=0, */*', plain],
    ['image/png, */*;q=0.1', plain],
    ['text/html, image/gif, *; q=.2, */*; q=.2', plain],
    ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json', plain],
    ['x/y;z="a, text/event-stream", application/json', plain],
    ['text/event-stream', events],
    ['Text/Event-Stream', events],
    ['text/*', events],
    ['text/event-stream, application/json;q=0.9', events],
    ['application/json;q=0.1, text/event-stream;q=0.2', events],
    ['text/event-stream, */*;q=0.8', events],
    ['multipart/mixed;subscriptionSpec="1.0"', parts],
  ])('accept: %s', async (accept, type) => {
    for (const method of ['POST', 'GET'] as const) {
      const heard = await ask(query, accept, method);

      expect(heard).toMatchObject({ type, data: { latest: 'c1' } });
    }
  });
});

describe('a subscription is answered by the accepted stream', () => {
  it.each([
    [urql, events],
    ['text/event-stream', events],
    ['application/json, text/event-stream', events],
    ['application/json, text/event-stream;q=0.1', events],
    ['TEXT/EVENT-STREAM', events],
    ['multipart/mixed', parts],
    ['multipart/mixed, text/event-stream;q=0.9', parts],
    ['text/event-stream, multipart/mixed', events],
    ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json', parts],
    ['multipart/mixed;boundary="a,b"; SubscriptionSpec="1.0"', parts],
  ])('accept: %s', async (accept, type) => {
    for (const method of ['POST', 'GET'] as const) {
      const heard = await ask(subscription, accept, method);

      expect(heard).toMatchObject({ type, data: { posted: { number: 1 } } });
    }
  });

  it.each([
    null,
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'application/json, text/event-stream;q=0',
    'multipart/mixed;q=0.0, */*',
    'multipart/mixed;subscriptionSpec=2.0, application/json',
    'multipart/mixed;deferSpec=20220824, application/json',
  ])('and the refusal lists the supported streams: accept: %s', async (accept) => {
    const heard = await ask(subscription, accept);

    expect(heard.status).toBe(400);
    expect(heard.errors?.[0]?.message).toContain('text/event-stream');
  });
});

describe('a request that accepts none of the formats is refused with 406, before anything is executed', () => {
  it.each([
    'image/png',
    'application/xml, text/plain',
    '*/*;q=0',
    'text/event-stream;q=0',
    'application/json;q=0, application/graphql-response+json;q=0.000',
    'application/json; charset=iso-8859-1',
    'application/jsonp',
    'multipart/mixed;subscriptionSpec=2.0',
    'nonsense',
  ])('accept: %s', async (accept) => {
    for (const document of [query, subscription]) {
      const heard = await ask(document, accept);

      expect(heard.status).toBe(406);
      expect(heard.errors).toEqual([
        {
          message: expect.stringContaining('Accept application/graphql-response+json'),
          extensions: { code: 'BAD_REQUEST' },
        },
      ]);
    }
  });
});

describe('parsing of `accept`', () => {
  it('selects deferred parts if they are named, unless JSON is preferred', () => {
    const takes = (accept: string) => acceptedBy(accept).takesParts;

    expect(
      [
        'multipart/mixed; deferSpec=20220824, application/json',
        'application/json, multipart/mixed;DeferSpec="20220824"',
        'multipart/mixed',
        'multipart/mixed; boundary="-"; deferSpec=20220824; charset=utf-8',
      ].map(takes),
    ).toEqual([true, true, true, true]);
    expect(
      [
        'application/json, multipart/mixed',
        'application/json, multipart/mixed;deferSpec=20220824;q=0.5',
        'multipart/mixed;deferSpec=20220824;q=0, */*',
        'multipart/mixed;deferSpec=1, */*',
        '*/*',
      ].map(takes),
    ).toEqual([false, false, false, false, false]);
  });

  it('selects the page for browsers, and not for clients that accept HTML among others', () => {
    const prefersPage = (accept: string) => acceptedBy(accept).prefersPage;

    expect(
      [
        'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
        'TEXT/HTML',
        'text/html, application/json',
      ].map(prefersPage),
    ).toEqual([true, true, true]);
    expect(
      ['*/*', 'text/html;q=0, */*', 'application/json, text/html', 'application/json, text/html;q=0.9', 'text/*'].map(
        prefersPage,
      ),
    ).toEqual([false, false, false, false, false]);
  });

  it('is fast for a header that is made to be slow', () => {
    const begun = cpuMs();

    for (const header of [
      '"'.repeat(60_001),
      String.raw`"\"`.repeat(20_001),
      'a/b;q=1,'.repeat(8_000),
      ' '.repeat(60_000),
    ]) {
      acceptedBy(header);
    }

    expect(cpuMs() - begun).toBeLessThan(2_000);
  });
});

describe('the content type of a request', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json ; x=y; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('is JSON: %s', async (type) => {
    expect(isJson(type)).toBe(true);
    const heard = await hear(`${room.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify({ query }),
    });
    expect(heard).toMatchObject({ status: 200, data: { latest: 'c1' } });
  });

  it.each(['application/jsonp', 'application/json-seq', 'application/xml', 'application', 'application/graphql'])(
    'is not JSON, and refused with 415 by POST and stream: %s',
    async (type) => {
      for (const accept of ['application/json', 'text/event-stream', urql]) {
        const heard = await hear(`${room.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': type, accept },
          body: JSON.stringify({ query }),
        });
        expect(heard).toMatchObject({
          status: 415,
          errors: [{ message: expect.stringContaining('application/json') }],
        });
      }
    },
  );

  it('may have parameters in any order', () => {
    expect(contentTypeOf('application/json; a="b;c"; Charset=ISO-8859-1')).toEqual({
      essence: 'application/json',
      charset: 'ISO-8859-1',
    });
    expect(contentTypeOf('nonsense')).toBeNull();
  });
});
