import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { shop } from './supergraphs/entities.ts';

answersLikeTheMonolith(shop, {
  'joins the fields of two subgraphs for an entity': `{ product(id: "1") { id name price inStock } }`,
  'fetches the key that the client did not select': `{ product(id: "1") { name price } }`,
  'returns null for an unknown entity': `{ product(id: "9") { id name price reviews { text } } }`,
  'keeps nulls in a list of entities': `{ products(ids: ["1", "9", "3"]) { name price(currency: "USD") } }`,
  'returns an empty list': `{ none { name price reviews { author { name } } } }`,
  'starts from any subgraph': `{ cheapest { id name price } newest { name inStock } me { name reviews { text } } }`,
  'walks from subgraph to subgraph and back': `{
    products { name reviews { text author { name reviews { product { name price substitute { name } } } } } }
  }`,
  'returns one entity many times in a list': `{ newest { similar { name price similar { id inStock } } } }`,
  'reaches one entity on several paths with different selections': `{
    product(id: "1") { name }
    cheapest { substitute { price name } }
    reviews { product { inStock reviews { id } } }
  }`,
  'keeps nulls and lists in lists of entities': `{ me { favourites { id name price } } }`,
  'keeps lists in lists of numbers': `{ products { sizes price } }`,
  'returns null for a field that a subgraph does not know': `{ reviews { id author { id name friends { id } } } }`,
  'keeps nulls between people': `{ people { id name reviews { id product { name } } } }`,
  'follows friends': `{ me { friends { friends { friends { name reviews { text } } } } } }`,
  'returns default and given arguments': `{
    product(id: "1") { label price a: label(prefix: "*") b: label(suffix: "!") c: label(prefix: null, suffix: null) usd: price(currency: "USD") }
  }`,
  'takes arguments from variables, and their defaults': {
    query: `query Ask($id: ID! = "2", $prefix: String = "+", $first: Int, $system: System! = IMPERIAL) {
      product(id: $id) { label(prefix: $prefix) reviews(first: $first) { id } dimensions { width unit(system: $system) } }
    }`,
    variables: { prefix: '#', first: 1 },
  },
  'returns __typename at every place': `{
    __typename product(id: "1") { __typename reviews { __typename author { __typename name } } dimensions { __typename unit } }
  }`,
});
