import { account, among, answersImperfectly, ours, repeatedly, risk, startingWith, told } from './imperfect-answers.ts';

const pay = 'mutation { pay { amount } }';
const scored = '{ account { name score } }';
const scoredAll = '{ accounts { name score } }';

answersImperfectly('for a null without an error, the gateway', {
  'reports an error: null as data': {
    query: '{ ping count }',
    scripts: { bank: { data: null } },
    answer: { data: { ping: null, count: null }, errors: [ours(['ping'], { places: 2 })] },
  },
  'reports an error: null as data, for a mutation': {
    query: pay,
    scripts: { 'bank mutation': { data: null } },
    answer: { data: { pay: null }, errors: [ours(['pay'])] },
  },
  'reports an error: null as data beside an empty list of errors': {
    query: '{ ping }',
    scripts: { bank: { data: null, errors: [] } },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'reports an error: a bare list': {
    query: '{ ping }',
    scripts: { bank: [] },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'reports an error: a bare object': {
    query: '{ ping }',
    scripts: { bank: {} },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'reports an error: a list as data': {
    query: '{ ping }',
    scripts: { bank: { data: [] } },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'reports an error: an item beside another one with an error': {
    query: '{ info { lines } }',
    scripts: {
      bank: { data: { info: { lines: [{ odd: 1 }, null] } }, errors: [{ message: 'no', path: ['info', 'lines', 1] }] },
    },
    answer: {
      data: { info: { lines: [null, null] } },
      errors: [told('no', ['info', 'lines', 1]), ours(['info', 'lines', 0])],
    },
  },
  'reports an error: data without fields': {
    query: '{ ping account { name } }',
    scripts: { bank: { data: {} } },
    answer: {
      data: { ping: null, account: null },
      errors: repeatedly(ours(startingWith('ping', 'account'))),
    },
  },
  'reports an error: null as data for entities': {
    query: scoredAll,
    scripts: { 'risk _entities': { data: null } },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: null },
          { name: 'Spare', score: null },
        ],
      },
      errors: [ours(among(['accounts', 0], ['accounts', 0, 'score']), { places: 2 })],
    },
  },
  'reports an error: null as entities': {
    query: scored,
    scripts: { 'risk _entities': { data: { _entities: null } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'reports an error: a list as data for entities': {
    query: scored,
    scripts: { 'risk _entities': { data: [] } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'reports an error: a bare list for entities': {
    query: scored,
    scripts: { 'risk _entities': [] },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'reports an error: fewer entities than requested': {
    query: scoredAll,
    scripts: { 'risk _entities': { data: { _entities: [risk] } } },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: null },
          { name: 'Spare', score: null },
        ],
      },
      errors: [ours(among(['accounts', 0], ['accounts', 0, 'score']), { places: 2 })],
    },
  },
  'reports an error: more entities than requested': {
    query: scored,
    scripts: { 'risk _entities': { data: { _entities: [risk, risk] } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'reports an error: a missing field': {
    query: '{ account { name } ping }',
    scripts: { bank: { data: { account: { __typename: 'Account', id: '1' }, ping: 'pong' } } },
    answer: { data: { account: { name: null }, ping: 'pong' }, errors: [ours(['account', 'name'])] },
  },
  'reports an error: a missing root field': {
    query: '{ count ping }',
    scripts: { bank: { data: { ping: 'pong' } } },
    answer: { data: { count: null, ping: 'pong' }, errors: [ours(['count'])] },
  },
  'reports an error: a missing field of an entity': {
    query: '{ account { score history } }',
    scripts: { 'risk _entities': { data: { _entities: [{ score: 5 }] } } },
    answer: { data: { account: { score: 5, history: null } }, errors: [ours(['account', 'history'])] },
  },
  'reports an error: a null in a non-null field': {
    query: '{ account { score sure } ping }',
    scripts: { 'risk _entities': { data: { _entities: [{ score: 5, sure: null }] } } },
    answer: { data: { account: null, ping: 'pong' }, errors: [ours(['account', 'sure'])] },
  },
  'reports no error if the subgraph gives the null as data': {
    query: '{ account { name score limits { daily } } info { lines } ping }',
    scripts: {
      bank: { data: { account: { ...account, name: null }, info: { lines: [null] }, ping: null } },
      'risk _entities': { data: { _entities: [{ score: null, limits: null }] } },
    },
    answer: { data: { account: { name: null, score: null, limits: null }, info: { lines: [null] }, ping: null } },
  },
  'reports no error if a subgraph does not know an entity': {
    query: scored,
    scripts: { 'risk _entities': { data: { _entities: [null] } } },
    answer: { data: { account: { name: 'Main', score: null } } },
  },
  'reports an error for a non-null field of an unknown entity': {
    query: '{ account { sure } ping }',
    scripts: { 'risk _entities': { data: { _entities: [null] } } },
    answer: { data: { account: null, ping: 'pong' }, errors: [ours(['account', 'sure'])] },
  },
  'reports an error for a missing key': {
    query: scored,
    scripts: { bank: { data: { account: { __typename: 'Account', name: 'Main' } } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score'], ['account', 'id']))],
    },
  },
});
