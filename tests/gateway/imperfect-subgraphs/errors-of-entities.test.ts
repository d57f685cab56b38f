import { expect } from 'vitest';
import {
  account,
  among,
  answersImperfectly,
  inAnyOrder,
  repeatedly,
  representationsIn,
  risk,
  startingWith,
  told,
  wellAnswered,
} from './imperfect-answers.ts';
import { Raw, type ScriptedRequest } from './open-scripted-subgraphs.ts';

const scored = '{ account { name score } }';
const scoredAll = '{ accounts { name score } }';

/** An error beside the requested entities. */
const besideEntities =
  (...errors: readonly unknown[]) =>
  ({ variables }: ScriptedRequest) => ({ data: { _entities: representationsIn(variables).map(() => risk) }, errors });

/** An answer for each part of a joined request, and an error at each of these paths. */
const inParts =
  (entity: (index: number) => unknown, ...errors: readonly unknown[]) =>
  ({ query, variables }: ScriptedRequest) => {
    const parts = [...query.matchAll(/(_\d+|_entities)\s*(?::\s*_entities\s*)?\(representations:\s*\$(\w+)\)/g)];
    return {
      data: Object.fromEntries(
        parts.map(([, name = '', variable = '']) => {
          const representations = variables[variable];
          return [name, Array.isArray(representations) ? representations.map((_, index) => entity(index)) : []];
        }),
      ),
      errors,
    };
  };

answersImperfectly('an error of an entity', {
  'is reported at its place': {
    query: scoredAll,
    scripts: {
      'risk _entities': {
        data: { _entities: [risk, { ...risk, score: null }] },
        errors: [{ message: 'no score', path: ['_entities', 1, 'score'] }],
      },
    },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: 5 },
          { name: 'Spare', score: null },
        ],
      },
      errors: [told('no score', ['accounts', 1, 'score'])],
    },
  },
  'is reported at a nested item': {
    query: '{ account { history limits { daily } } }',
    scripts: {
      'risk _entities': {
        data: { _entities: [{ ...risk, history: [1, null], limits: { daily: null } }] },
        errors: [
          { message: 'lost', path: ['_entities', 0, 'history', 1] },
          { message: 'none', path: ['_entities', 0, 'limits', 'daily'] },
        ],
      },
    },
    answer: {
      data: { account: { history: [1, null], limits: { daily: null } } },
      errors: [told('lost', ['account', 'history', 1]), told('none', ['account', 'limits', 'daily'])],
    },
  },
  'is reported beside the data that exist': {
    query: scored,
    scripts: { 'risk _entities': besideEntities({ message: 'stale', path: ['_entities', 0, 'score'] }) },
    answer: { data: { account: { name: 'Main', score: 5 } }, errors: [told('stale', ['account', 'score'])] },
  },
  'is reported although the entity is beyond the list': {
    query: scored,
    scripts: { 'risk _entities': besideEntities({ message: 'no', path: ['_entities', 7, 'score'] }) },
    answer: {
      data: { account: { name: 'Main', score: 5 } },
      errors: [told('no', among(['account'], ['account', 'score']))],
    },
  },
  'is reported although the index of the entity is no number': {
    query: scored,
    scripts: {
      'risk _entities': besideEntities(
        { message: 'a', path: ['_entities', -1, 'score'] },
        { message: 'b', path: ['_entities', '0', 'score'] },
        { message: 'c', path: ['_entities', 0.5, 'score'] },
        { message: 'd', path: ['_entities', null] },
        { message: 'e', path: ['_entities'] },
        { message: 'f', path: ['_entities', 0] },
      ),
    },
    answer: {
      data: { account: { name: 'Main', score: 5 } },
      errors: inAnyOrder(
        ...['a', 'b', 'c', 'd', 'e', 'f'].map((message) => told(message, among(['account'], ['account', 'score']))),
      ),
    },
  },
  'is reported without a path, once for all entities': {
    query: scoredAll,
    scripts: { 'risk _entities': { data: null, errors: [{ message: 'away' }] } },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: null },
          { name: 'Spare', score: null },
        ],
      },
      errors: [told('away', among(['accounts', 0], ['accounts', 0, 'score']), { places: 2 })],
    },
  },
  'is reported without a path beside the data, once': {
    query: scoredAll,
    scripts: { 'risk _entities': besideEntities({ message: 'stale' }) },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: 5 },
          { name: 'Spare', score: 5 },
        ],
      },
      errors: [told('stale', among(['accounts', 0], ['accounts', 0, 'score']), { places: 2 })],
    },
  },
  'is reported although its path is that of the client': {
    query: scored,
    scripts: {
      'risk _entities': {
        data: { _entities: [{ ...risk, score: null }] },
        errors: [{ message: 'no', path: ['account', 'score'] }],
      },
    },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [told('no', among(['account'], ['account', 'score']))],
    },
  },
  'is reported although its path starts with `query`': {
    query: scoredAll,
    scripts: {
      'risk _entities': {
        data: { _entities: [risk, { ...risk, score: null }] },
        errors: [{ message: 'no', path: ['query', '_entities', 1, 'score'] }],
      },
    },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: 5 },
          { name: 'Spare', score: null },
        ],
      },
      errors: [told('no', ['accounts', 1, 'score'])],
    },
  },
  'is reported once if the entity is at several places': {
    query: '{ account { score } accounts { score } }',
    scripts: {
      bank: { data: { account, accounts: [account, account] } },
      'risk _entities': inParts(() => ({ ...risk, score: null }), {
        message: 'no score',
        path: ['_entities', 0, 'score'],
      }),
    },
    answer: {
      data: { account: { score: null }, accounts: [{ score: null }, { score: null }] },
      errors: [told('no score', ['account', 'score'], { places: 3 })],
    },
  },
  'is reported for the entity that failed if it has no path': {
    query: scoredAll,
    scripts: {
      'risk _entities': {
        data: { _entities: [null, risk] },
        errors: [{ message: 'not found', path: ['_entities', 0] }],
      },
    },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: null },
          { name: 'Spare', score: 5 },
        ],
      },
      errors: [told('not found', among(['accounts', 0], ['accounts', 0, 'score']))],
    },
  },
  'is reported with HTTP status 400, once': {
    query: scoredAll,
    scripts: { 'risk _entities': new Raw('{"errors":[{"message":"bad request"}]}', { status: 400 }) },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: null },
          { name: 'Spare', score: null },
        ],
      },
      errors: [told('bad request', among(['accounts', 0], ['accounts', 0, 'score']), { places: 2 })],
    },
  },
  'is reported once for parts in one request, by a name that the request did not have': {
    query: '{ account { score } accounts { limits { daily } } }',
    scripts: {
      'risk _entities': inParts((index) => ({ ...risk, id: String(index + 1) }), {
        message: 'odd',
        path: ['_entities', 0, 'score'],
      }),
    },
    answer: {
      data: { account: { score: 5 }, accounts: [{ limits: { daily: 10 } }, { limits: { daily: 10 } }] },
      errors: [expect.objectContaining({ message: 'odd', path: startingWith('account', 'accounts') })],
    },
  },
  'is reported once for parts in one request, without a path': {
    query: '{ account { score } accounts { limits { daily } } }',
    scripts: { 'risk _entities': inParts(() => risk, { message: 'odd' }) },
    answer: {
      data: { account: { score: 5 }, accounts: [{ limits: { daily: 10 } }, { limits: { daily: 10 } }] },
      errors: [
        {
          message: 'odd',
          path: startingWith('account', 'accounts'),
          extensions: { code: 'SUBGRAPH_ERROR', places: expect.any(Number) },
        },
      ],
    },
  },
  'is reported for each part that was requested again, and not for the request before': {
    query: '{ account { score } accounts { limits { daily } } }',
    scripts: {
      'risk _entities': (request: ScriptedRequest) =>
        /_1\b/.test(request.query)
          ? { data: null, errors: [{ message: 'superseded' }] }
          : inParts(() => ({ ...risk, score: null }), { message: 'counts', path: ['_entities', 0, 'score'] })(request),
    },
    answer: {
      data: { account: { score: null }, accounts: [{ limits: { daily: 10 } }, { limits: { daily: 10 } }] },
      errors: repeatedly(expect.objectContaining({ message: 'counts', path: startingWith('account', 'accounts') })),
    },
  },
  'is the reason why entities could not be requested without it': {
    query: '{ account { name parent { score } } }',
    scripts: {
      bank: {
        data: { account: { ...account, parent: null } },
        errors: [{ message: 'no parent', path: ['account', 'parent', 'id'] }],
      },
    },
    answer: {
      data: { account: { name: 'Main', parent: null } },
      errors: [told('no parent', among(['account', 'parent'], ['account', 'parent', 'id']))],
    },
  },
  'of the key is the reason why entities could not be requested': {
    query: scored,
    scripts: {
      'risk _entities': { data: { _entities: [null] } },
      bank: {
        data: { account: { __typename: 'Account', id: null, name: 'Main' } },
        errors: [{ message: 'no id', path: ['account', 'id'] }],
      },
    },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [told('no id', among(['account'], ['account', 'id']))],
    },
  },
});

const many = Array.from({ length: 20_000 }, (_, index) => ({ __typename: 'Account', id: String(index), name: 'n' }));
const failsOnce = {
  data: { accounts: expect.objectContaining({ length: 20_000, 19999: { score: null } }) },
  errors: [
    {
      message: expect.any(String),
      path: expect.arrayContaining(['accounts', 0]),
      extensions: expect.objectContaining({ places: 20_000 }),
    },
  ],
};
answersImperfectly(
  'a failed fetch of 20,000 entities is reported once',
  {
    'as an error': {
      query: '{ accounts { score } }',
      scripts: { bank: { data: { accounts: many } }, 'risk _entities': { data: null, errors: [{ message: 'away' }] } },
      answer: failsOnce,
    },
    'beside entities that are all null': {
      query: '{ accounts { score } }',
      scripts: {
        bank: { data: { accounts: many } },
        'risk _entities': { data: { _entities: many.map(() => null) }, errors: [{ message: 'away' }] },
      },
      answer: failsOnce,
    },
    'as an invalid answer': {
      query: '{ accounts { score } }',
      scripts: { bank: { data: { accounts: many } }, 'risk _entities': new Raw('oops', { status: 500 }) },
      answer: failsOnce,
    },
    'as a null without an error': {
      query: '{ accounts { score } }',
      scripts: { bank: { data: { accounts: many } }, 'risk _entities': { data: null } },
      answer: failsOnce,
    },
    'as one entity that fails, at 20,000 places': {
      query: '{ accounts { score } }',
      scripts: {
        bank: { data: { accounts: many.map(() => account) } },
        'risk _entities': {
          data: { _entities: [{ score: null }] },
          errors: [{ message: 'no', path: ['_entities', 0, 'score'] }],
        },
      },
      answer: failsOnce,
    },
  },
  { otherwise: wellAnswered },
);
