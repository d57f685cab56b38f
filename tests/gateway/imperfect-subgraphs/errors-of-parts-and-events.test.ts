import {
  account,
  among,
  answersImperfectly,
  ours,
  representationsIn,
  risk,
  second,
  told,
  wellAnswered,
} from './imperfect-answers.ts';
import type { ScriptedRequest } from './open-scripted-subgraphs.ts';

/** An error beside the entities that are asked for. */
const besideEntities =
  (...errors: readonly unknown[]) =>
  ({ variables }: ScriptedRequest) => ({ data: { _entities: representationsIn(variables).map(() => risk) }, errors });

answersImperfectly('an error of what comes later', {
  'is told in the part that it is about': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: {
      'risk _entities': {
        data: { _entities: [{ score: null }] },
        errors: [{ message: 'no', path: ['query', '_entities', 0, 'score'] }],
      },
    },
    inParts: { data: { account: { name: 'Main', score: null } }, errors: [told('no', ['account', 'score'])] },
  },
  'is told without a path': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: { 'risk _entities': { data: null, errors: [{ message: 'away' }] } },
    inParts: {
      data: { account: { name: 'Main', score: null } },
      errors: [told('away', among(['account'], ['account', 'score']))],
    },
  },
  'is told beside data that is there': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: { 'risk _entities': besideEntities({ message: 'stale' }) },
    inParts: {
      data: { account: { name: 'Main', score: 5 } },
      errors: [told('stale', among(['account'], ['account', 'score']))],
    },
  },
  'gets an entry where nobody explains a null': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: { 'risk _entities': { data: null } },
    inParts: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'is told once of what is there at once': {
    query: '{ ping account { name ... @defer(label: "risk") { score } } }',
    scripts: { bank: { data: { ping: null, account }, errors: [{ message: 'no pong', path: ['query', 'ping'] }] } },
    inParts: { data: { ping: null, account: { name: 'Main', score: 5 } }, errors: [told('no pong', ['ping'])] },
  },
});

answersImperfectly('an error of an event', {
  'is told though its path starts with the kind of the operation': {
    query: 'subscription { paid { amount } }',
    scripts: {
      'bank subscription': [{ data: { paid: null }, errors: [{ message: 'no', path: ['subscription', 'paid'] }] }],
    },
    events: [{ data: { paid: null }, errors: [told('no', ['paid'])] }],
  },
  'is told without a path': {
    query: 'subscription { paid { amount } }',
    scripts: { 'bank subscription': [{ data: { paid: null }, errors: [{ message: 'no' }] }] },
    events: [{ data: { paid: null }, errors: [told('no', ['paid'])] }],
  },
  'is told beside data that is there': {
    query: 'subscription { paid { amount } }',
    scripts: {
      'bank subscription': [
        { data: { paid: { amount: 1 } }, errors: [{ message: 'stale', path: ['paid', 'amount'] }] },
      ],
    },
    events: [{ data: { paid: { amount: 1 } }, errors: [told('stale', ['paid', 'amount'])] }],
  },
  'is told of what is added to it, for each event': {
    query: 'subscription { paid { account { score } } }',
    scripts: {
      'bank subscription': [{ data: { paid: { account } } }, { data: { paid: { account: second } } }],
      'risk _entities': { data: null, errors: [{ message: 'away' }] },
    },
    events: [
      {
        data: { paid: { account: { score: null } } },
        errors: [told('away', among(['paid', 'account'], ['paid', 'account', 'score']))],
      },
      {
        data: { paid: { account: { score: null } } },
        errors: [told('away', among(['paid', 'account'], ['paid', 'account', 'score']))],
      },
    ],
  },
  'leaves the next event alone': {
    query: 'subscription { paid { amount } }',
    scripts: {
      'bank subscription': [
        { data: { paid: null }, errors: [{ message: 'no', path: [] }] },
        { data: { paid: { amount: 2 } } },
      ],
    },
    events: [{ data: { paid: null }, errors: [told('no', ['paid'])] }, { data: { paid: { amount: 2 } } }],
  },
  'is not invented for a null that is data': {
    query: 'subscription { paid { amount } }',
    scripts: { 'bank subscription': [{ data: { paid: null } }] },
    events: [{ data: { paid: null } }],
  },
  'gets an entry where nobody explains a null': {
    query: 'subscription { paid { amount } }',
    scripts: { 'bank subscription': [{ data: null }, { data: {} }] },
    events: [
      { data: { paid: null }, errors: [ours(['paid'])] },
      { data: { paid: null }, errors: [ours(['paid'])] },
    ],
  },
});

/** `archive` knows nodes by their interface only, and `nodes` knows of which types they are. */
const interfaces = {
  archive: /* GraphQL */ `
    type Query {
      node: Node
      nodes: [Node]
    }
    type Node @key(fields: "id") @interfaceObject {
      id: ID!
      size: Int
    }
  `,
  nodes: /* GraphQL */ `
    interface Node @key(fields: "id") {
      id: ID!
    }
    type Big implements Node @key(fields: "id") {
      id: ID!
      weight: Int
    }
    type Small implements Node @key(fields: "id") {
      id: ID!
    }
  `,
};
const node = { __typename: 'Node', id: '1', size: 3 };
const big = { __typename: 'Big', id: '1', weight: 9 };

answersImperfectly(
  'what is asked for one type only, of an object that a subgraph knows by its interface,',
  {
    'comes where the type is known': {
      query: '{ node { size ... on Big @defer(label: "big") { weight } } }',
      scripts: {},
      inParts: { data: { node: { size: 3, weight: 9 } }, errors: [] },
    },
    'does not come where the type is lost, and its errors are told once': {
      query: '{ node { size ... on Big @defer(label: "big") { weight } } }',
      scripts: { 'nodes _entities': { data: { _entities: [null] }, errors: [{ message: 'lost' }] } },
      inParts: {
        data: { node: { size: 3 } },
        errors: [told('lost', ['node'])],
      },
    },
    'is null at once where the type is lost, and the error is told once': {
      query: '{ node { size ... on Big { weight } } }',
      scripts: { 'nodes _entities': { data: { _entities: [null] }, errors: [{ message: 'lost' }] } },
      answer: { data: { node: null }, errors: [told('lost', ['node'])] },
    },
    'does not come where nobody tells the type, with an entry': {
      query: '{ node { size ... on Big @defer(label: "big") { weight } } }',
      scripts: { 'nodes _entities': { data: { _entities: [{ __typename: null }] } } },
      inParts: { data: { node: { size: 3 } }, errors: [ours(['node'])] },
    },
    'is answered for the others where the type of one is lost': {
      query: '{ nodes { size ... on Big @defer(label: "big") { weight } } }',
      scripts: {
        'nodes _entities': {
          data: { _entities: [big, null] },
          errors: [{ message: 'lost', path: ['_entities', 1] }],
        },
      },
      inParts: {
        data: { nodes: [{ size: 3, weight: 9 }, { size: 3 }] },
        errors: [told('lost', ['nodes', 1])],
      },
    },
  },
  {
    graph: interfaces,
    otherwise: {
      archive: { data: { node, nodes: [node, { ...node, id: '2' }] } },
      'nodes _entities': ({ variables }: ScriptedRequest) => ({
        data: { _entities: representationsIn(variables).map(() => big) },
      }),
    },
  },
);

answersImperfectly(
  'an object of no known type',
  {
    'gets an entry where a later part needs the type, and no invented type': {
      query: '{ feed { ... on Medium @defer(label: "type") { __typename } } }',
      scripts: {
        library: {
          data: {
            feed: [
              { __typename: 'Book', id: '1' },
              { __typename: 'Nobody', id: '2' },
            ],
          },
        },
      },
      inParts: { data: { feed: [{ __typename: 'Book' }, {}] }, errors: [ours(['feed', 1])] },
    },
    'gets an entry at once where its type is needed at once, whatever a later part asks for': {
      query: '{ found { ... on Medium @defer(label: "type") { __typename } } }',
      scripts: {
        library: { data: { found: [{ __typename: 'Book', id: '1' }, { __typename: 'Nobody' }] } },
      },
      inParts: { data: null, errors: [ours(['found', 1])] },
    },
  },
  {
    graph: {
      library: /* GraphQL */ `
        type Query {
          feed: [Medium]
          found: [Found!]! @provides(fields: "... on Book { title }")
        }
        union Found = Book | Note
        type Note {
          text: String
        }
        interface Medium {
          id: ID!
        }
        type Book implements Medium @key(fields: "id") {
          id: ID!
          title: String @external
        }
        type Film implements Medium @key(fields: "id") {
          id: ID!
        }
      `,
      shop: /* GraphQL */ `
        type Book @key(fields: "id") {
          id: ID!
          title: String @shareable
        }
      `,
    },
    otherwise: {
      'library _entities': ({ variables }: ScriptedRequest) => ({
        data: { _entities: representationsIn(variables).map(() => ({ __typename: 'Book' })) },
      }),
    },
  },
);

answersImperfectly('a part', {
  'is null where a null in it must not be, with an entry, and the rest stays': {
    query: '{ account { name ... @defer(label: "sure") { sure } ... @defer(label: "score") { score } } }',
    scripts: { 'risk _entities': { data: { _entities: [{ sure: null, score: 5 }] } } },
    inParts: { data: { account: { name: 'Main', score: 5 } }, errors: [ours(['account', 'sure'])] },
  },
});

answersImperfectly(
  'an object that is null in one part',
  {
    'is not extended by a later part': {
      query:
        '{ account { name ... @defer(label: "advice") { advice } } ... @defer(label: "sure") { account { sure } } }',
      scripts: { 'risk _entities': { data: { _entities: [{ ...risk, sure: null }] } } },
      inParts: { data: { account: null }, errors: [ours(['account', 'sure'])] },
    },
  },
  {
    // `advice` comes last, since it requires a field of `risk`.
    graph: {
      bank: 'type Query { account: Account } type Account @key(fields: "id") { id: ID! name: String }',
      risk: 'type Account @key(fields: "id") { id: ID! sure: Int! score: Int }',
      adviser: /* GraphQL */ `
        type Account @key(fields: "id") {
          id: ID!
          score: Int @external
          advice: String @requires(fields: "score")
        }
      `,
    },
    otherwise: { ...wellAnswered, 'adviser _entities': { data: { _entities: [{ advice: 'save' }] } } },
  },
);

answersImperfectly(
  'a field that requires another one, of an object that its subgraph knows by its interface,',
  {
    'gets the error of the required field, although the type of the object is not known yet': {
      query: '{ node { ... on Big @defer(label: "big") { label weight } } }',
      scripts: {
        'nodes _entities': ({ query }: ScriptedRequest) => ({
          data: { _entities: query.includes('size') ? 'none' : [big] },
        }),
      },
      inParts: { data: { node: { label: null, weight: 9 } }, errors: [ours(['node'])] },
    },
  },
  {
    graph: {
      archive: /* GraphQL */ `
        type Query {
          node: Node
        }
        type Node @key(fields: "id") @interfaceObject {
          id: ID!
          size: Int @external
          label: String @requires(fields: "size")
        }
      `,
      nodes: /* GraphQL */ `
        interface Node @key(fields: "id") {
          id: ID!
          size: Int
        }
        type Big implements Node @key(fields: "id") {
          id: ID!
          size: Int
          weight: Int
        }
      `,
    },
    otherwise: { archive: { data: { node } } },
  },
);
