import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import { openLibrary, type Library } from '../gateway/open-library.ts';

let library: Library;
beforeAll(async () => {
  library = await openLibrary();
});
beforeEach(() => {
  library.asked.length = 0;
});
afterAll(() => library.close());

const nested = (shelves: number, books: number, reviews: number) =>
  `{ shelves(first: ${shelves}) { books(first: ${books}) { reviews(first: ${reviews}) { id } } } }`;

it('three nested lists are refused before anything is fetched, with the reason', async () => {
  const { status, data, errors } = await library.ask(nested(100, 60, 60));

  // The books are looked up in the other subgraph once more.
  const estimated = 100 * (1 + 60) + 100 * 60 * (1 + 60);
  expect({ status, data }).toEqual({ status: 400, data: undefined });
  expect(errors).toMatchObject([
    {
      message: `The operation has an estimated cost of ${estimated}, and may have ${demandControlDefault.max}. Most of it is in \`shelves.books.reviews\`. Ask for shorter lists, or for less in them.`,
      extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', estimated, costliest: 'shelves.books.reviews' },
    },
  ]);
  expect(library.asked).toEqual([]);
});

it.each([
  [
    'by variables',
    'query ($n: Int!) { shelves(first: $n) { books(first: $n) { reviews(first: $n) { id } } } }',
    { n: 60 },
  ],
  [
    'by aliases',
    `{ ${Array.from({ length: 90 }, (_, alias) => `a${alias}: ${nested(10, 10, 10).slice(2, -2)}`).join(' ')} }`,
    {},
  ],
  [
    'by fragments',
    `query { ...A } fragment A on Query { shelves(last: 100) { ...B } }
    fragment B on Shelf { books(first: 60) { ...C } } fragment C on Book { reviews(first: 60) { id } }`,
    {},
  ],
  ['by one list without end', '{ shelves(first: 2147483647) { books(first: 2147483647) { id } } }', {}],
  [
    'by a default',
    'query ($n: Int = 100) { shelves(first: $n) { books(first: $n) { reviews(first: $n) { id } } } }',
    {},
  ],
  [
    'below a condition',
    `query ($yes: Boolean!) { shelves(first: 100) { books(first: 60) { reviews(first: 60) @include(if: $yes) { id } } } }`,
    { yes: true },
  ],
])('they are refused %s, too', async (_, query, variables) => {
  const { errors } = await library.ask(query, variables);

  expect(errors).toMatchObject([{ extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE' } }]);
  expect(library.asked).toEqual([]);
});

it('they are refused in an operation with deferred parts, and over a stream', async () => {
  const send = async (query: string, accept: string) => {
    const response = await fetch(`${library.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });
    return response.text();
  };
  const deferred = nested(100, 60, 60).replace('{ books', '{ ... @defer { books').replace('} } } }', '} } } } }');

  expect(await send(deferred, 'multipart/mixed;deferSpec=20220824')).toContain('COST_ESTIMATED_TOO_EXPENSIVE');
  expect(await send(nested(100, 60, 60), 'text/event-stream')).toContain('COST_ESTIMATED_TOO_EXPENSIVE');
  expect(library.asked).toEqual([]);
});

it('an absurd length gives a cost that JSON and metrics can have', async () => {
  const { errors } = await library.ask(nested(2_147_483_647, 2_147_483_647, 2_147_483_647));

  expect(Number.isSafeInteger(errors[0]?.extensions?.['estimated'])).toBe(true);
  expect(
    await library.metric('tributary_gateway_cost_estimated_sum{result="COST_ESTIMATED_TOO_EXPENSIVE"}'),
  ).toBeLessThan(1e9);
});

it('shorter ones are answered', async () => {
  expect(await library.ask(nested(5, 4, 3))).toMatchObject({ status: 200, errors: [] });
});
