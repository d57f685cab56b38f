import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersLikeTheMonolith, refuses } from './answers-like-the-monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { bareNodes, devices, heldNodes, scores } from './supergraphs/interface-objects.ts';

answersLikeTheMonolith(scores, {
  'adds a field to all types of an interface': `{ media { title score } }`,
  'adds a field to one type': `{ book(id: "b1") { pages score(scale: 2) } }`,
  'adds a field to members of a union': `{ either { ... on Film { score minutes } ... on Media { fans { name } } } }`,
  'fetches the types of objects that a subgraph knows by the interface': `{ best { __typename } ranked { __typename id score } }`,
  'fetches the fields of the types of objects that a subgraph knows by the interface': `{
    ranked { score ... on Book { pages shelf } ... on Film { minutes basedOn { title score } } }
  }`,
  'returns fields of the subgraph itself without the types': `{ best { id score fans { id } } }`,
  'fetches a field of the interface from the other subgraph': `{ best { title } ranked { title } }`,
  'computes a field from a field of the interface': `{ media { headline } ranked { headline title } book(id: "b2") { headline } }`,
  'computes the same value under any alias of the input': `{ media { title: headline id: score } best { title: id headline id: title } }`,
  'goes to the other subgraph and back': `{ fans { loves { title ... on Book { shelf fans { name bought { shelf score } } } } } }`,
  'starts at a type in a third subgraph': `{ soldOut { shelf score title headline __typename } }`,
  'selects only the type, under other names': `{ best { id: __typename score: __typename } ranked { kind: __typename score } }`,
  'selects fields of a type that the object is not of': `{ best { ... on Book { pages score } } ranked { ... on Film { score } } }`,
  'returns an object without fields if all of them are skipped': `{
    best { score @skip(if: true) } ranked { ... on Film @include(if: false) { minutes } }
  }`,
  'selects members of a union where the subgraph knows the interface': `{
    ranked { ... on BookOrFilm { __typename ... on Book { shelf } } fans { id } }
  }`,
  'selects fields under conditions': {
    query: `query ($yes: Boolean!, $no: Boolean!) { best { score @include(if: $no) ... on Film @include(if: $yes) { minutes } __typename @skip(if: $no) } media { ... @include(if: $yes) { score } } }`,
    variables: { yes: true, no: false },
  },
});

answersLikeTheMonolith(devices, {
  'adds fields of two subgraphs to one interface': `{ devices { id years note room { name } } }`,
  'goes from one object to the other through the interface': `{ expired { years note(about: "it") room { name } } }`,
  'fetches types from either side': `{ expired { __typename ... on Lamp { watts } } rooms { devices { __typename years ... on Phone { number } } main { years } } }`,
  'goes round': `{ rooms { devices { ... on Phone { paired { room { main { serial { number } years __typename } } } } } } }`,
  'lets a client rename keys of the interface': `{ devices { id: note serial: years years: id note: serial { maker: number number: maker } } expired { serial: note id: years } }`,
  'returns an empty list': `{ devices(ids: []) { years room { name } } rooms { name main { id } } }`,
});

answersLikeTheMonolith(heldNodes, {
  'returns the fields that a subgraph gives with its objects': `{ noted { id note next { note } } }`,
  'fetches the fields elsewhere if the subgraph has no resolvable key': `{ nodes { note archivedAt next { note name } } big { note size } }`,
  'fetches the types of objects that such a subgraph gives': `{ noted { __typename note name archivedAt ... on Big { size } next { __typename } } }`,
  'returns fields of such a subgraph in fragments on types': `{ noted { ... on Big { note size } ... on Small { id x: note archivedAt } } }`,
  'returns them in nested fragments': `{ archived { next { ...F } } noted { ...F next { ... on Small { x: note next { ...F } } } } } fragment F on Big { note }`,
  'continues from one such object to the other': `{ archived { note next { archivedAt name } } noted { next { archivedAt } } }`,
});

// A monolith has no objects of an interface without types.
describe.each(['apollo', 'hive'] as const)('an interface without types, planned by %s', (planner) => {
  let graph: OpenSupergraph;
  let asked: string[] = [];
  beforeAll(async () => {
    graph = await openSupergraph(bareNodes, { planner });
    graph.onSubgraphRequest(({ subgraph }) => asked.push(subgraph));
  });
  afterAll(() => graph.close());

  it.each([
    [`{ b { id field } }`, { b: { id: 'one', field: 'one' } }],
    [
      `{ b { x: field(upper: true) ... on Node { id } ...More } } fragment More on Node { field }`,
      { b: { x: 'ONE', id: 'one', field: 'one' } },
    ],
    [`{ holder { node { id next { field } } } }`, { holder: { node: { id: 'two', next: { field: 'one' } } } }],
    [`{ b { id @skip(if: true) } }`, { b: {} }],
    [`mutation { touch { id next { id } } }`, { touch: { id: 'two', next: { id: 'one' } } }],
  ])('is answered by the subgraph that knows its objects: %s', async (query, data) => {
    asked = [];

    const answer = await graph.askGateway({ query });

    expect(answer).toEqual({ data });
    expect(asked).toEqual(['b']);
  });

  it('reports the errors of that subgraph at their places', async () => {
    const answer = await graph.askGateway({ query: `{ list { id must } failing { must } }` });

    expect(answer.data).toEqual({
      list: [{ id: 'two', must: 1 }, null, { id: 'one', must: 1 }, null],
      failing: null,
    });
    expect(answer.errors).toMatchObject([
      { message: 'out of order', path: ['list', 3, 'must'] },
      { message: 'out of order', path: ['failing', 1, 'must'] },
    ]);
  });
});

refuses(bareNodes, 'FIELD_NOT_AVAILABLE', {
  'selects a field where no subgraph can give it': `{ a { field } }`,
  'selects such a field beside others': `{ b { id field } a { id field } }`,
  'selects such a field in a list': `{ all { ... on Node { next { id } } } }`,
  'selects the type of an object that is known by an interface only': `{ b { __typename } }`,
  'selects the type of such an object further down': `{ holder { node { next { id __typename } } } }`,
});
