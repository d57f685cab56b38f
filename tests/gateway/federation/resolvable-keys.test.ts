import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { crates } from './supergraphs/resolvable-keys.ts';

answersLikeTheMonolith(crates, {
  're-enters a subgraph by its resolvable key': `{ labelled { heading } }`,
  're-enters it when the client selects parts of other keys': `{ labelled { id heading code { shop shelf } name colour(dark: true) } }`,
  'enters it by its resolvable key': `{ crates { heading colour } }`,
  'enters it after a third subgraph that resolves no key': `{ orders { crate { label heading colour name } crates { heading neighbour { heading } } } }`,
  'computes fields in two subgraphs by the resolvable key of each': `{ archived { note } labelled { note } orders { crate { note } } }`,
  'returns the fields of a subgraph without resolvable keys': `{ orders { crate { label orderedAs { id crate { id } } } } archived { orderedAs { crates { archivedAt } } } }`,
  're-enters a subgraph whose first key is in another entity': `{ lastBox { volume size crate { heading } } boxes { size ... on Case { volume crate { colour } } } }`,
  'lets a client rename parts of keys': `{ labelled { id: heading code: name heading: code { shelf: shop shop: slot } } }`,
});
