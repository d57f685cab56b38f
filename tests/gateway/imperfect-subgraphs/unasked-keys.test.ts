import { account, among, answersImperfectly, inAnyOrder, ours, risk, told } from './imperfect-answers.ts';
import { answering, Raw, type ScriptedRequest } from './open-scripted-subgraphs.ts';

const failure = { message: 'no pong', path: ['ping'] };
/** Fields of another subgraph, and properties that the gateway might store in an object. */
const unasked = {
  score: 999,
  history: [999],
  limits: { daily: 999 },
  $0: { score: 999 },
  $1: { score: 999 },
  '0': { score: 999 },
};

answersImperfectly('a key that was not requested is ignored', {
  'if another subgraph gives the field': {
    query: '{ account { name score history limits { daily } } }',
    scripts: { bank: { data: { account: { ...account, ...unasked } } } },
    answer: { data: { account: { name: 'Main', score: 5, history: [1], limits: { daily: 10 } } } },
  },
  'if another subgraph gives the field, and another field has an error': {
    query: '{ ping account { name score history limits { daily } } }',
    scripts: { bank: { data: { ping: null, account: { ...account, ...unasked } }, errors: [failure] } },
    answer: {
      data: { ping: null, account: { name: 'Main', score: 5, history: [1], limits: { daily: 10 } } },
      errors: [told('no pong', ['ping'])],
    },
  },
  'if another subgraph gives null': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { ...account, ...unasked } } },
      'risk _entities': { data: { _entities: [{ score: null }] } },
    },
    answer: { data: { account: { name: 'Main', score: null } } },
  },
  'if another subgraph gives null, and another field has an error': {
    query: '{ ping account { name score } }',
    scripts: {
      bank: { data: { ping: null, account: { ...account, ...unasked } }, errors: [failure] },
      'risk _entities': { data: { _entities: [{ score: null }] } },
    },
    answer: { data: { ping: null, account: { name: 'Main', score: null } }, errors: [told('no pong', ['ping'])] },
  },
  'if another subgraph does not know the entity': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { ...account, ...unasked } } },
      'risk _entities': { data: { _entities: [null] } },
    },
    answer: { data: { account: { name: 'Main', score: null } } },
  },
  'if another subgraph fails': {
    query: '{ account { name score } }',
    scripts: { bank: { data: { account: { ...account, ...unasked } } }, 'risk _entities': new Raw('oops') },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'if another subgraph reports an error': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { ...account, ...unasked } } },
      'risk _entities': {
        data: { _entities: [{ score: null }] },
        errors: [{ message: 'no', path: ['_entities', 0, 'score'] }],
      },
    },
    answer: { data: { account: { name: 'Main', score: null } }, errors: [told('no', ['account', 'score'])] },
  },
  'if another subgraph leaves the field out': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { ...account, ...unasked } } },
      'risk _entities': { data: { _entities: [{}] } },
    },
    answer: {
      data: { account: { name: 'Main', score: null } },
      errors: [ours(['account', 'score'])],
    },
  },
  'if an entity has a field that the first subgraph gave': {
    query: '{ account { name score } }',
    scripts: {
      'risk _entities': { data: { _entities: [{ ...risk, id: '9', name: 'wrong', $1: { name: 'wrong' } }] } },
    },
    answer: { data: { account: { name: 'Main', score: 5 } } },
  },
  'if an entity has a field that the first subgraph gave as null': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { ...account, name: null } } },
      'risk _entities': { data: { _entities: [{ ...risk, name: 'wrong' }] } },
    },
    answer: { data: { account: { name: null, score: 5 } } },
  },
  'if an entity has a field that the first subgraph gave as null, and another field has an error': {
    query: '{ ping account { name score } }',
    scripts: {
      bank: { data: { ping: null, account: { ...account, name: null } }, errors: [failure] },
      'risk _entities': { data: { _entities: [{ ...risk, name: 'wrong' }] } },
    },
    answer: { data: { ping: null, account: { name: null, score: 5 } }, errors: [told('no pong', ['ping'])] },
  },
  'if an entity has a field that the first subgraph failed to give': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { ...account, name: null } }, errors: [{ message: 'no', path: ['account', 'name'] }] },
      'risk _entities': { data: { _entities: [{ ...risk, name: 'wrong' }] } },
    },
    answer: { data: { account: { name: null, score: 5 } }, errors: [told('no', ['account', 'name'])] },
  },
  'if an entity has a field that the first subgraph left out': {
    query: '{ account { name score } }',
    scripts: {
      bank: { data: { account: { __typename: 'Account', id: '1' } } },
      'risk _entities': { data: { _entities: [{ ...risk, name: 'wrong' }] } },
    },
    answer: { data: { account: { name: null, score: 5 } }, errors: [ours(['account', 'name'])] },
  },
  'at the root, if another subgraph gives the field': {
    query: '{ ping level }',
    scripts: { bank: { data: { ping: 'pong', level: 'wrong' } }, risk: { data: { level: null, ping: 'wrong' } } },
    answer: { data: { ping: 'pong', level: null } },
  },
  'at the root, if another subgraph gives the field, and both report errors': {
    query: '{ ping level }',
    scripts: {
      bank: { data: { ping: null, level: 'wrong' }, errors: [failure] },
      risk: { data: { level: null, ping: 'wrong' }, errors: [{ message: 'no level', path: ['level'] }] },
    },
    answer: {
      data: { ping: null, level: null },
      errors: inAnyOrder(told('no pong', ['ping']), told('no level', ['level'])),
    },
  },
  'below an object that another subgraph gives': {
    query: '{ account { limits { daily } } }',
    scripts: {
      bank: { data: { account: { ...account, limits: { daily: 999, monthly: 999 } } } },
      'risk _entities': { data: { _entities: [{ limits: { daily: null } }] } },
    },
    answer: { data: { account: { limits: { daily: null } } } },
  },
  'by the name of a field that was requested under an alias': {
    query: '{ account { title: name } info { text: lines } }',
    scripts: {
      bank: (request: ScriptedRequest) => {
        const { data } = answering({ account: { ...account, name: null }, info: { lines: ['a'] } })(request);
        Object.assign(Object(data['account']), { name: 'wrong' });
        Object.assign(Object(data['info']), { lines: ['wrong'] });
        return { data };
      },
    },
    answer: { data: { account: { title: null }, info: { text: ['a'] } } },
  },
  'for a later part': {
    query: '{ account { name ... @defer(label: "risk") { score } } }',
    scripts: {
      bank: { data: { account: { ...account, ...unasked } } },
      'risk _entities': { data: { _entities: [{ score: null }] } },
    },
    inParts: { data: { account: { name: 'Main', score: null } }, errors: [] },
  },
  'in an event': {
    query: 'subscription { paid { amount account { score } } }',
    scripts: {
      'bank subscription': [{ data: { paid: { amount: 1, account: { ...account, ...unasked }, $0: { amount: 2 } } } }],
      'risk _entities': { data: { _entities: [{ score: null }] } },
    },
    events: [{ data: { paid: { amount: 1, account: { score: null } } } }],
  },
});
