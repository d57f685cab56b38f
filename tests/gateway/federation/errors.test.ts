import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { faults } from './supergraphs/errors.ts';

answersLikeTheMonolith(faults, {
  'explains the null of a field that throws': `{ items { id name } }`,
  'explains the null of a field that throws in a second subgraph': `{ items { id rating amount } }`,
  'has no error for what a subgraph does not know': `{ item(id: "4") { name rating amount votes { weight } } }`,
  'nulls an entity of which a needed field is not known, and explains it': `{ item(id: "4") { name score } items { id place { row } } }`,
  'nulls up to the nearest nullable parent': `{ item(id: "2") { id must } again: item(id: "1") { next { must } name } }`,
  'nulls a list of which an item must not be null': `{ lenient { name score } fine }`,
  'nulls the whole answer when nothing above may be null': `{ strict { name score } fine }`,
  'nulls the whole answer when a root field fails that must not': `{ fine mustWork items { id rating } }`,
  'answers the rest when a root field fails that may': `{ fine broken { id score } items { id score } }`,
  'explains nulls in lists of scalars': `{ items { tags codes grid } }`,
  'explains a null that the subgraph must not have given': `{ item(id: "3") { must } other: item(id: "3") { score } third: item(id: "3") { place { row } } }`,
  'explains nulls in objects in lists': `{ items { parts { size exact } part { exact item { name rating } } } }`,
  'explains nulls in objects that a second subgraph gives': `{ items { votes { by weight } place { row } } }`,
  'explains an item that could not be read': `{ rated { id name rating rival { name score } } }`,
  'explains errors under the names that the client gave': `{
    a: items { name: rating rating: name x: amount } b: items { votes { weight: by } } id: broken { id }
  }`,
  'nulls through a chain of subgraphs': `{ best { next { next { next { score } } } rival { place { row } amount } } }`,
  'nulls in members of unions': `{ items { wheel { ... on Item { name score } ... on Part { size item { must } } } } }`,
  'nulls what must not be null in an object whose item fails': `{ holder { item { must } items { name } } }`,
  'nulls only what must be when one entity is reached twice': `{ a: item(id: "2") { id } b: item(id: "2") { must } c: item(id: "2") { score } d: item(id: "2") { name rating } }`,
  'keeps a failing field out when its condition is false': {
    query: `query ($no: Boolean!) { item(id: "2") { id must @include(if: $no) ... @include(if: $no) { score } rating @skip(if: $no) } }`,
    variables: { no: false },
  },
  'has an error for each place of the same entity': `{ items { next { rating } } item(id: "1") { next { rating amount } } lenient { rating } }`,
  'has errors for aliases of one failing field': `{ item(id: "2") { a: rating b: rating v: votes(from: 1) { by } w: votes { weight } } }`,
});
