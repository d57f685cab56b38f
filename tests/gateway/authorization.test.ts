import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGuarded, refusedPaths, type Guarded, type Who } from './open-guarded.ts';

const anonymous: Who = null;
const ada: Who = { scopes: [] };
const admin: Who = { scopes: ['admin'] };
const missing = 'UNAUTHORIZED_FIELD_OR_TYPE';

let graph: Guarded;
beforeAll(async () => {
  graph = await openGuarded();
});
afterAll(() => graph.close());
beforeEach(() => {
  graph.asked.length = 0;
});

const cases: { what: string; query: string; who: Who; data: unknown; refused: string[]; requests: number }[] = [
  {
    what: 'a field without requirements is for everybody',
    query: '{ open me { name } }',
    who: anonymous,
    data: { open: 'yes', me: { name: 'Ada' } },
    refused: [],
    requests: 1,
  },
  {
    what: 'a field for signed-in callers is null for an anonymous one, with the code by which clients renew tokens',
    query: '{ me { name email } }',
    who: anonymous,
    data: { me: { name: 'Ada', email: null } },
    refused: ['me.email UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'the same field is there for a signed-in caller',
    query: '{ me { name email } }',
    who: ada,
    data: { me: { name: 'Ada', email: 'ada@example.com' } },
    refused: [],
    requests: 1,
  },
  {
    what: 'a non-null field takes its object away',
    query: '{ open me { name salary } people { id } }',
    who: ada,
    data: { open: 'yes', me: null, people: [{ id: 'p1' }, { id: 'p2' }] },
    refused: [`me.salary ${missing}`],
    requests: 1,
  },
  {
    what: 'a non-null field of non-null items takes the data away',
    query: '{ open people { wage: salary } }',
    who: ada,
    data: null,
    refused: [`people.@.wage ${missing}`],
    requests: 1,
  },
  {
    what: 'one of several lists of scopes suffices, and each list is needed whole',
    query: '{ me { salary } }',
    who: { scopes: ['people:read', 'wages:read'] },
    data: { me: { salary: 10 } },
    refused: [],
    requests: 1,
  },
  {
    what: 'a part of a list of scopes does not suffice',
    query: '{ me { salary } }',
    who: { scopes: ['wages:read'] },
    data: { me: null },
    refused: [`me.salary ${missing}`],
    requests: 1,
  },
  {
    what: 'a field needs the requirements of its type, too',
    query: '{ wages { amount } vault { number } }',
    who: admin,
    data: { wages: null, vault: { number: 42 } },
    refused: [`wages ${missing}`],
    requests: 1,
  },
  {
    what: 'no subgraph is asked when nothing is left',
    query: '{ a: wages { amount } vault { number } __typename }',
    who: anonymous,
    data: { a: null, vault: null, __typename: 'Query' },
    refused: ['a UNAUTHENTICATED', 'vault UNAUTHENTICATED'],
    requests: 0,
  },
  {
    what: 'a non-null root field takes the data away without a request',
    query: '{ mustSee { number } }',
    who: anonymous,
    data: null,
    refused: ['mustSee UNAUTHENTICATED'],
    requests: 0,
  },
  {
    what: 'without a decision about policies none is granted',
    query: '{ mood open }',
    who: admin,
    data: { mood: null, open: 'yes' },
    refused: [`mood ${missing}`],
    requests: 1,
  },
  {
    what: 'an object without permitted fields is still asked for',
    query: '{ me { email } }',
    who: anonymous,
    data: { me: { email: null } },
    refused: ['me.email UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'a field of an interface of which one type restricts it is refused',
    query: '{ everything { name } }',
    who: anonymous,
    data: { everything: [{ name: null }, { name: null }] },
    refused: ['everything.@.name UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'a fragment on a free type asks for the same field, and `__typename` is free',
    query: '{ everything { __typename ... on Person { name } ... on Robot { serial title: name } } }',
    who: anonymous,
    data: {
      everything: [
        { __typename: 'Person', name: 'Ada' },
        { __typename: 'Robot', serial: 2, title: null },
      ],
    },
    refused: ['everything.@.... on Robot.title UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'one selection of a field may be permitted where another is not',
    query: '{ everything { name ... on Person { name } } }',
    who: anonymous,
    data: { everything: [{ name: 'Ada' }, { name: null }] },
    refused: ['everything.@.name UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'fields below a selection that is not permitted are withheld, where another permits the object',
    query: `{ everything { boss { ...Desk } ... on Person { boss { name } } } me { boss { ...Desk } } }
      fragment Desk on Person { desk }`,
    who: anonymous,
    data: { everything: [{ boss: { desk: null, name: 'Bob' } }, { boss: null }], me: { boss: { desk: 8 } } },
    refused: ['everything.@.boss UNAUTHENTICATED'],
    requests: 2,
  },
  {
    what: 'a non-null field below a selection that is not permitted takes the object away',
    query: '{ everything { boss { id } ... on Person { boss { name } } } }',
    who: anonymous,
    data: { everything: [{ boss: null }, { boss: null }] },
    refused: ['everything.@.boss UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'a restricted key joins subgraphs, and cannot be selected',
    query: '{ desks { owner { badge name desk } } }',
    who: ada,
    data: { desks: [{ owner: null }] },
    refused: [`desks.@.owner.badge ${missing}`],
    requests: 2,
  },
  {
    what: 'a restricted key serves the join alone, also for a field that requires others',
    query: '{ desks { owner { name desk bonus } } }',
    who: { scopes: ['wages:read', 'people:read'] },
    data: { desks: [{ owner: { name: 'Ada', desk: 7, bonus: 20 } }] },
    refused: [],
    requests: 3,
  },
  {
    what: 'named fragments have the type in the path',
    query: '{ me { ...Card } people { ...Card } } fragment Card on Person { mail: email }',
    who: anonymous,
    data: { me: { mail: null }, people: [{ mail: null }, { mail: null }] },
    refused: ['me.... on Person.mail UNAUTHENTICATED', 'people.@.... on Person.mail UNAUTHENTICATED'],
    requests: 1,
  },
  {
    what: 'a skipped field is not told',
    query: '{ me { name email @skip(if: true) } vault @include(if: false) { number } }',
    who: anonymous,
    data: { me: { name: 'Ada' } },
    refused: [],
    requests: 1,
  },
  {
    what: 'a mutation without the right is not executed, and the others are',
    query: 'mutation { dismiss rename(name: "Ada") { name } }',
    who: ada,
    data: { dismiss: null, rename: { name: 'Ada' } },
    refused: [`dismiss ${missing}`],
    requests: 1,
  },
  {
    what: 'a mutation without any right asks nobody',
    query: 'mutation { dismiss }',
    who: anonymous,
    data: { dismiss: null },
    refused: ['dismiss UNAUTHENTICATED'],
    requests: 0,
  },
];

describe('requirements of a supergraph', () => {
  it.each(cases)('$what', async ({ query, who, data, refused, requests }) => {
    const answer = await graph.ask(query, who);

    expect(answer.data ?? null).toEqual(data);
    expect(refusedPaths(answer)).toEqual(refused);
    expect(graph.asked).toHaveLength(requests);
  });
});
