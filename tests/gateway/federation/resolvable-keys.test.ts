import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { crates } from './supergraphs/resolvable-keys.ts';

answersLikeTheMonolith(crates, {
  're-enters a subgraph by the key that it resolves': `{ labelled { heading } }`,
  're-enters it when the client asks for parts of other keys': `{ labelled { id heading code { shop shelf } name colour(dark: true) } }`,
  'enters it by the key that it resolves': `{ crates { heading colour } }`,
  'enters it after a third subgraph that resolves nothing': `{ orders { crate { label heading colour name } crates { heading neighbour { heading } } } }`,
  'computes in two subgraphs by the key that each resolves': `{ archived { note } labelled { note } orders { crate { note } } }`,
  'answers what a subgraph gives where it resolves nothing': `{ orders { crate { label orderedAs { id crate { id } } } } archived { orderedAs { crates { archivedAt } } } }`,
  're-enters where the first key is in another entity': `{ lastBox { volume size crate { heading } } boxes { size ... on Case { volume crate { colour } } } }`,
  'lets a client rename parts of keys': `{ labelled { id: heading code: name heading: code { shelf: shop shop: slot } } }`,
});
