import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { faults } from './supergraphs/errors.ts';

answersLikeTheMonolith(faults, {
  'reports the error of a field that throws': `{ items { id name } }`,
  'reports the error of a field that throws in a second subgraph': `{ items { id rating amount } }`,
  'reports no error for a field that a subgraph does not know': `{ item(id: "4") { name rating amount votes { weight } } }`,
  'nulls an entity without a required field, with an error': `{ item(id: "4") { name score } items { id place { row } } }`,
  'propagates a null to the nearest nullable parent': `{ item(id: "2") { id must } again: item(id: "1") { next { must } name } }`,
  'nulls a list with a null in place of a non-null item': `{ lenient { name score } fine }`,
  'nulls the whole answer if no field above is nullable': `{ strict { name score } fine }`,
  'nulls the whole answer if a non-null root field fails': `{ fine mustWork items { id rating } }`,
  'returns the rest if a nullable root field fails': `{ fine broken { id score } items { id score } }`,
  'reports errors in lists of scalars': `{ items { tags codes grid } }`,
  'reports an error for a null that the schema of the subgraph forbids': `{ item(id: "3") { must } other: item(id: "3") { score } third: item(id: "3") { place { row } } }`,
  'reports errors in objects in lists': `{ items { parts { size exact } part { exact item { name rating } } } }`,
  'reports errors in objects of a second subgraph': `{ items { votes { by weight } place { row } } }`,
  'reports the error of an item that could not be read': `{ rated { id name rating rival { name score } } }`,
  'reports errors under the names of the client': `{
    a: items { name: rating rating: name x: amount } b: items { votes { weight: by } } id: broken { id }
  }`,
  'propagates nulls through a chain of subgraphs': `{ best { next { next { next { score } } } rival { place { row } amount } } }`,
  'propagates nulls in members of unions': `{ items { wheel { ... on Item { name score } ... on Part { size item { must } } } } }`,
  'nulls an object whose non-null item fails': `{ holder { item { must } items { name } } }`,
  'nulls only the non-nullable place of an entity that is reached twice': `{ a: item(id: "2") { id } b: item(id: "2") { must } c: item(id: "2") { score } d: item(id: "2") { name rating } }`,
  'leaves out a failing field whose condition is false': {
    query: `query ($no: Boolean!) { item(id: "2") { id must @include(if: $no) ... @include(if: $no) { score } rating @skip(if: $no) } }`,
    variables: { no: false },
  },
  'reports an error for each place of the same entity': `{ items { next { rating } } item(id: "1") { next { rating amount } } lenient { rating } }`,
  'reports errors for aliases of one failing field': `{ item(id: "2") { a: rating b: rating v: votes(from: 1) { by } w: votes { weight } } }`,
});
