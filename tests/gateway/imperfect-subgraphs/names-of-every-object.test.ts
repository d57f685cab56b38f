import {
  among,
  answersImperfectly,
  json,
  ours,
  repeatedly,
  representationsIn,
  startingWith,
  told,
} from './imperfect-answers.ts';
import { answering, Raw, type ScriptedRequest } from './open-scripted-subgraphs.ts';

/** Fields, keys, requirements and arguments that are named like members of `Object.prototype`. */
const graph = {
  a: /* GraphQL */ `
    type Query {
      thing: Thing
      constructor: String
      toString: Inner
      valueOf(hasOwnProperty: String): String
    }
    type Thing @key(fields: "constructor") {
      constructor: ID!
      toString: String
      hasOwnProperty: [String]
      isPrototypeOf: Inner
    }
    type Inner {
      valueOf: Int
      toString: String
    }
  `,
  b: /* GraphQL */ `
    type Thing @key(fields: "constructor") {
      constructor: ID!
      toString: String @external
      valueOf: String @requires(fields: "toString")
      propertyIsEnumerable: Int
    }
  `,
};

const thing = {
  __typename: 'Thing',
  constructor: '1',
  toString: 'text',
  hasOwnProperty: ['x'],
  isPrototypeOf: { valueOf: 1, toString: 'inner' },
};
/** The fields that `b` computes show the values that it received. */
const entity = (representation: unknown) => ({
  __typename: 'Thing',
  valueOf: JSON.stringify(representation),
  propertyIsEnumerable: 3,
});
const otherwise = {
  a: answering({ thing, constructor: 'root', toString: { valueOf: 2, toString: 'root' }, valueOf: 'value' }),
  b: ({ query, variables }: ScriptedRequest) =>
    answering({ _entities: representationsIn(variables).map(entity) })({ subgraph: 'b', query, variables }),
};
const nothingAnswered = { a: answering({}), b: answering({ _entities: [{}] }) };

answersImperfectly(
  'a field named like a member of every object',
  {
    'is answered': {
      query:
        '{ constructor toString { valueOf toString } thing { constructor toString hasOwnProperty isPrototypeOf { valueOf toString } } }',
      scripts: {},
      answer: {
        data: {
          constructor: 'root',
          toString: { valueOf: 2, toString: 'root' },
          thing: {
            constructor: '1',
            toString: 'text',
            hasOwnProperty: ['x'],
            isPrototypeOf: { valueOf: 1, toString: 'inner' },
          },
        },
      },
    },
    'is fetched as a key, and as a requirement': {
      query: '{ thing { propertyIsEnumerable valueOf } }',
      scripts: {},
      answer: {
        data: {
          thing: {
            propertyIsEnumerable: 3,
            valueOf: json({ __typename: 'Thing', constructor: '1', toString: 'text' }),
          },
        },
      },
    },
    'is used as an alias': {
      query: '{ constructor: thing { hasOwnProperty: toString valueOf: constructor } __proto__: constructor }',
      scripts: {},
      answer: JSON.parse(
        '{"data":{"constructor":{"hasOwnProperty":"text","valueOf":"1"},"__proto__":"root"}}',
      ) as unknown,
    },
    'is used as a variable': {
      query: 'query ($constructor: String) { valueOf(hasOwnProperty: $constructor) }',
      variables: { constructor: 'x' },
      scripts: {
        a: ({ query, variables }: ScriptedRequest) =>
          answering({ valueOf: ({ hasOwnProperty }: { hasOwnProperty?: unknown }) => JSON.stringify(hasOwnProperty) })({
            subgraph: 'a',
            query,
            variables,
          }),
      },
      answer: { data: { valueOf: '"x"' } },
    },
    'is not sent as a variable without a value': {
      query:
        'query ($constructor: String, $toString: String) { valueOf(hasOwnProperty: $constructor) other: valueOf(hasOwnProperty: $toString) }',
      scripts: {},
      answer: { data: { valueOf: 'value', other: 'value' } },
      asked: (requests) =>
        requests.every(({ variables }) => Object.keys(variables).length === 0) ? null : JSON.stringify(requests),
    },
    'is not inherited at the root': {
      query: '{ constructor toString { valueOf } }',
      scripts: nothingAnswered,
      answer: {
        data: { constructor: null, toString: null },
        errors: repeatedly(ours(startingWith('constructor', 'toString'))),
      },
    },
    'is not inherited by an object': {
      query: '{ thing { toString hasOwnProperty isPrototypeOf { valueOf } } }',
      scripts: { a: answering({ thing: { __typename: 'Thing' } }) },
      answer: {
        data: { thing: { toString: null, hasOwnProperty: null, isPrototypeOf: null } },
        errors: repeatedly(ours(startingWith('thing'))),
      },
    },
    'is not inherited by an entity': {
      query: '{ thing { toString valueOf propertyIsEnumerable } }',
      scripts: { b: answering({ _entities: [{ __typename: 'Thing' }] }) },
      answer: {
        data: { thing: { toString: 'text', valueOf: null, propertyIsEnumerable: null } },
        errors: repeatedly(ours(startingWith('thing'))),
      },
    },
    'is not inherited as a key': {
      query: '{ thing { toString propertyIsEnumerable } }',
      scripts: { a: answering({ thing: { __typename: 'Thing', toString: 'text' } }) },
      answer: {
        data: { thing: { toString: 'text', propertyIsEnumerable: null } },
        errors: [ours(among(['thing'], ['thing', 'propertyIsEnumerable'], ['thing', 'constructor']))],
      },
      asked: (requests) => (requests.every(({ subgraph }) => subgraph === 'a') ? null : JSON.stringify(requests)),
    },
    'is not inherited as a requirement': {
      query: '{ thing { valueOf } }',
      scripts: { a: answering({ thing: { __typename: 'Thing', constructor: '1' } }) },
      answer: {
        data: { thing: { valueOf: null } },
        errors: [ours(among(['thing'], ['thing', 'valueOf'], ['thing', 'toString']))],
      },
    },
    'is not inherited where something else failed': {
      query: '{ constructor thing { toString propertyIsEnumerable } }',
      scripts: { a: answering({ thing }, { errors: [{ message: 'no', path: ['constructor'] }] }) },
      answer: {
        data: { constructor: null, thing: { toString: 'text', propertyIsEnumerable: 3 } },
        errors: [told('no', ['constructor'])],
      },
    },
  },
  { graph, otherwise },
);

answersImperfectly(
  'a key named like the prototype',
  {
    'sets no field': {
      query: '{ thing { propertyIsEnumerable } }',
      scripts: {
        b: new Raw(
          '{"data":{"_entities":[{"__proto__":{"propertyIsEnumerable":9}}],"__proto__":{"_entities":[{"propertyIsEnumerable":9}]}}}',
        ),
      },
      answer: { data: { thing: { propertyIsEnumerable: null } }, errors: repeatedly(ours(startingWith('thing'))) },
    },
  },
  { graph, otherwise },
);
