import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { devices, scores } from './supergraphs/interface-objects.ts';

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
