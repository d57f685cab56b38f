import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { askInParts, collect } from './answers-in-parts.ts';
import { askBoth } from './answers-like-the-monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { counters } from './supergraphs/mutations.ts';

describe('mutations', () => {
  let graph: OpenSupergraph;
  beforeEach(async () => {
    graph = await openSupergraph(counters);
  });
  afterEach(() => graph.close());

  const afterwards = `{ counter(id: "1") { value steps sum notes name } last { id value steps } }`;

  it.each([
    [
      'changes data in two subgraphs, and returns it',
      `mutation { increment(id: "1", by: 5) { name value steps sum } }`,
    ],
    [
      'runs root fields one after the other',
      `mutation { a: increment(id: "1") { value } b: increment(id: "1", by: 2) { value } c: increment(id: "1", by: 3) { value } }`,
    ],
    [
      'finishes each root field, in all subgraphs, before the next begins',
      `mutation { a: increment(id: "1") { value steps } b: increment(id: "1", by: 2) { value steps sum } c: increment(id: "1", by: 3) { steps } }`,
    ],
    [
      'runs root fields of different subgraphs one after the other',
      `mutation { increment(id: "1") { steps } forget(id: "1") { value steps } again: increment(id: "1", by: 9) { steps value sum } note(id: "1", text: "x") }`,
    ],
    [
      'shows the changes of a root field to later ones',
      `mutation { increment(id: "2", by: 4) { id } note(id: "2", text: "after") forget(id: "2") { notes steps value name } }`,
    ],
    ['changes an unknown counter', `mutation { increment(id: "9") { value steps } forget(id: "9") { value } }`],
    [
      'returns refusals as data',
      `mutation { a: rename(input: { id: "9" }) { counter { steps } errors { __typename message ... on NotFound { id } } } b: rename(input: { id: "1", name: "N", details: { note: "d" } }) { counter { name sum } errors { message } } }`,
    ],
    [
      'reports a root field that failed, and runs the next',
      `mutation { breakDown(id: "1") { value } increment(id: "1") { value steps } }`,
    ],
    [
      'reports a part that failed, and runs the next',
      `mutation { a: increment(id: "1") { id failing steps } b: increment(id: "1") { id faulty } c: increment(id: "1") { value steps } }`,
    ],
    [
      'nulls the whole answer if a non-null root field fails',
      `mutation { increment(id: "1") { value } collapse { value steps } }`,
    ],
    [
      'runs no further mutation after a non-null one failed',
      `mutation { collapse { value steps } increment(id: "1") { value steps } forget(id: "1") { value steps } }`,
    ],
    [
      'runs no further mutation after a non-null one failed in another subgraph, and keeps the earlier changes',
      `mutation { increment(id: "1") { value } collapse { value } note(id: "1", text: "x") }`,
    ],
    [
      'gives results the names of keys',
      `mutation { id: increment(id: "1", by: 3) { id: name value: id steps sum: value } increment: forget(id: "2") { steps: id id: value name } }`,
    ],
  ])('%s', async (_name, query) => {
    const { difference } = await askBoth(graph, { query });
    const { difference: differenceAfterwards } = await askBoth(graph, { query: afterwards });

    expect(difference).toBeNull();
    expect(differenceAfterwards).toBeNull();
  });

  it('takes inputs and conditions from variables', async () => {
    const { difference, gateway } = await askBoth(graph, {
      query: `mutation ($input: Rename!, $note: String, $no: Boolean!) {
        rename(input: $input) { counter { name steps } }
        again: rename(input: { id: "2", details: { note: $note } }) { counter { name } }
        breakDown(id: "1") @include(if: $no) { id }
      }`,
      variables: { input: { id: '1', name: 'New', details: { note: 'n' } }, note: 'm', no: false },
    });
    const { difference: differenceAfterwards } = await askBoth(graph, { query: afterwards });

    expect(difference).toBeNull();
    expect(differenceAfterwards).toBeNull();
    expect(gateway.data).toEqual({
      rename: { counter: { name: 'New n', steps: [] } },
      again: { counter: { name: 'nameless m' } },
    });
  });

  it.each([
    ['returns parts', `mutation { increment(id: "1", by: 5) { value ... @defer(label: "a") { name steps sum } } }`],
    [
      'finishes each root field with its deferred parts before the next begins',
      `mutation {
        a: increment(id: "1") { value ... @defer(label: "a") { steps sum } }
        b: increment(id: "1", by: 2) { ... @defer(label: "b") { value steps ... @defer(label: "c") { sum } } }
        c: increment(id: "1", by: 3) { steps }
      }`,
    ],
    [
      'defers below root fields of different subgraphs',
      `mutation { increment(id: "1") { id ... @defer(label: "a") { steps value } } forget(id: "1") { id ... @defer(label: "b") { value steps } } }`,
    ],
  ])('%s', async (_name, query) => {
    const expected = await graph.askMonolithInParts({ query });
    const { first, later } = await collect(askInParts(graph.url, { query }));
    const { difference: differenceAfterwards } = await askBoth(graph, { query: afterwards });

    expect(first).toEqual(expected.first);
    expect(later).toHaveLength(expected.later.length);
    expect(later).toEqual(expect.arrayContaining([...expected.later]));
    expect(differenceAfterwards).toBeNull();
  });
});
