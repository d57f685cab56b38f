import { expect } from 'vitest';
import { among, answersImperfectly, ours, told } from './imperfect-answers.ts';
import { answering } from './open-scripted-subgraphs.ts';

const graph = {
  a: /* GraphQL */ `
    type Query {
      level: Level
      levels: [Level!]
      shape(level: Level): Shape
      node: Node
      plain: String
      hiddenRoot: String @inaccessible
      entity: Entity
    }
    type Mutation {
      change(level: Level): String
    }
    type Subscription {
      ticks(every: Int): String
      tick: String
    }
    enum Level {
      LOW
      HIGH
      SECRETLEVEL @inaccessible
    }
    union Shape = Circle | SecretShape
    type Circle {
      radius: Int
    }
    type SecretShape @inaccessible {
      radius: Int
    }
    interface Node {
      id: ID
    }
    type Circular implements Node {
      id: ID
    }
    type SecretNode implements Node @inaccessible {
      id: ID
    }
    type Entity @key(fields: "secretKey") {
      secretKey: ID! @inaccessible
      name: String
    }
  `,
  b: /* GraphQL */ `
    type Entity @key(fields: "secretKey") {
      secretKey: ID! @inaccessible
      rank: Int
      must: Int!
    }
  `,
};

/** The entity is unknown. */
const otherwise = { 'b _entities': { data: { _entities: [null] } } };

/** An error in the gateway's own words, which name nothing that is hidden from clients. */
const discreet = (path: unknown) => ({
  message: expect.not.stringMatching(/secret|hidden/i),
  path,
  extensions: expect.not.objectContaining({ stacktrace: expect.anything() }),
});
/** Whether extensions have only the code and the request id, and of an exception nothing but its existence. */
const isMasked = ({ code, requestId, exception = {}, ...others }: Record<string, unknown>): boolean =>
  code === 'INTERNAL_SERVER_ERROR' &&
  typeof requestId === 'string' &&
  JSON.stringify([exception, others]) === '[{},{}]';
const masked = (path: unknown) => ({
  message: expect.not.stringMatching('/srv'),
  path,
  extensions: expect.toSatisfy(isMasked),
});
const stack = { stacktrace: ['Error: at /srv/x.js'], exception: { stacktrace: ['at y'] } };

answersImperfectly(
  'a hidden name does not reach clients',
  {
    'as a value of an enum': {
      query: '{ level plain }',
      scripts: { a: { data: { level: 'SECRETLEVEL', plain: 'x' } } },
      answer: { data: { level: null, plain: 'x' }, errors: [discreet(['level'])] },
    },
    'as a value in a list': {
      query: '{ levels plain }',
      scripts: { a: { data: { levels: ['LOW', 'SECRETLEVEL'], plain: 'x' } } },
      answer: { data: { levels: null, plain: 'x' }, errors: [discreet(['levels', 1])] },
    },
    'as the type of a member of a union': {
      query: '{ shape { __typename ... on Circle { radius } } plain }',
      scripts: { a: answering({ shape: { __typename: 'SecretShape', radius: 1 }, plain: 'x' }) },
      answer: { data: { shape: null, plain: 'x' }, errors: [discreet(['shape'])] },
    },
    'as the type of an object of an interface': {
      query: '{ node { id } plain }',
      scripts: { a: answering({ node: { __typename: 'SecretNode', id: '1' }, plain: 'x' }) },
      answer: { data: { node: null, plain: 'x' }, errors: [discreet(['node'])] },
    },
    'as the type of an object of an interface whose type is selected': {
      query: '{ node { __typename id } plain }',
      scripts: { a: answering({ node: { __typename: 'SecretNode', id: '1' }, plain: 'x' }) },
      answer: { data: { node: null, plain: 'x' }, errors: [discreet(['node'])] },
    },
    'as a key that is absent': {
      query: '{ entity { name rank } }',
      scripts: { a: { data: { entity: { __typename: 'Entity', name: 'x' } } } },
      answer: {
        data: { entity: { name: 'x', rank: null } },
        errors: [discreet(among(['entity'], ['entity', 'rank']))],
      },
    },
    'as a key that failed, in the path of an error': {
      query: '{ entity { name rank } }',
      scripts: {
        a: {
          data: { entity: { __typename: 'Entity', name: 'x', secretKey: null } },
          errors: [{ message: 'no key', path: ['entity', 'secretKey'] }],
        },
      },
      answer: { data: { entity: { name: 'x', rank: null } }, errors: [told('no key', ['entity'])] },
    },
    'as a key, where a field is non-null': {
      query: '{ entity { name must } plain }',
      scripts: { a: { data: { entity: { __typename: 'Entity', name: 'x', secretKey: null }, plain: 'x' } } },
      answer: { data: { entity: null, plain: 'x' }, errors: [discreet(among(['entity'], ['entity', 'must']))] },
    },
  },
  { graph, otherwise },
);

answersImperfectly(
  'a masked error has no stack trace',
  {
    'in an error of our own subgraphs': {
      query: '{ plain }',
      scripts: {
        a: {
          data: { plain: null },
          errors: [
            { message: 'at /srv/x.js', path: ['plain'], extensions: { code: 'INTERNAL_SERVER_ERROR', ...stack } },
          ],
        },
      },
      answer: {
        data: { plain: null },
        errors: [masked(['plain'])],
      },
    },
    'in an error of an event': {
      query: 'subscription { tick }',
      scripts: {
        'a subscription': [
          {
            data: { tick: null },
            errors: [
              { message: 'at /srv/x.js', path: ['tick'], extensions: { code: 'INTERNAL_SERVER_ERROR', ...stack } },
            ],
          },
        ],
      },
      events: [
        {
          data: { tick: null },
          errors: [masked(['tick'])],
        },
      ],
    },
  },
  { graph, otherwise },
);

/** In requests of the gateway, fields with arguments have internal names. */
const ofAlias =
  (field: string, answer: (alias: string) => unknown) =>
  ({ query }: { query: string }) =>
    answer(new RegExp(`(\\w+):\\s*${field}`).exec(query)?.[1] ?? field);

answersImperfectly(
  'an internal name of the gateway does not reach clients',
  {
    'in the path of an error of a field with arguments': {
      query: '{ shape(level: LOW) { ... on Circle { radius } } }',
      scripts: {
        a: ofAlias('shape', (alias) => ({ data: { [alias]: null }, errors: [{ message: 'no', path: [alias] }] })),
      },
      answer: { data: { shape: null }, errors: [told('no', ['shape'])] },
    },
    'in the path of an error of an alias': {
      query: '{ mine: plain }',
      scripts: { a: ofAlias('plain', (alias) => ({ data: null, errors: [{ message: 'no', path: [alias] }] })) },
      answer: { data: { mine: null }, errors: [told('no', ['mine'])] },
    },
    'although the subgraph names the field and not its alias': {
      query: '{ mine: plain }',
      scripts: {
        a: ofAlias('plain', (alias) => ({ data: { [alias]: null }, errors: [{ message: 'no', path: ['plain'] }] })),
      },
      answer: { data: { mine: null }, errors: [told('no', ['mine'])] },
    },
    'in an error about a missing field': {
      query: '{ mine: plain shape(level: LOW) { ... on Circle { radius } } }',
      scripts: { a: { data: { plain: 'x' } } },
      answer: { data: { mine: null, shape: null }, errors: expect.arrayContaining([ours(['mine'])]) },
    },
    'in the path of an error of a mutation': {
      query: 'mutation { change(level: LOW) }',
      scripts: {
        a: ofAlias('change', (alias) => ({ data: null, errors: [{ message: 'no', path: ['mutation', alias] }] })),
      },
      answer: { data: { change: null }, errors: [told('no', ['change'])] },
    },
    'in the path of an error of an event': {
      query: 'subscription { ticks(every: 1) }',
      scripts: { 'a subscription': [{ data: null, errors: [{ message: 'no', path: ['r_ticks'] }] }] },
      events: [{ data: { ticks: null }, errors: [told('no', ['ticks'])] }],
    },
    'in the path of an error that ends a stream': {
      query: 'subscription { ticks(every: 1) }',
      scripts: { 'a subscription': [{ type: 'error', payload: [{ message: 'no', path: ['r_ticks'] }] }] },
      events: [expect.objectContaining({ errors: [told('no', among(['ticks'], []))] })],
    },
    'in the path of an error that ends a stream, under an alias': {
      query: 'subscription { mine: tick }',
      scripts: { 'a subscription': [{ type: 'error', payload: [{ message: 'no', path: ['r_mine'] }] }] },
      events: [expect.objectContaining({ errors: [told('no', among(['mine'], []))] })],
    },
  },
  { graph, otherwise },
);
