import { expect } from 'vitest';
import { account, among, answersImperfectly, inAnyOrder, risk, told, type Imperfection } from './imperfect-answers.ts';
import { Raw, type ScriptedRequest } from './open-scripted-subgraphs.ts';

const pay = 'mutation { pay { amount } }';

const failsToPay = (error: unknown, scripts: object = {}): Imperfection => ({
  query: pay,
  scripts: { 'bank mutation': { data: { pay: null }, errors: [error] }, ...scripts },
});

answersImperfectly('an error of a root field', {
  'is reported although its path starts with the kind of the operation': {
    ...failsToPay({ message: 'insufficient funds', path: ['mutation', 'pay'] }),
    answer: { data: { pay: null }, errors: [told('insufficient funds', ['pay'])] },
  },
  'is reported although the answer has no data': {
    query: pay,
    scripts: { 'bank mutation': { errors: [{ message: 'insufficient funds', path: ['mutation', 'pay'] }] } },
    answer: { data: { pay: null }, errors: [told('insufficient funds', ['pay'])] },
  },
  'is reported although its path starts with `query`': {
    query: '{ account { name } }',
    scripts: {
      bank: {
        data: { account: { ...account, name: null } },
        errors: [{ message: 'no name', path: ['query', 'account', 'name'] }],
      },
    },
    answer: { data: { account: { name: null } }, errors: [told('no name', ['account', 'name'])] },
  },
  'is reported although its path starts with `variable`': {
    ...failsToPay({ message: 'bad input', path: ['variable', 'input', 'amount'] }),
    answer: { data: { pay: null }, errors: [told('bad input', ['pay'])] },
  },
  'is reported although its path starts with `subscription` or `variables`': {
    query: '{ ping count }',
    scripts: {
      bank: {
        data: { ping: null, count: 3 },
        errors: [
          { message: 'x', path: ['subscription', 'ping'] },
          { message: 'y', path: ['variables', 'a'] },
        ],
      },
    },
    answer: {
      data: { ping: null, count: 3 },
      errors: inAnyOrder(told('x', ['ping']), expect.objectContaining({ message: 'y', path: ['ping'] })),
    },
  },
  'is reported although its path has another case': {
    ...failsToPay({ message: 'no', path: ['Pay'] }),
    answer: { data: { pay: null }, errors: [told('no', ['pay'])] },
  },
  'is reported although its path has another case further down': {
    query: '{ account { name } }',
    scripts: {
      bank: { data: { account: { ...account, name: null } }, errors: [{ message: 'no', path: ['account', 'Name'] }] },
    },
    answer: { data: { account: { name: null } }, errors: [told('no', among(['account', 'name'], ['account']))] },
  },
  'is reported although its path is empty': {
    ...failsToPay({ message: 'no', path: [] }),
    answer: { data: { pay: null }, errors: [told('no', ['pay'])] },
  },
  'is reported although it has no path': {
    ...failsToPay({ message: 'no' }),
    answer: { data: { pay: null }, errors: [told('no', ['pay'])] },
  },
  'is reported although its path is null': {
    ...failsToPay({ message: 'no', path: null }),
    answer: { data: { pay: null }, errors: [told('no', ['pay'])] },
  },
  'is reported although its path leads nowhere': {
    ...failsToPay({ message: 'no', path: ['nobody', 3, 'knows'] }),
    answer: { data: { pay: null }, errors: [told('no', ['pay'])] },
  },
  'is reported although its path continues below a scalar': {
    query: '{ ping }',
    scripts: { bank: { data: { ping: 'pong' }, errors: [{ message: 'no', path: ['ping', 'further', 1] }] } },
    answer: { data: { ping: 'pong' }, errors: [told('no', ['ping'])] },
  },
  'is reported although its path is beyond a list': {
    query: '{ accounts { name } }',
    scripts: { bank: { data: { accounts: [account] }, errors: [{ message: 'no', path: ['accounts', 9, 'name'] }] } },
    answer: {
      data: { accounts: [{ name: 'Main' }] },
      errors: [told('no', among(['accounts'], ['accounts', 9, 'name']))],
    },
  },
  'is reported although its path is named like a member of every object': {
    ...failsToPay({ message: 'no', path: ['constructor', 'prototype', '__proto__'] }),
    answer: { data: { pay: null }, errors: [told('no', ['pay'])] },
  },
  'is reported beside the data that exist': {
    query: '{ ping account { name } }',
    scripts: { bank: { data: { ping: 'pong', account }, errors: [{ message: 'stale', path: ['account', 'name'] }] } },
    answer: { data: { ping: 'pong', account: { name: 'Main' } }, errors: [told('stale', ['account', 'name'])] },
  },
  'is reported beside the data that exist, without a path, once': {
    query: '{ ping account { name } }',
    scripts: { bank: { data: { ping: 'pong', account }, errors: [{ message: 'stale' }] } },
    answer: { data: { ping: 'pong', account: { name: 'Main' } }, errors: [told('stale', ['ping'], { places: 2 })] },
  },
  'is reported once although it nulls several fields': {
    query: '{ ping count open }',
    scripts: { bank: { data: null, errors: [{ message: 'away' }] } },
    answer: { data: { ping: null, count: null, open: null }, errors: [told('away', ['ping'], { places: 3 })] },
  },
  'is reported with HTTP status 400': {
    query: pay,
    scripts: { 'bank mutation': new Raw('{"errors":[{"message":"no such thing"}]}', { status: 400 }) },
    answer: { data: { pay: null }, errors: [told('no such thing', ['pay'])] },
  },
  'is reported with HTTP status 500, and the data beside it are used': {
    query: '{ ping count }',
    scripts: {
      bank: new Raw('{"data":{"ping":null,"count":3},"errors":[{"message":"no","path":["ping"]}]}', { status: 500 }),
    },
    answer: { data: { ping: null, count: 3 }, errors: [told('no', ['ping'])] },
  },
  'is reported with HTTP status 401 and 403, with its code': {
    query: '{ ping level }',
    scripts: {
      bank: new Raw('{"errors":[{"message":"who?","extensions":{"code":"UNAUTHENTICATED"}}]}', { status: 401 }),
      risk: new Raw('{"errors":[{"message":"not you","extensions":{"code":"FORBIDDEN"}}],"data":null}', {
        status: 403,
      }),
    },
    answer: {
      data: { ping: null, level: null },
      errors: inAnyOrder(
        told('who?', ['ping'], { code: 'UNAUTHENTICATED' }),
        told('not you', ['level'], { code: 'FORBIDDEN' }),
      ),
    },
  },
  'keeps the extensions of the subgraph': {
    ...failsToPay({
      message: 'no',
      path: ['pay'],
      extensions: { code: 'FUNDS', available: '1.10', list: [1, null], http: { status: 302 } },
    }),
    answer: {
      data: { pay: null },
      errors: [told('no', ['pay'], { code: 'FUNDS', available: '1.10', list: [1, null] })],
    },
  },
  'is reported beside others at the same place': {
    query: pay,
    scripts: {
      'bank mutation': {
        data: { pay: null },
        errors: [{ message: 'first', path: ['pay'] }, { message: 'second', path: ['pay'] }, { message: 'third' }],
      },
    },
    answer: {
      data: { pay: null },
      errors: inAnyOrder(told('first', ['pay']), told('second', ['pay']), told('third', ['pay'])),
    },
  },
  'is reported twice if the subgraph reports it twice': {
    query: pay,
    scripts: {
      'bank mutation': {
        data: { pay: null },
        errors: [
          { message: 'no', path: ['pay'] },
          { message: 'no', path: ['pay'] },
        ],
      },
    },
    answer: { data: { pay: null }, errors: [told('no', ['pay']), told('no', ['pay'])] },
  },
  'is reported under the names of the client': {
    query: '{ one: account { called: name } two: info { words: lines } }',
    scripts: {
      bank: ({ query }: ScriptedRequest) => {
        const names = [...query.matchAll(/(\w+):\s*(account|name|info|lines)\b/g)].map(([, name = '']) => name);
        const [one = '', called = '', two = '', words = ''] = names;
        return {
          data: { [one]: { [called]: null, __typename: 'Account', id: '1' }, [two]: { [words]: ['a', null] } },
          errors: [
            { message: 'no', path: [one, called] },
            { message: 'no line', path: [two, words, 1] },
          ],
        };
      },
    },
    answer: {
      data: { one: { called: null }, two: { words: ['a', null] } },
      errors: [told('no', ['one', 'called']), told('no line', ['two', 'words', 1])],
    },
  },
  'is reported if it nulls a value above it': {
    query: '{ must }',
    scripts: { bank: { data: null, errors: [{ message: 'no', path: ['must'] }] } },
    answer: { data: null, errors: [told('no', ['must'])] },
  },
  'is reported although its field is missing': {
    query: '{ strict { sure } ping }',
    scripts: {
      'risk _entities': {
        data: { _entities: [null, risk] },
        errors: [{ message: 'unsure', path: ['_entities', 0, 'sure'] }],
      },
    },
    answer: { data: null, errors: [told('unsure', ['strict', 0, 'sure'])] },
  },
});
