import { account, among, answersImperfectly, ours, repeatedly, risk, startingWith, told } from './imperfect-answers.ts';

const pay = 'mutation { pay { amount } }';
const scored = '{ account { name score } }';
const scoredAll = '{ accounts { name score } }';

answersImperfectly('a null that nobody explains', {
  'gets an entry: data that is null': {
    query: '{ ping count }',
    scripts: { bank: { data: null } },
    answer: { data: { ping: null, count: null }, errors: [ours(['ping'], { places: 2 })] },
  },
  'gets an entry: data that is null, for a change': {
    query: pay,
    scripts: { 'bank mutation': { data: null } },
    answer: { data: { pay: null }, errors: [ours(['pay'])] },
  },
  'gets an entry: data that is null beside an empty list of errors': {
    query: '{ ping }',
    scripts: { bank: { data: null, errors: [] } },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'gets an entry: a bare list': {
    query: '{ ping }',
    scripts: { bank: [] },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'gets an entry: a bare object': {
    query: '{ ping }',
    scripts: { bank: {} },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'gets an entry: data that is a list': {
    query: '{ ping }',
    scripts: { bank: { data: [] } },
    answer: { data: { ping: null }, errors: [ours(['ping'])] },
  },
  'gets an entry: an item beside another, of which an error is told': {
    query: '{ info { lines } }',
    scripts: {
      bank: { data: { info: { lines: [{ odd: 1 }, null] } }, errors: [{ message: 'no', path: ['info', 'lines', 1] }] },
    },
    answer: {
      data: { info: { lines: [null, null] } },
      errors: [told('no', ['info', 'lines', 1]), ours(['info', 'lines', 0])],
    },
  },
  'gets an entry: data without anything': {
    query: '{ ping account { name } }',
    scripts: { bank: { data: {} } },
    answer: {
      data: { ping: null, account: null },
      errors: repeatedly(ours(startingWith('ping', 'account'))),
    },
  },
  'gets an entry: data for entities that is null': {
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
  'gets an entry: entities that are null': {
    query: scored,
    scripts: { 'risk _entities': { data: { _entities: null } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'gets an entry: data for entities that is a list': {
    query: scored,
    scripts: { 'risk _entities': { data: [] } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'gets an entry: a bare list for entities': {
    query: scored,
    scripts: { 'risk _entities': [] },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'gets an entry: fewer entities than were asked for': {
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
  'gets an entry: more entities than were asked for': {
    query: scored,
    scripts: { 'risk _entities': { data: { _entities: [risk, risk] } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'gets an entry: a field that is absent': {
    query: '{ account { name } ping }',
    scripts: { bank: { data: { account: { __typename: 'Account', id: '1' }, ping: 'pong' } } },
    answer: { data: { account: { name: null }, ping: 'pong' }, errors: [ours(['account', 'name'])] },
  },
  'gets an entry: a root field that is absent': {
    query: '{ count ping }',
    scripts: { bank: { data: { ping: 'pong' } } },
    answer: { data: { count: null, ping: 'pong' }, errors: [ours(['count'])] },
  },
  'gets an entry: a field of an entity that is absent': {
    query: '{ account { score history } }',
    scripts: { 'risk _entities': { data: { _entities: [{ score: 5 }] } } },
    answer: { data: { account: { score: 5, history: null } }, errors: [ours(['account', 'history'])] },
  },
  'gets an entry: a null where none may be': {
    query: '{ account { score sure } ping }',
    scripts: { 'risk _entities': { data: { _entities: [{ score: 5, sure: null }] } } },
    answer: { data: { account: null, ping: 'pong' }, errors: [ours(['account', 'sure'])] },
  },
  'gets none where the subgraph gives it as data': {
    query: '{ account { name score limits { daily } } info { lines } ping }',
    scripts: {
      bank: { data: { account: { ...account, name: null }, info: { lines: [null] }, ping: null } },
      'risk _entities': { data: { _entities: [{ score: null, limits: null }] } },
    },
    answer: { data: { account: { name: null, score: null, limits: null }, info: { lines: [null] }, ping: null } },
  },
  'gets none where a subgraph does not know an entity': {
    query: scored,
    scripts: { 'risk _entities': { data: { _entities: [null] } } },
    answer: { data: { account: { name: 'Main', score: null } } },
  },
  'gets an entry where it is owed by an entity that a subgraph does not know': {
    query: '{ account { sure } ping }',
    scripts: { 'risk _entities': { data: { _entities: [null] } } },
    answer: { data: { account: null, ping: 'pong' }, errors: [ours(['account', 'sure'])] },
  },
  'gets an entry where the key is absent': {
    query: scored,
    scripts: { bank: { data: { account: { __typename: 'Account', name: 'Main' } } } },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score'], ['account', 'id']))],
    },
  },
});
