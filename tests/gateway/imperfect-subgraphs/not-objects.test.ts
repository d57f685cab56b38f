import { account, among, answersImperfectly, ours, risk, type Imperfection } from './imperfect-answers.ts';

/** Values in place of an object. */
const nonObjects: Readonly<Record<string, unknown>> = {
  'a string': 'str',
  'an empty string': '',
  'a number': 5,
  zero: 0,
  true: true,
  false: false,
  'an empty list': [],
  'a list of one object': [{ ...account, ...risk, text: 'hello', daily: 1 }],
  'a list of lists': [[]],
};

const each = (
  name: string,
  values: Readonly<Record<string, unknown>>,
  row: (value: unknown) => Imperfection,
): Readonly<Record<string, Imperfection>> =>
  Object.fromEntries(Object.entries(values).map(([title, value]) => [`${title}, ${name}`, row(value)]));

answersImperfectly('in place of an object,', {
  ...each('as a root field, becomes null with an error', nonObjects, (value) => ({
    query: '{ info { text } ping }',
    scripts: { bank: { data: { info: value, ping: 'pong' } } },
    answer: { data: { info: null, ping: 'pong' }, errors: [ours(['info'])] },
  })),
  ...each('below an object, becomes null with an error', nonObjects, (value) => ({
    query: '{ info { text more { text } } }',
    scripts: { bank: { data: { info: { text: 'hello', more: value } } } },
    answer: { data: { info: { text: 'hello', more: null } }, errors: [ours(['info', 'more'])] },
  })),
  ...each('as the root field of a mutation, becomes null with an error', nonObjects, (value) => ({
    query: 'mutation { pay { amount } refund }',
    scripts: { 'bank mutation': { data: { pay: value, refund: 2 } } },
    answer: { data: { pay: null, refund: 2 }, errors: [ours(['pay'])] },
  })),
  ...each('as an item, becomes null with an error', nonObjects, (value) => ({
    query: '{ accounts { name } }',
    scripts: { bank: { data: { accounts: [account, value] } } },
    answer: { data: { accounts: [{ name: 'Main' }, null] }, errors: [ours(['accounts', 1])] },
  })),
  ...each('as a non-null item, nulls the list with an error', nonObjects, (value) => ({
    query: '{ info { text parts { text } } }',
    scripts: { bank: { data: { info: { text: 'hello', parts: [{ text: 'part' }, value] } } } },
    answer: { data: { info: { text: 'hello', parts: null } }, errors: [ours(['info', 'parts', 1])] },
  })),
  ...each('as an object with a key, becomes null with an error', nonObjects, (value) => ({
    query: '{ account { name score } ping }',
    scripts: { bank: { data: { account: value, ping: 'pong' } } },
    answer: { data: { account: null, ping: 'pong' }, errors: [ours(['account'])] },
  })),
  ...each('as an entity, leaves nulls with an error', nonObjects, (value) => ({
    query: '{ account { name score } }',
    scripts: { 'risk _entities': { data: { _entities: [value] } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  })),
  ...each('below an entity, becomes null with an error', nonObjects, (value) => ({
    query: '{ account { score limits { daily } } }',
    scripts: { 'risk _entities': { data: { _entities: [{ ...risk, limits: value }] } } },
    answer: { data: { account: { score: 5, limits: null } }, errors: [ours(['account', 'limits'])] },
  })),
  ...each('for a union, becomes null with an error', nonObjects, (value) => ({
    query: '{ owner { ... on Person { name } } ping }',
    scripts: { bank: { data: { owner: value, ping: 'pong' } } },
    answer: { data: { owner: null, ping: 'pong' }, errors: [ours(['owner'])] },
  })),
});

const nonLists: Readonly<Record<string, unknown>> = {
  'a string': 'str',
  'a number': 5,
  true: true,
  'an object': { ...account, 0: account, length: 1 },
};

answersImperfectly('in place of a list,', {
  ...each('of objects, becomes null with an error', nonLists, (value) => ({
    query: '{ accounts { name } ping }',
    scripts: { bank: { data: { accounts: value, ping: 'pong' } } },
    answer: { data: { accounts: null, ping: 'pong' }, errors: [ours(['accounts'])] },
  })),
  ...each('of objects with keys, becomes null with an error', nonLists, (value) => ({
    query: '{ accounts { score } ping }',
    scripts: { bank: { data: { accounts: value, ping: 'pong' } } },
    answer: { data: { accounts: null, ping: 'pong' }, errors: [ours(['accounts'])] },
  })),
  ...each('of strings, becomes null with an error', nonLists, (value) => ({
    query: '{ info { text lines } }',
    scripts: { bank: { data: { info: { text: 'hello', lines: value } } } },
    answer: { data: { info: { text: 'hello', lines: null } }, errors: [ours(['info', 'lines'])] },
  })),
  ...each('inside of a list, becomes null with an error', nonLists, (value) => ({
    query: '{ info { grid } }',
    scripts: { bank: { data: { info: { grid: [[1], value] } } } },
    answer: { data: { info: { grid: [[1], null] } }, errors: [ours(['info', 'grid', 1])] },
  })),
  ...each('of entities, leaves nulls with an error', nonLists, (value) => ({
    query: '{ account { name score } }',
    scripts: { 'risk _entities': { data: { _entities: value } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  })),
  'a list of lists, becomes nulls with an error each': {
    query: '{ accounts { name } }',
    scripts: { bank: { data: { accounts: [[account], account] } } },
    answer: { data: { accounts: [null, { name: 'Main' }] }, errors: [ours(['accounts', 0])] },
  },
});

const scalar = (field: string, value: unknown): Imperfection => ({
  query: `{ ${field} level }`,
  scripts: { bank: { data: { [field]: value } } },
  answer: { data: { [field]: null, level: 'low' }, errors: [ours([field])] },
});

answersImperfectly('in place of a scalar,', {
  ...each('for a String, becomes null with an error', { 'an object': { a: 1 }, 'a list': ['a'] }, (value) =>
    scalar('ping', value),
  ),
  ...each(
    'for an Int, becomes null with an error',
    {
      'an object': {},
      'a list': [1],
      'a word': 'three',
      'a fraction': 1.5,
      'more than 32 bits': 2 ** 31,
      'an empty string': '',
    },
    (value) => scalar('count', value),
  ),
  ...each('for a Float, becomes null with an error', { 'an object': {}, 'a list': [1.5], 'a word': 'NaN' }, (value) =>
    scalar('rate', value),
  ),
  ...each(
    'for a Boolean, becomes null with an error',
    { 'an object': {}, 'a list': [true], 'a word': 'true' },
    (value) => scalar('open', value),
  ),
  ...each(
    'for an enum, becomes null with an error',
    {
      'an object': {},
      'a list': ['GOLD'],
      'a word': 'SILVER',
      'a member of every object': 'constructor',
      'a number': 1,
    },
    (value) => scalar('kind', value),
  ),
});

answersImperfectly('the name of a type', {
  'that is no member of the union becomes null with an error': {
    query: '{ owner { __typename ... on Person { name } } ping }',
    scripts: { bank: { data: { owner: { __typename: 'Account', name: 'x' }, ping: 'pong' } } },
    answer: { data: { owner: null, ping: 'pong' }, errors: [ours(['owner'])] },
  },
  'that is unknown becomes null with an error': {
    query: '{ owner { __typename ... on Person { name } } ping }',
    scripts: { bank: { data: { owner: { __typename: 'constructor', name: 'x' }, ping: 'pong' } } },
    answer: { data: { owner: null, ping: 'pong' }, errors: [ours(['owner'])] },
  },
  'that is no string becomes null with an error': {
    query: '{ owner { __typename ... on Person { name } } ping }',
    scripts: { bank: { data: { owner: { __typename: ['Person'], name: 'x' }, ping: 'pong' } } },
    answer: { data: { owner: null, ping: 'pong' }, errors: [ours(['owner'])] },
  },
  'that is missing becomes null with an error': {
    query: '{ owner { ... on Person { name } } ping }',
    scripts: { bank: { data: { owner: { name: 'x' }, ping: 'pong' } } },
    answer: { data: { owner: null, ping: 'pong' }, errors: [ours(['owner'])] },
  },
  'without the fields that were requested for it has an error': {
    query: '{ owner { __typename ... on Person { name } ... on Firm { seat } } }',
    scripts: { bank: { data: { owner: { __typename: 'Firm', name: 'x' } } } },
    answer: { data: { owner: { __typename: 'Firm', seat: null } }, errors: [ours(['owner', 'seat'])] },
  },
});
