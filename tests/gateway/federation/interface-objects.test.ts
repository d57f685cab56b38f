import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersLikeTheMonolith, refuses } from './answers-like-the-monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { bareNodes, devices, heldNodes, scores } from './supergraphs/interface-objects.ts';

answersLikeTheMonolith(scores, {
  'adds a field to all types of an interface': `{ media { title score } }`,
  'adds a field to one type': `{ book(id: "b1") { pages score(scale: 2) } }`,
  'adds a field to members of a union': `{ either { ... on Film { score minutes } ... on Media { fans { name } } } }`,
  'finds the types of what the subgraph knows as an object': `{ best { __typename } ranked { __typename id score } }`,
  'finds the fields of the types of what the subgraph knows as an object': `{
    ranked { score ... on Book { pages shelf } ... on Film { minutes basedOn { title score } } }
  }`,
  'answers what the subgraph itself knows without the types': `{ best { id score fans { id } } }`,
  'answers a field of the interface from the other subgraph': `{ best { title } ranked { title } }`,
  'computes from a field of the interface': `{ media { headline } ranked { headline title } book(id: "b2") { headline } }`,
  'computes the same whatever the client calls the input': `{ media { title: headline id: score } best { title: id headline id: title } }`,
  'goes to and fro': `{ fans { loves { title ... on Book { shelf fans { name bought { shelf score } } } } } }`,
  'starts at a type in a third subgraph': `{ soldOut { shelf score title headline __typename } }`,
  'asks nothing but the type, under other names': `{ best { id: __typename score: __typename } ranked { kind: __typename score } }`,
  'asks for a type that the object is not of': `{ best { ... on Book { pages score } } ranked { ... on Film { score } } }`,
  'answers an object without fields when all of them are skipped': `{
    best { score @skip(if: true) } ranked { ... on Film @include(if: false) { minutes } }
  }`,
  'asks for members of a union where the subgraph knows objects': `{
    ranked { ... on BookOrFilm { __typename ... on Book { shelf } } fans { id } }
  }`,
  'asks under conditions': {
    query: `query ($yes: Boolean!, $no: Boolean!) { best { score @include(if: $no) ... on Film @include(if: $yes) { minutes } __typename @skip(if: $no) } media { ... @include(if: $yes) { score } } }`,
    variables: { yes: true, no: false },
  },
});

answersLikeTheMonolith(devices, {
  'adds fields of two subgraphs to one interface': `{ devices { id years note room { name } } }`,
  'goes from one object to the other over the interface': `{ expired { years note(about: "it") room { name } } }`,
  'finds types from either side': `{ expired { __typename ... on Lamp { watts } } rooms { devices { __typename years ... on Phone { number } } main { years } } }`,
  'goes round': `{ rooms { devices { ... on Phone { paired { room { main { serial { number } years __typename } } } } } } }`,
  'lets a client rename keys of the interface': `{ devices { id: note serial: years years: id note: serial { maker: number number: maker } } expired { serial: note id: years } }`,
  'answers an empty list': `{ devices(ids: []) { years room { name } } rooms { name main { id } } }`,
});

answersLikeTheMonolith(heldNodes, {
  'answers what a subgraph knows of what it gives': `{ noted { id note next { note } } }`,
  'finds the fields elsewhere where the subgraph is not resolved': `{ nodes { note archivedAt next { note name } } big { note size } }`,
  'finds the types of what it gives': `{ noted { __typename note name archivedAt ... on Big { size } next { __typename } } }`,
  'goes on from one to the other': `{ archived { note next { archivedAt name } } noted { next { archivedAt } } }`,
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

  it('has the errors of that subgraph at their places', async () => {
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
  'asks for a field where no subgraph can give it': `{ a { field } }`,
  'asks for it beside what can be given': `{ b { id field } a { id field } }`,
  'asks for it in a list': `{ all { ... on Node { next { id } } } }`,
  'asks for the type of what is known by an interface only': `{ b { __typename } }`,
  'asks for the type of it further down': `{ holder { node { next { id __typename } } } }`,
});
