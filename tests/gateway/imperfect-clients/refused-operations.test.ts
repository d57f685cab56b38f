import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';
import { askBy, hear, notingLog, transports } from './ask-by.ts';

const { log, errors } = notingLog();
let shop: Bookshop;
beforeAll(async () => {
  shop = await openBookshop({ log });
});
beforeEach(() => {
  shop.requests.length = 0;
  errors.length = 0;
});
afterAll(() => shop.close());

const aliases = Array.from({ length: 101 }, (_, index) => `a${index}: greeting`).join(' ');
const names = Array.from({ length: 30 }, (_, index) => `a${index}`);
const manyVariables = `query (${names.map((name) => `$${name}: ID!`).join()}) { ${names.map((name) => `${name}: person(id: $${name}) { name }`).join(' ')} }`;
const refused: [string, string, string | RegExp, { query: string; variables?: object }][] = [
  ['a syntax error', 'GRAPHQL_PARSE_FAILED', 'Syntax Error', { query: '{' }],
  ['too many tokens', 'GRAPHQL_PARSE_FAILED', '10000 tokens', { query: `{ ${'greeting '.repeat(10_001)} }` }],
  ['an unknown field', 'GRAPHQL_VALIDATION_FAILED', 'nothing', { query: '{ nothing }' }],
  ['an unknown field of a subscription', 'GRAPHQL_VALIDATION_FAILED', 'nothing', { query: 'subscription { nothing }' }],
  ['too many aliases', 'LIMIT_EXCEEDED', '100 aliases', { query: `{ ${aliases} }` }],
  [
    'a variable of another type',
    'BAD_USER_INPUT',
    '$id',
    { query: 'query ($id: ID!) { person(id: $id) { name } }', variables: { id: {} } },
  ],
  ['a variable that is missing', 'BAD_USER_INPUT', '$id', { query: 'query ($id: ID!) { person(id: $id) { name } }' }],
  [
    'a variable that is null',
    'BAD_USER_INPUT',
    '$id',
    { query: 'query ($id: ID!) { person(id: $id) { name } }', variables: { id: null } },
  ],
  ['more invalid variables than are reported', 'BAD_USER_INPUT', /\$a0|Too many errors/, { query: manyVariables }],
  [
    'a variable of another type, of a subscription',
    'BAD_USER_INPUT',
    /\$a|Subscriptions come/,
    { query: 'subscription ($a: ID) { reviewAdded(author: $a) { id } }', variables: { a: [1, 2] } },
  ],
  [
    '`@include` by null',
    'BAD_USER_INPUT',
    '$b',
    { query: 'query ($b: Boolean = true) { greeting @include(if: $b) }', variables: { b: null } },
  ],
  [
    '`@skip` by null',
    'BAD_USER_INPUT',
    '$b',
    { query: 'query ($b: Boolean = false) { me { name @skip(if: $b) } }', variables: { b: null } },
  ],
  [
    '`@include` by null in a fragment',
    'BAD_USER_INPUT',
    '$b',
    {
      query: 'query ($b: Boolean = true) { me { ...F } } fragment F on Person { name @include(if: $b) }',
      variables: { b: null },
    },
  ],
  [
    '`@defer` by null',
    'BAD_USER_INPUT',
    '$b',
    { query: 'query ($b: Boolean = true) { me { ... @defer(if: $b) { name } } }', variables: { b: null } },
  ],
  [
    '`@include` by null below a subscription',
    'BAD_USER_INPUT',
    /\$b|Subscriptions come/,
    { query: 'subscription ($b: Boolean = true) { reviewAdded { id text @include(if: $b) } }', variables: { b: null } },
  ],
  [
    '`@include` on the root of a subscription',
    'GRAPHQL_VALIDATION_FAILED',
    '`@include`',
    { query: 'subscription ($b: Boolean!) { reviewAdded @include(if: $b) { id } }', variables: { b: true } },
  ],
  [
    '`@skip` on the root of a subscription',
    'GRAPHQL_VALIDATION_FAILED',
    '`@skip`',
    { query: 'subscription ($b: Boolean!) { ... @skip(if: $b) { reviewAdded { id } } }', variables: { b: false } },
  ],
  [
    '`@skip` on a fragment at the root of a subscription',
    'GRAPHQL_VALIDATION_FAILED',
    '`@skip`',
    {
      query: 'subscription ($b: Boolean!) { ...F } fragment F on Subscription { reviewAdded @skip(if: $b) { id } }',
      variables: { b: false },
    },
  ],
  [
    'several roots of a subscription',
    'GRAPHQL_VALIDATION_FAILED',
    'one top level field',
    { query: 'subscription { reviewAdded { id } b: reviewAdded { id } }' },
  ],
  [
    'introspection by a subscription',
    'GRAPHQL_VALIDATION_FAILED',
    'introspection',
    { query: 'subscription { __typename }' },
  ],
];

describe.each(transports)('by %s, an operation is refused with a code before any fetch:', (transport) => {
  it.each(refused)('%s', async (_name, code, message, members) => {
    const heard = await askBy(transport, shop.url, members);

    expect(heard.errors?.[0]?.extensions).toEqual({ code });
    expect(heard.errors?.[0]?.message).toMatch(message);
    expect(heard.data).toBeUndefined();
    expect(heard.status ?? 400).toBe(400);
    expect(shop.requests).toEqual([]);
    expect(errors).toEqual([]);
  });
});

it('a refusal has status 4xx, whatever the media type of JSON', async () => {
  for (const accept of [
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'application/json, text/event-stream',
  ]) {
    for (const [, , , members] of refused) {
      const heard = await hear(`${shop.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify(members),
      });

      expect([heard.status, heard.data]).toEqual([
        heard.type?.startsWith('text/event-stream') === true ? null : 400,
        undefined,
      ]);
    }
  }
});

it('null data after a failure has status 200', async () => {
  const heard = await askBy('POST', shop.url, { query: '{ reviews { forced { value } } }' });

  expect(heard).toMatchObject({
    status: 200,
    data: { reviews: [{ forced: null }, { forced: null }, { forced: null }] },
  });
});
