import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTokenBuckets } from '@tributary/platform/token-buckets.ts';
import { freshLibrary, openLibrary, type Library } from './open-library.ts';

const unlimited = { max: 1_000_000_000 };
let open: Library | undefined;
/** A library without a budget, for all tests that only read costs. */
const shared = (): Library => {
  if (open === undefined) {
    throw new Error('the library is not open');
  }
  return open;
};
beforeAll(async () => {
  open = await openLibrary({ demandControl: unlimited });
});
afterAll(() => open?.close());

describe('the estimated cost', () => {
  it.each([
    ['an object is 1, a scalar nothing', '{ book { id title } }', 1],
    ['an enum and a scalar with a weight', '{ book { genre isbn } }', 1 + 2 + 5],
    ['a list by its slicing argument', '{ shelves(first: 4) { books(first: 3) { id } } }', 4 * (1 + 3)],
    ['a list by the other slicing argument', '{ shelves(last: 2) { books(first: 3) { id } } }', 2 * (1 + 3)],
    ['a list by the default of its argument', '{ search { items { id } } }', 1 + 5],
    [
      'a list below the field that names its length',
      '{ search(limit: 8) { items { id } pages { total } } }',
      1 + 8 + 10,
    ],
    ['a list by its assumed size', '{ search(limit: null) { items { id } } }', 1 + 20],
    ['a list about which nothing is known', '{ shelves(first: 1) { unsized { id } } }', 1 + 10],
    ['a list of lists', '{ shelves(first: 1) { grid { id } } }', 1 + 10 * 10],
    ['an interface is as dear as the dearest of its types', '{ media { id } }', 4 * 7],
    [
      'of several types, only the dearest',
      '{ media { ... on Film { studio { name } stars { name } } ... on Book { genre } } }',
      4 * (7 + 1 + 2),
    ],
    ['a length that only the types of an interface name', '{ works { parts(first: 6) { id } } }', 3 * (1 + 6)],
    [
      'a length by the type of the object, not by the interface that it is selected by',
      '{ works { ... on Opera { ... on Work { years } } } }',
      3 * (1 + 9),
    ],
    [
      'every item of an input list',
      '{ search(filters: [{ name: "a", near: { name: "b" } }, {}]) { total } }',
      1 + 2 * 3 + 1,
    ],
    ['a mutation', 'mutation { addBooks(input: [{ price: { amount: 1 } }, {}, {}]) }', 10 + 3 + 1 + 2],
    [
      'entities of another subgraph, for each object',
      '{ shelves(first: 2) { books(first: 3) { reviews { id } } } }',
      2 * (1 + 3) + 6 * (1 + 3),
    ],
    ['nothing for a negative length', '{ book { id } shelves(first: -5) { books(first: 3) { reviews { id } } } }', 1],
    ['a field with a weight of its own', '{ book { dear { id } } }', 1 + (1 + 100)],
    ['a plan that goes to a subgraph and back', '{ book { dear { book { title } } } }', 1 + (1 + 100 + 1) + 1],
  ])('charges %s', async (_, query, cost) => {
    expect(await shared().ask(query)).toMatchObject({ errors: [], estimated: cost });
  });

  it('comes from one formula, whatever the variables', async () => {
    const query = `query ($shelves: Int = 2, $books: Int!, $filters: [Filter!]) {
      shelves(first: $shelves) { books(first: $books) { id } }
      search(filters: $filters) { total }
    }`;
    const cost = async (variables: Record<string, unknown>) => (await shared().ask(query, variables)).estimated;

    expect(await cost({ books: 3 })).toBe(2 * (1 + 3) + 1);
    expect(await cost({ books: 3, shelves: 5 })).toBe(5 * (1 + 3) + 1);
    expect(await cost({ books: 0, filters: [{}, { near: {} }] })).toBe(2 + 1 + 2 * 3 + 1);
    expect(await cost({ books: -9 })).toBe(2 + 1);
  });

  it('knows slicing arguments in input objects, and lists further below', async () => {
    const paths = await freshLibrary({
      demandControl: unlimited,
      change: (sdl) =>
        sdl
          .replace('slicingArguments: ["limit"]', 'slicingArguments: ["page.first", "page.size"]')
          .replace('sizedFields: ["items"]', 'sizedFields: ["items", "pages { pages items }"]')
          .replace('size: Int', 'size: Int = 4'),
    });
    const cost = async (query: string, variables: Record<string, unknown> = {}) =>
      (await paths.ask(query.replace('SELECTION', '{ pages { pages { total } } }'), variables)).estimated;
    const of = (length: number) => 1 + 1 + 10 * (1 + length);

    expect(await cost('{ search(page: { first: 7, size: null }) SELECTION }')).toBe(of(7));
    expect(await cost('query ($n: Int) { search(page: { first: $n }) SELECTION }', { n: 6 })).toBe(of(6));
    expect(await cost('query ($n: Int) { search(page: { first: $n }) SELECTION }')).toBe(of(4));
    expect(await cost('query ($page: Page) { search(page: $page) SELECTION }', { page: { size: 5 } })).toBe(of(5));
    expect(await cost('{ search(page: {}) SELECTION }')).toBe(of(4));
    expect(await cost('{ search SELECTION }')).toBe(of(20) - 1);
  });

  it('takes the length of a list that is a slicing argument', async () => {
    const lists = await freshLibrary({
      demandControl: unlimited,
      change: (sdl) => sdl.replace('slicingArguments: ["limit"]', 'slicingArguments: ["filters"]'),
    });
    const query = 'query ($filters: [Filter!]) { search(filters: $filters) { items { id } } }';

    expect(await lists.ask(query, { filters: [{}, {}] })).toMatchObject({ estimated: 1 + 2 + 2 * 3 });
    expect(await lists.ask('{ search(filters: [{}, {}, {}]) { items { id } } }')).toMatchObject({
      estimated: 1 + 3 + 3 * 3,
    });
  });
});

describe('the actual cost', () => {
  it.each([
    ['objects that came', '{ shelves(first: 2) { unsized { id } } }', 2 * (1 + 2)],
    ['lists of lists', '{ shelves(first: 1) { grid { id } } }', 1 + 2],
    [
      'types by their own weights and fields',
      '{ media { ... on Film { studio { name } stars { name } } ... on Book { genre } } }',
      1 + 2 + (7 + 1 + 1),
    ],
    [
      'entities once, although they are at several places',
      '{ shelves(first: 2) { books(first: 3) { reviews { id } } } }',
      2 * (1 + 3) + (1 + 3),
    ],
    ['inputs', 'mutation { addBooks(input: [{ price: { amount: 1 } }, {}, {}]) }', 10 + 3 + 1 + 2],
    ['nothing for what is null or empty', '{ works { parts(first: 6) { id } } newest { id } }', 1],
  ])('counts %s', async (_, query, cost) => {
    const before = await shared().metric('tributary_gateway_cost_actual_sum');

    expect(await shared().ask(query)).toMatchObject({ errors: [], actual: cost });
    expect(await shared().metric('tributary_gateway_cost_actual_sum')).toBe(before + cost);
  });
});

it('the actual cost is taken from the rate limits of the caller, and at least one token for a request', async () => {
  const rateOf = { by: 'address', of: 'cost', callers: 'all', capacity: 10, perSecond: 0.001 } as const;
  const limited = await freshLibrary({
    rates: { limits: [{ name: 'dear', ...rateOf }], buckets: localTokenBuckets() },
  });
  const left = async (query: string) => (await limited.ask(query)).left;

  expect(await left('{ newest { book { id } } }')).toBe(9);
  expect(await left('{ __typename }')).toBe(7);
  // Two shelves with one book each: the estimate is the same, and the answer to the next request shows it.
  expect(await left('{ shelves(first: 2) { books(first: 1) { id } } }')).toBe(6);
  expect(await left('{ __typename }')).toBe(2);
  expect(await left('{ shelves(first: 9) { books(first: 9) { id } } }')).toBe(1);
  expect(await limited.ask('{ __typename }')).toMatchObject({ status: 429 });
});

describe('an operation above the budget', () => {
  const shelves = '{ all: shelves(first: 5) { content: books(first: 10) { id } } book { id } }';

  it('is refused before anything is fetched, with the estimate, the bound, and where it comes from', async () => {
    const library = await freshLibrary({ demandControl: { max: 55 } });

    const { status, data, errors, estimated, actual, max } = await library.ask(shelves);

    expect({ status, data, estimated, actual, max }).toEqual({
      status: 400,
      data: undefined,
      estimated: 56,
      actual: 0,
      max: '55',
    });
    expect(errors).toEqual([
      {
        message:
          'The operation has an estimated cost of 56, and may have 55. Most of it is in `all.content`. Ask for shorter lists, or for less in them.',
        extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', estimated: 56, max: 55, costliest: 'all.content' },
      },
    ]);
    expect(library.asked).toEqual([]);
    expect(await library.metric('tributary_gateway_cost_estimated_count{result="COST_ESTIMATED_TOO_EXPENSIVE"}')).toBe(
      1,
    );
  });

  it('is executed at the budget', async () => {
    const library = await freshLibrary({ demandControl: { max: 56 } });

    expect(await library.ask(shelves)).toMatchObject({ status: 200, errors: [], estimated: 56 });
    expect(await library.metric('tributary_gateway_cost_estimated_count{result="COST_OK"}')).toBe(1);
  });

  it.each([
    ['the mode is `measure`', { mode: 'measure' as const, max: 55 }, (sdl: string) => sdl],
    [
      'the supergraph states no costs and the mode is `auto`',
      { max: 55 },
      (sdl: string) => sdl.replaceAll(/ @(?:weigh|sized)\([^)]*\)(?! on)/g, ''),
    ],
  ])('is executed and measured if %s', async (_, demandControl, change) => {
    const library = await freshLibrary({ demandControl, change });

    const { status, errors, estimated } = await library.ask(shelves);

    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(estimated).toBeGreaterThan(55);
    expect(await library.metric('tributary_gateway_cost_estimated_count{result="COST_ESTIMATED_TOO_EXPENSIVE"}')).toBe(
      1,
    );
  });

  it('is refused if the mode is `enforce`, although the supergraph states no costs', async () => {
    const library = await freshLibrary({
      demandControl: { mode: 'enforce', max: 55 },
      change: (sdl) => sdl.replaceAll(/ @(?:weigh|sized)\([^)]*\)(?! on)/g, ''),
    });

    expect((await library.ask(shelves)).errors).toMatchObject([{ extensions: { estimated: 10 * (1 + 10) + 1 } }]);
  });

  it('is executed if demand control is off, and nothing is counted', async () => {
    const library = await freshLibrary({ demandControl: { mode: 'off', max: 1 } });

    expect(await library.ask(shelves)).toMatchObject({ status: 200, estimated: Number.NaN, max: null });
    expect(await library.metric('tributary_gateway_cost_actual_count')).toBe(0);
  });
});

describe('a list that needs one slicing argument', () => {
  it.each([
    ['none', '{ shelves { books(first: 1) { id } } }', {}],
    ['null', '{ shelves(first: null) { books(first: 1) { id } } }', {}],
    ['two', '{ shelves(first: 1, last: 1) { books(first: 1) { id } } }', {}],
    ['a variable without a value', 'query ($n: Int) { shelves(first: $n) { books(first: 1) { id } } }', {}],
    ['two by variables', 'query ($n: Int) { shelves(first: $n, last: 2) { books(first: 1) { id } } }', { n: 1 }],
  ])('is refused with %s', async (_, query, variables) => {
    const asked = shared().asked.length;

    const { status, errors } = await shared().ask(query, variables);

    expect(status).toBe(400);
    expect(errors).toEqual([
      {
        message: '`Query.shelves` needs exactly one of `first`, `last`, so that its cost is known. Give one.',
        extensions: { code: 'COST_INVALID_SLICING_ARGUMENTS' },
      },
    ]);
    expect(shared().asked).toHaveLength(asked);
  });

  it('may be a connection, whose lists are below it', async () => {
    const connection = await freshLibrary({
      change: (sdl) =>
        sdl
          .replace('requireOneSlicingArgument: false', 'requireOneSlicingArgument: true')
          .replace('limit: Int = 5', 'limit: Int'),
    });
    const query = (limit: string) => `{ search${limit} { items { id } } }`;

    expect((await connection.ask(query(''))).errors).toMatchObject([
      { message: expect.stringContaining('`Query.search` needs exactly one of `limit`') },
    ]);
    expect((await connection.ask('{ search { total } }')).errors).toHaveLength(1);
    expect(await connection.ask(query('(limit: 2)'))).toMatchObject({ errors: [], estimated: 3 });
  });

  it('takes one, and one beside the default of the other', async () => {
    const library = await freshLibrary({
      change: (sdl) => sdl.replace('shelves(first: Int, last: Int)', 'shelves(first: Int = 3, last: Int)'),
    });

    expect(await library.ask('{ shelves { books(first: 1) { id } } }')).toMatchObject({ errors: [], estimated: 6 });
    expect(await library.ask('{ shelves(last: 1) { books(first: 1) { id } } }')).toMatchObject({
      errors: [],
      estimated: 2,
    });
  });
});

describe('the budget of a subgraph', () => {
  const query = '{ newest { id } shelves(first: 2) { books(first: 2) { title reviews(first: 3) { id } } } }';
  // In reviews: the newest, and four books with three reviews each.
  const atReviews = 1 + 4 * (1 + 3);

  it('leaves out only the fetches to that subgraph', async () => {
    const library = await freshLibrary({
      demandControl: { subgraph: { mode: 'enforce', all: {}, subgraphs: { reviews: { max: atReviews - 1 } } } },
    });

    const { status, data, errors } = await library.ask(
      '{ newest { id } book { title } shelves(first: 2) { books(first: 2) { title reviews(first: 3) { id } } } }',
    );
    const nullable = await library.ask('{ newest { id } book { title dear { id } } }');

    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
          subgraph: 'reviews',
          estimated: atReviews,
          max: atReviews - 1,
        },
      },
    ]);
    expect(nullable.data).toEqual({ newest: null, book: { title: 'Emma', dear: null } });
    expect(library.asked).toEqual(['books', 'books']);
    expect(
      await library.metric('tributary_gateway_cost_estimated_count{result="SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE"}'),
    ).toBe(2);
  });

  it('admits what it allows, and measures only where it is not enforced', async () => {
    const at = await freshLibrary({
      demandControl: { subgraph: { mode: 'enforce', all: { max: atReviews }, subgraphs: {} } },
    });
    const measured = await freshLibrary({
      demandControl: { subgraph: { mode: 'measure', all: { max: 1 }, subgraphs: {} } },
    });

    expect((await at.ask(query)).errors).toEqual([]);
    expect((await measured.ask(query)).errors).toEqual([]);
  });

  it('has a length of lists of its own', async () => {
    const library = await freshLibrary({
      demandControl: { subgraph: { mode: 'enforce', all: { listSize: 4 }, subgraphs: { books: { listSize: 3 } } } },
    });

    expect(await library.ask('{ shelves(first: 1) { unsized { id } } }')).toMatchObject({ estimated: 1 + 3 });
  });
});
