import { expect } from 'vitest';
import { among, answersImperfectly, inAnyOrder, ours, risk, told, type Imperfection } from './imperfect-answers.ts';
import { Raw } from './open-scripted-subgraphs.ts';

/** One field of each subgraph. The field of `risk` must be answered, whatever `bank` does. */
const query = '{ ping level }';
const well = { data: { ping: 'pong', level: 'low' } };
const bank = (answer: unknown, expected: unknown): Imperfection => ({
  query,
  scripts: { bank: answer },
  answer: expected,
});

/** The data are used, and no error is reported. */
const harmless = (answer: unknown): Imperfection => bank(answer, well);

/** The answer is unreadable. */
const unreadable = (answer: unknown): Imperfection =>
  bank(answer, { data: { ping: null, level: 'low' }, errors: [ours(['ping'])] });

/** The data are used, and the odd error is reported in these words. */
const oddError = (error: unknown, entry: unknown): Imperfection =>
  bank({ data: { ping: 'pong' }, errors: [error] }, { ...well, errors: [entry] });

/** Words of the subgraph or of the gateway. */
const anyWords = { message: expect.any(String), path: ['ping'], extensions: { code: 'SUBGRAPH_ERROR' } };
const pong = '{"data":{"ping":"pong"}}';

answersImperfectly('an answer is accepted', {
  'with errors that are null': harmless({ data: { ping: 'pong' }, errors: null }),
  'with an empty list of errors': harmless({ data: { ping: 'pong' }, errors: [] }),
  'with a byte order mark': harmless(new Raw(`\u{FEFF}${pong}`)),
  'with white space around it': harmless(new Raw(`\r\n\t ${pong}\n\n`)),
  'with keys that nobody knows': harmless({
    data: { ping: 'pong' },
    hasNext: false,
    warnings: ['x'],
    status: 302,
    '': 1,
  }),
  'with extensions of any kind': harmless({ data: { ping: 'pong' }, extensions: 'none' }),
  'with extensions that are null': harmless({ data: { ping: 'pong' }, extensions: null }),
  'with extensions that ask for an HTTP status': harmless({
    data: { ping: 'pong' },
    extensions: { http: { status: 418 } },
  }),
  'with an entry of the name of a prototype': harmless(new Raw('{"data":{"ping":"pong"},"__proto__":{"errors":[{}]}}')),
  'with the media type of GraphQL': harmless(
    new Raw(pong, { headers: { 'content-type': 'application/graphql-response+json; charset=utf-8' } }),
  ),
  'as plain text': harmless(new Raw(pong, { headers: { 'content-type': 'text/plain' } })),
  'under HTTP 201': harmless(new Raw(pong, { status: 201 })),
  'under HTTP 400': harmless(new Raw(pong, { status: 400 })),
  'under HTTP 500': harmless(new Raw(pong, { status: 500 })),
  'with a cookie': harmless(new Raw(pong, { headers: { 'set-cookie': 'a=b' } })),
  'with a key twice, of which the last counts': harmless(new Raw('{"data":{"ping":"x","ping":"pong"}}')),
  'with errors that are null beside data that are null by right': {
    query: '{ account { name score } }',
    scripts: { 'risk _entities': { data: { _entities: [{ score: null }] }, errors: null } },
    answer: { data: { account: { name: 'Main', score: null } } },
  },
});

answersImperfectly('an odd error is reported, and affects no data:', {
  'with a path that is a string': oddError({ message: 'odd', path: 'ping' }, told('odd', ['ping'])),
  'with a path that is an object': oddError({ message: 'odd', path: { 0: 'ping' } }, told('odd', ['ping'])),
  'with a path that is a number': oddError({ message: 'odd', path: 5 }, told('odd', ['ping'])),
  'with a path of odd steps': oddError(
    { message: 'odd', path: [null, {}, true, 1.5, -1, ['ping']] },
    told('odd', ['ping']),
  ),
  'with a path of thousands of steps': oddError(
    { message: 'odd', path: Array.from({ length: 5_000 }, () => 'ping') },
    told('odd', ['ping']),
  ),
  'a null among the errors': oddError(null, ours(['ping'])),
  'a string among the errors': oddError('odd', anyWords),
  'a number among the errors': oddError(5, ours(['ping'])),
  'a list among the errors': oddError([{ message: 'odd' }], ours(['ping'])),
  'an empty object among the errors': oddError({}, ours(['ping'])),
  'without a message': oddError({ path: ['ping'], extensions: { code: 'ODD' } }, ours(['ping'], { code: 'ODD' })),
  'with a message that is null': oddError({ message: null, path: ['ping'] }, ours(['ping'])),
  'with a message that is an object': oddError({ message: { text: 'odd' }, path: ['ping'] }, ours(['ping'])),
  'with a message that is empty': oddError({ message: '', path: ['ping'] }, anyWords),
  'with extensions that are null': oddError({ message: 'odd', extensions: null }, told('odd', ['ping'])),
  'with extensions that are a string': oddError({ message: 'odd', extensions: 'CODE' }, told('odd', ['ping'])),
  'with extensions that are a list': oddError({ message: 'odd', extensions: ['CODE'] }, told('odd', ['ping'])),
  'with a code that is null': oddError({ message: 'odd', extensions: { code: null } }, told('odd', ['ping'])),
  'with a code that is a number': oddError(
    { message: 'odd', extensions: { code: 42 } },
    { message: 'odd', path: ['ping'], extensions: { code: expect.anything() } },
  ),
  'with locations that are none': oddError(
    { message: 'odd', locations: 'here', path: ['ping'] },
    told('odd', ['ping']),
  ),
  'with locations in a query that the client did not write': oddError(
    { message: 'odd', locations: [{ line: 1, column: 3 }] },
    told('odd', ['ping']),
  ),
  'with keys that nobody knows': oddError(
    { message: 'odd', errorType: 'X', data: null, status: 302 },
    told('odd', ['ping']),
  ),
  'with an HTTP status of 302': oddError(
    { message: 'odd', extensions: { http: { status: 302 } } },
    told('odd', ['ping']),
  ),
  'with an HTTP status of 204': oddError(
    { message: 'odd', extensions: { http: { status: 204 } } },
    told('odd', ['ping']),
  ),
  'with an HTTP status of -1': oddError(
    { message: 'odd', extensions: { http: { status: -1 } } },
    told('odd', ['ping']),
  ),
  'with an HTTP status that is no number': oddError(
    { message: 'odd', extensions: { http: { status: 'x' } } },
    told('odd', ['ping']),
  ),
  'with HTTP headers': oddError(
    { message: 'odd', extensions: { http: { headers: { 'set-cookie': 'a=b', location: '/' } } } },
    told('odd', ['ping']),
  ),
  'with an `http` that is null': oddError({ message: 'odd', extensions: { http: null } }, told('odd', ['ping'])),
  'with a stack trace': oddError(
    { message: 'odd', extensions: { stacktrace: ['at x'], exception: { stacktrace: ['at y'], name: 'E' } } },
    told('odd', ['ping'], { exception: { name: 'E' } }),
  ),
  'under a name of a prototype in its extensions': oddError(
    { message: 'odd', extensions: JSON.parse('{"__proto__":{"a":1},"constructor":"x"}') as unknown },
    {
      message: 'odd',
      path: ['ping'],
      extensions: expect.objectContaining({ code: 'SUBGRAPH_ERROR', constructor: 'x' }),
    },
  ),
  'under places of its own, which are not ours': oddError(
    { message: 'odd', path: ['ping'], extensions: { places: 'many' } },
    { message: 'odd', path: ['ping'], extensions: expect.objectContaining({ code: 'SUBGRAPH_ERROR' }) },
  ),
  'among good ones': bank(
    { data: { ping: null }, errors: [null, { message: 'good', path: ['ping'] }, 'odd'] },
    { data: { ping: null, level: 'low' }, errors: inAnyOrder(told('good', ['ping']), ours(['ping']), ours(['ping'])) },
  ),
});

answersImperfectly('an unreadable answer affects only its own fields:', {
  text: unreadable(new Raw('oops')),
  'a page': unreadable(new Raw('<html></html>', { status: 500, headers: { 'content-type': 'text/html' } })),
  nothing: unreadable(new Raw('')),
  'nothing, under HTTP 204': unreadable(new Raw('', { status: 204 })),
  'a redirect': unreadable(new Raw('', { status: 302, headers: { location: '/elsewhere' } })),
  'half of it': unreadable(new Raw('{"data":{"ping":"po')),
  null: unreadable(null),
  'a string': unreadable('pong'),
  'a number': unreadable(5),
  true: unreadable(true),
  'an empty list': unreadable([]),
  'a list of one answer': unreadable([{ data: { ping: 'pong' } }]),
  'an empty object': unreadable({}),
  'data that are a string': unreadable({ data: 'pong' }),
  'data that are a number': unreadable({ data: 5 }),
  'data that are a list': unreadable({ data: [{ ping: 'pong' }] }),
  'data that are true': unreadable({ data: true }),
  'data by another name': unreadable({ Data: { ping: 'pong' } }),
  'a text that ends inside an escape': unreadable(new Raw('{"data":{"ping":"\\ud800')),
  'errors that are an object': unreadable({ data: { ping: 'pong' }, errors: { message: 'odd' } }),
  'errors that are a string': unreadable({ data: { ping: 'pong' }, errors: 'odd' }),
  'errors that are a number': unreadable({ data: { ping: 'pong' }, errors: 1 }),
  'data that are a string beside an error': bank(
    { data: 'x', errors: [{ message: 'no', path: ['ping'] }] },
    { data: { ping: null, level: 'low' }, errors: [told('no', ['ping'])] },
  ),
  'for entities, whose fields of other subgraphs stay': {
    query: '{ account { name score } level }',
    scripts: { 'risk _entities': new Raw('oops') },
    answer: {
      data: { account: { name: 'Main', score: null }, level: 'low' },
      errors: [ours(among(['account'], ['account', 'score']))],
    },
  },
  'for entities, of which only one is odd': {
    query: '{ accounts { name score } }',
    scripts: { 'risk _entities': { data: { _entities: [risk, 'odd'] } } },
    answer: {
      data: {
        accounts: [
          { name: 'Main', score: 5 },
          { name: 'Spare', score: null },
        ],
      },
      errors: [ours(among(['accounts', 1], ['accounts', 1, 'score']))],
    },
  },
});
