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

/** An error beside the requested entities. */
const besideEntities =
  (...errors: readonly unknown[]) =>
  ({ variables }: ScriptedRequest) => ({ data: { _entities: representationsIn(variables).map(() => risk) }, errors });

answersImperfectly('an error of a later part', {
  'is reported in the part that it concerns': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: {
      'risk _entities': {
        data: { _entities: [{ score: null }] },
        errors: [{ message: 'no', path: ['query', '_entities', 0, 'score'] }],
      },
    },
    inParts: { data: { account: { name: 'Main', score: null } }, errors: [told('no', ['account', 'score'])] },
  },
  'is reported without a path': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: { 'risk _entities': { data: null, errors: [{ message: 'away' }] } },
    inParts: {
      data: { account: { name: 'Main', score: null } },
      errors: [told('away', among(['account'], ['account', 'score']))],
    },
  },
  'is reported beside the data that exist': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: { 'risk _entities': besideEntities({ message: 'stale' }) },
    inParts: {
      data: { account: { name: 'Main', score: 5 } },
      errors: [told('stale', among(['account'], ['account', 'score']))],
    },
  },
  'of the gateway is reported for a null without an error': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: { 'risk _entities': { data: null } },
    inParts: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'is reported once for immediate data': {
    query: '{ ping account { name ... @defer(label: "risk") { score } } }',
    scripts: { bank: { data: { ping: null, account }, errors: [{ message: 'no pong', path: ['query', 'ping'] }] } },
    inParts: { data: { ping: null, account: { name: 'Main', score: 5 } }, errors: [told('no pong', ['ping'])] },
  },
});

answersImperfectly('an error of an event', {
  'is reported although its path starts with the kind of the operation': {
    query: 'subscription { paid { amount } }',
    scripts: {
      'bank subscription': [{ data: { paid: null }, errors: [{ message: 'no', path: ['subscription', 'paid'] }] }],
    },
    events: [{ data: { paid: null }, errors: [told('no', ['paid'])] }],
  },
  'is reported without a path': {
    query: 'subscription { paid { amount } }',
    scripts: { 'bank subscription': [{ data: { paid: null }, errors: [{ message: 'no' }] }] },
    events: [{ data: { paid: null }, errors: [told('no', ['paid'])] }],
  },
  'is reported beside the data that exist': {
    query: 'subscription { paid { amount } }',
    scripts: {
      'bank subscription': [
        { data: { paid: { amount: 1 } }, errors: [{ message: 'stale', path: ['paid', 'amount'] }] },
      ],
    },
    events: [{ data: { paid: { amount: 1 } }, errors: [told('stale', ['paid', 'amount'])] }],
  },
  'is reported for fields of other subgraphs, for each event': {
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
  'does not affect the next event': {
    query: 'subscription { paid { amount } }',
    scripts: {
      'bank subscription': [
        { data: { paid: null }, errors: [{ message: 'no', path: [] }] },
        { data: { paid: { amount: 2 } } },
      ],
    },
    events: [{ data: { paid: null }, errors: [told('no', ['paid'])] }, { data: { paid: { amount: 2 } } }],
  },
  'is not reported for a null that is data': {
    query: 'subscription { paid { amount } }',
    scripts: { 'bank subscription': [{ data: { paid: null } }] },
    events: [{ data: { paid: null } }],
  },
  'of the gateway is reported for a null without an error': {
    query: 'subscription { paid { amount } }',
    scripts: { 'bank subscription': [{ data: null }, { data: {} }] },
    events: [
      { data: { paid: null }, errors: [ours(['paid'])] },
      { data: { paid: null }, errors: [ours(['paid'])] },
    ],
  },
});

/** `archive` knows nodes only by their interface, and `nodes` knows their types. */
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
  'a field of one type, on an object that a subgraph knows only by its interface,',
  {
    'arrives if the type is known': {
      query: '{ node { size ... on Big @defer(label: "big") { weight } } }',
      scripts: {},
      inParts: { data: { node: { size: 3, weight: 9 } }, errors: [] },
    },
    'does not arrive if the type is lost, and its errors are reported once': {
      query: '{ node { size ... on Big @defer(label: "big") { weight } } }',
      scripts: { 'nodes _entities': { data: { _entities: [null] }, errors: [{ message: 'lost' }] } },
      inParts: {
        data: { node: { size: 3 } },
        errors: [told('lost', ['node'])],
      },
    },
    'is null at once if the type is lost, and the error is reported once': {
      query: '{ node { size ... on Big { weight } } }',
      scripts: { 'nodes _entities': { data: { _entities: [null] }, errors: [{ message: 'lost' }] } },
      answer: { data: { node: null }, errors: [told('lost', ['node'])] },
    },
    'does not arrive if no subgraph gives the type, and the gateway reports an error': {
      query: '{ node { size ... on Big @defer(label: "big") { weight } } }',
      scripts: { 'nodes _entities': { data: { _entities: [{ __typename: null }] } } },
      inParts: { data: { node: { size: 3 } }, errors: [ours(['node'])] },
    },
    'arrives for the other objects if the type of one is lost': {
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
  'an object of unknown type',
  {
    'has an error if a later part needs the type, and no invented type': {
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
    'has an immediate error if immediate data need the type, whatever a later part selects': {
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
  'is null with an error if it has a forbidden null, and the rest stays': {
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
    // `advice` is fetched last, since it requires a field of `risk`.
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
  'a field that requires another one, on an object that its subgraph knows by its interface,',
  {
    'reports the error of the required field, although the type of the object is not known yet': {
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
