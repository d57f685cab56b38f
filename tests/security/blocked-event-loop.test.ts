import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchTurns } from '../support/longest-turn.ts';
import { explodingQuery, openExplodingGraph } from './open-exploding-graph.ts';

const times = (count: number, text: (index: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, index) => text(index)).join(separator);
const asking = (query: string) => JSON.stringify({ query });
const giving = (type: string, argument: string, json: string) =>
  `{"query":"query($value:${type}){greetingA(${argument}:$value)}","variables":{"value":${json}}}`;

/** The requests of each attack. Everything is within the limits of the body, or fails only after it was looked at. */
const attacks: Record<string, string[]> = {
  'strings of a character that is printed slowly': times(
    5,
    (number) =>
      asking(`{ ${times(15, (index) => `a${index}: greetingA(name: "${'\u007F'.repeat(16_000)}${number}")`)} }`),
    '\n',
  ).split('\n'),
  'fields that are compared in pairs': [
    asking(`{ ${times(1_400, () => 'self { greeting }')} }`),
    asking(`{ ${times(3_300, () => 'greetingA')} }`),
  ],
  'fragments in fragments': [
    asking(
      `{ ...F0 } ${times(1_000, (index) => `fragment F${index} on Query { greetingA ...F${index + 1} }`)} fragment F1000 on Query { greetingA }`,
    ),
    asking(
      `{ self { ...F0 } } ${times(12, (index) => `fragment F${index} on Self { a: self { ...F${index + 1} } b: self { ...F${index + 1} } }`)} fragment F12 on Self { greeting }`,
    ),
  ],
  'deep selections': [asking(`{ ${'self { '.repeat(3_000)}greeting${' }'.repeat(3_000)} }`)],
  'errors after many lines': [
    asking(
      `${'\n'.repeat(200_000)}{ ${times(90, (index) => `a${index}: self { ${times(10, () => 'x: self x: greeting')} }`)} }`,
    ),
  ],
  comments: [asking(`{ ${'#a\n'.repeat(80_000)} greetingA }`)],
  'plans that explode': times(4, (index) => asking(explodingQuery(`a${index}`)), '\n').split('\n'),
  'long lists': [
    giving('[Int!]', 'numbers', `[${times(1_500_000, () => '1', ',')}]`),
    giving('[Int!]', 'numbers', `[${times(600_000, () => '1e400', ',')}]`),
    giving('Tree', 'tree', `{"trees":[${times(1_000_000, () => '{}', ',')}]}`),
  ],
  'deep variables': [giving('Tree', 'tree', `${'{"tree":'.repeat(400_000)}null${'}'.repeat(400_000)}`)],
  'unused variables': [`{"query":"{greetingA}","variables":{${times(200_000, (index) => `"k${index}":1`, ',')}}}`],
};

let graph: Awaited<ReturnType<typeof openExplodingGraph>>;
beforeAll(async () => {
  graph = await openExplodingGraph({ planningMs: 300 });
  await graph.ask('{ greetingA }');
});
afterAll(() => graph.close());

it.each(Object.entries(attacks))('ordinary requests run beside %s', async (_, bodies) => {
  const { ask, send } = graph;
  const turns = watchTurns();
  const attacking = new AbortController();

  const attack = Promise.all(bodies.map((body) => send(body))).finally(() => attacking.abort());
  const ordinary = new Set<string>();
  while (!attacking.signal.aborted) {
    ordinary.add((await ask('{ greetingA }')).body);
  }

  expect([...ordinary]).toEqual(['{"data":{"greetingA":"Hello "}}']);
  // A collection of garbage alone may take 400 ms in a process with the heap of many tests.
  expect(turns.longestMs()).toBeLessThan(1_000);
  expect((await attack).filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
});
