import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBookshop, type Bookshop } from './open-bookshop.ts';

describe.each([{ overHttp: false }, { overHttp: true }])('a query through the gateway, over HTTP: $overHttp', (way) => {
  let shop: Bookshop;
  beforeAll(async () => {
    shop = await openBookshop(way);
  });
  afterAll(() => shop.close());

  it('joins entities of two subgraphs, and fetches each entity once', async () => {
    shop.requests.length = 0;

    const { body } = await shop.query('{ reviews { id author { id name signature } } }');

    expect(body).toEqual({
      data: {
        reviews: [
          { id: 'r1', author: { id: '1', name: 'Ada', signature: '-- Ada' } },
          { id: 'r2', author: { id: '2', name: 'Bob', signature: '-- Bob' } },
          { id: 'r3', author: { id: '1', name: 'Ada', signature: '-- Ada' } },
        ],
      },
    });
    expect(shop.requests.map(({ subgraph }) => subgraph)).toEqual(['reviews', 'people', 'reviews']);
    expect(shop.requests[1]?.variables['representations']).toHaveLength(2);
  });

  it('returns fields under aliases, also under aliases like keys', async () => {
    const { body } = await shop.query(
      `{ one: person(id: "1") { id: legacyId called: name reviews { id } signature }
         two: person(id: "2") { number: id name: legacyId reviews { id: text } signature } }`,
    );

    expect(body).toEqual({
      data: {
        one: { id: '2', called: 'Ada', reviews: [{ id: 'r1' }, { id: 'r3' }], signature: '-- Ada' },
        two: { number: '2', name: '1', reviews: [{ id: 'Bad' }], signature: '-- Bob' },
      },
    });
  });

  it.each([
    { variables: {}, has: false },
    { variables: { with: true }, has: true },
    { variables: { with: false }, has: false },
  ])('applies @include and @skip with $variables', async ({ variables, has }) => {
    const query = `query ($with: Boolean = false) {
      person(id: "1") { name reviews @include(if: $with) { id } signature @skip(if: $with) }
    }`;

    const { body } = await shop.query(query, { variables });

    expect(body).toEqual({
      data: {
        person: has ? { name: 'Ada', reviews: [{ id: 'r1' }, { id: 'r3' }] } : { name: 'Ada', signature: '-- Ada' },
      },
    });
  });

  it('applies a condition whose variable defaults to true', async () => {
    const query = 'query ($with: Boolean = true) { person(id: "1") { reviews @include(if: $with) { id } } }';

    const { body } = await shop.query(query);

    expect(body).toEqual({ data: { person: { reviews: [{ id: 'r1' }, { id: 'r3' }] } } });
  });

  it("returns null without an error for null data, and with an error at the client's path for a failure", async () => {
    const { body } = await shop.query('{ reviews { author { nick: name hidden: secret } } person(id: "3") { name } }');

    expect(body.data).toEqual({
      reviews: [
        { author: { nick: 'Ada', hidden: null } },
        { author: { nick: 'Bob', hidden: null } },
        { author: { nick: 'Ada', hidden: null } },
      ],
      person: { name: null },
    });
    // Ada is at two places.
    expect(body.errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.['places']])).toEqual([
      ['reviews.0.author.hidden', 2],
      ['reviews.1.author.hidden', undefined],
    ]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('propagates a null in a non-null field, with one error per place', async () => {
    const { body } = await shop.query('{ reviews { id forced { it: value } } }');

    expect(body.data).toEqual({ reviews: ['r1', 'r2', 'r3'].map((id) => ({ id, forced: null })) });
    expect(body.errors?.map(({ path }) => path)).toEqual([0, 1, 2].map((index) => ['reviews', index, 'forced', 'it']));
  });

  it('returns the type of each object', async () => {
    const { body } = await shop.query(
      '{ __typename things { kind: __typename id ... on Product { title } ... on Review { text author { name } } } }',
    );

    expect(body).toEqual({
      data: {
        __typename: 'Query',
        things: [
          { kind: 'Product', id: 'p1', title: 'A book' },
          { kind: 'Review', id: 'r1', text: 'Good', author: { name: 'Ada' } },
        ],
      },
    });
  });

  it('returns introspection beside data', async () => {
    const { body } = await shop.query('{ __type(name: "Person") { kind } person(id: "1") { id } }');

    expect(body).toEqual({ data: { __type: { kind: 'OBJECT' }, person: { id: '1' } } });
  });

  it('refuses invalid variables before any fetch', async () => {
    shop.requests.length = 0;

    const { status, body } = await shop.query(
      'mutation ($input: AddReview!, $name: String!) { rename(id: "2", name: $name) { id } addReview(input: $input) { id } }',
      { variables: { input: { text: 'x' }, name: 'Eve' } },
    );

    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(shop.requests).toEqual([]);
  });

  it('executes mutations one after the other, and joins their answers', async () => {
    const { body } = await shop.query(
      `mutation { rename(id: "2", name: "Bert") { name } addReview(input: { text: "New", authorId: "2" }) { text author { name } } again: rename(id: "2", name: "Bob") { name } }`,
    );

    expect(body).toEqual({
      data: {
        rename: { name: 'Bert' },
        addReview: { text: 'New', author: { name: 'Bert' } },
        again: { name: 'Bob' },
      },
    });
  });
});

describe('a subgraph that is down', () => {
  it('affects only its own fields, with one error and its number of places', async () => {
    const shop = await openBookshop({ overHttp: true });
    await shop.stop('people');

    const { status, body } = await shop.query('{ reviews { id author { id name } } }');

    expect(status).toBe(200);
    expect(body.data).toEqual({
      reviews: ['1', '2', '1'].map((id, index) => ({ id: `r${index + 1}`, author: { id, name: null } })),
    });
    expect(body.errors).toEqual([
      {
        message: expect.stringContaining('people'),
        path: ['reviews', 0, 'author'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'people', places: 3 },
      },
    ]);
    await shop.close();
  });
});
