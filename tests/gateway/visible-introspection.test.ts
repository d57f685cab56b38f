import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGuarded, type Guarded, type Who } from './open-guarded.ts';

let graph: Guarded;
beforeAll(async () => {
  graph = await openGuarded({
    authorization: {
      policies: { decide: async () => ({ policies: { always: true } }), headers: [], timeoutMs: 1_000 },
    },
  });
});
afterAll(() => graph.close());

const everything = ['admin', 'wages:read', 'people:read', 'people:write'];

async function sdlFor(who: Who): Promise<string> {
  const { data } = await graph.ask(getIntrospectionQuery(), who);
  return printSchema(buildClientSchema(data as IntrospectionQuery));
}

describe('introspection', () => {
  it('shows an anonymous caller what anybody may use, and no more', async () => {
    const sdl = await sdlFor(null);

    expect(sdl).toContain('open: String');
    expect(sdl).toContain('type Person {\n  desk: Int\n  id: ID!\n  name: String\n');
    const hidden = ['badge', 'email', 'salary', 'bonus', 'wages', 'Wage', 'Vault', 'vault', 'mustSee', 'dismiss'];
    // Nothing is left of the interface, so the fields that return it are hidden too.
    expect([...hidden, 'Named', 'Robot', 'everything:'].filter((name) => sdl.includes(name))).toEqual([]);
  });

  it('shows more to a caller with more rights, and all to one with all', async () => {
    const [some, all] = [await sdlFor({ scopes: ['admin'] }), await sdlFor({ scopes: everything })];

    expect(some).toContain('badge: ID!');
    expect(some).not.toContain('wages');
    expect(all).toContain('wages: [Wage!]');
    expect(all).toBe(printSchema(graph.schema));
  });

  it('is answered beside data, through fragments and aliases, in the order of the operation', async () => {
    const { data } = await graph.ask(
      `query { open a: __type(name: "Wage") { name } ...Named ... { __type(name: "Desk") { fields { name } } } __typename }
       fragment Named on Query { c: __schema { mutationType { fields { name } } } c: __schema { queryType { name } } }`,
      null,
    );

    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        open: 'yes',
        a: null,
        c: { mutationType: { fields: [{ name: 'rename' }] }, queryType: { name: 'Query' } },
        __type: { fields: [{ name: 'owner' }] },
        __typename: 'Query',
      }),
    );
  });

  it('lists no hidden interface of a type', async () => {
    const query = '{ __type(name: "Person") { interfaces { name } } }';

    expect((await graph.ask(query, null)).data).toEqual({ __type: { interfaces: [] } });
    expect((await graph.ask(query, { scopes: [] })).data).toEqual({ __type: { interfaces: [{ name: 'Named' }] } });
  });

  it('leaves a withheld field valid, null and told', async () => {
    const answer = await graph.ask('{ me { email } __type(name: "Person") { name } }', null);

    expect(answer).toMatchObject({
      data: { me: { email: null }, __type: { name: 'Person' } },
      errors: [{ path: ['me', 'email'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});

describe('a suggestion', () => {
  const messagesFor = async (query: string, who: Who) => {
    const { errors = [] } = await graph.ask(query, who);
    return errors.map(({ message }) => message);
  };

  it('names a field only to callers who may use it', async () => {
    expect(await messagesFor('{ me { salry } }', { scopes: ['admin'] })).toEqual([
      'Cannot query field "salry" on type "Person". Did you mean "salary"?',
    ]);
    expect(await messagesFor('{ me { salry } }', { scopes: [] })).toEqual([
      'Cannot query field "salry" on type "Person".',
    ]);
    expect(await messagesFor('{ opn }', null)).toEqual([
      'Cannot query field "opn" on type "Query". Did you mean "open"?',
    ]);
  });

  it('names a type only to callers who may use it', async () => {
    const query = '{ me { ... on Vaul { number } } }';
    expect(await messagesFor(query, null)).toEqual(['Unknown type "Vaul".']);
    expect(await messagesFor(query, { scopes: [] })).toEqual(['Unknown type "Vaul". Did you mean "Vault"?']);
  });
});
