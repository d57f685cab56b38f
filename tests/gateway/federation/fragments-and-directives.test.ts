import { expect, it } from 'vitest';
import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { library } from './supergraphs/abstract-types.ts';
import { shop } from './supergraphs/entities.ts';

answersLikeTheMonolith(
  shop,
  {
    'spreads a fragment in several places': `
      { product(id: "1") { ...P similar { ...P } } cheapest { ...P } }
      fragment P on Product { name price ...R }
      fragment R on Product { reviews { text author { name } } }`,
    'merges fragments with parts of the same object': `{
      product(id: "1") { ... { name } ... on Product { price reviews { id } } reviews { text author { id } } ... { reviews { author { name } } } }
    }`,
    'skips and includes with literals': `{
      product(id: "1") { name @skip(if: true) price @include(if: true) id @include(if: false) inStock @skip(if: false) @include(if: true) }
    }`,
    'skips and includes with variables and their defaults': {
      query: `query ($yes: Boolean!, $no: Boolean = false, $both: Boolean! = true) {
        me @skip(if: $no) { name @include(if: $yes) reviews @include(if: $no) { id } }
        cheapest @include(if: $no) { name }
        products { price @include(if: $both) @skip(if: $no) name @include(if: $both) @skip(if: $yes) ... @include(if: $yes) { inStock } }
      }`,
      variables: { yes: true },
    },
    'skips fragments, named and inline, with their content': {
      query: `query ($yes: Boolean!, $no: Boolean!) {
        ...Root @include(if: $yes)
        ... @include(if: $no) { none { id } }
        product(id: "1") { ...A @skip(if: $yes) ...B @skip(if: $no) ... on Product @include(if: $yes) { label ... @include(if: $no) { price } } }
      }
      fragment Root on Query { newest { ...B } }
      fragment A on Product { inStock }
      fragment B on Product { price @include(if: $yes) substitute { ...A name @skip(if: $yes) } }`,
      variables: { yes: true, no: false },
    },
    'returns an object without fields if all of them are skipped': {
      query: `query ($yes: Boolean!) { product(id: "1") { name @skip(if: $yes) price @skip(if: $yes) } me @skip(if: $yes) { id } }`,
      variables: { yes: true },
    },
    'returns an empty object if all root fields are skipped': `{ me @skip(if: true) { id } ... @include(if: false) { newest { price } } }`,
    'selects one field with and without a condition': {
      query: `query ($no: Boolean!) { product(id: "1") { name name @include(if: $no) price @include(if: $no) price ... @include(if: $no) { reviews { id text } } reviews { id } } }`,
      variables: { no: false },
    },
    'includes a field in one branch of two': {
      query: `query ($a: Boolean!) { products { ... @include(if: $a) { x: price } ... @skip(if: $a) { x: price inStock } } }`,
      variables: { a: false },
    },
    'orders fields as if skipped fields did not exist': {
      query: `query ($no: Boolean!) {
        ...F @include(if: $no) __typename people { id } me { name @skip(if: true) id name }
        products { ... @include(if: $no) { price } name price }
      }
      fragment F on Query { me { name id } }`,
      variables: { no: false },
    },
    'chooses one of several operations': {
      query: `query A { me { name } } query B($id: ID!) { product(id: $id) { price } }`,
      operationName: 'B',
      variables: { id: '3' },
    },
    'returns introspection beside data': `{
      __schema { queryType { name } types { name kind } }
      product(id: "1") { name price }
      __type(name: "Product") { name fields { name type { name kind ofType { name } } args { name defaultValue } } }
      __typename
    }`,
    'returns only introspection': `{ __type(name: "Nothing") { name } i: __type(name: "System") { enumValues { name } } t: __typename }`,
  },
  (graph) => {
    it('sends a subgraph no request for skipped fields', async () => {
      const asked: string[] = [];
      const stop = graph().onSubgraphRequest(({ subgraph }) => asked.push(subgraph));

      await graph().askGateway({
        query: `query ($no: Boolean!) { me @include(if: $no) { name } cheapest { price name @include(if: $no) ... @include(if: $no) { reviews { id } } } }`,
        variables: { no: false },
      });

      stop();
      expect(asked).toEqual(['prices']);
    });
  },
);

answersLikeTheMonolith(library, {
  'skips fragments on types of an interface': {
    query: `
      query ($yes: Boolean!, $no: Boolean = false) {
        media { ... on Book @include(if: $yes) { pages s: score } ... on Film @include(if: $no) { minutes } ...Rated @skip(if: $no) title @skip(if: $yes) }
        search { ...Found @include(if: $yes) }
      }
      fragment Rated on Rated { score(scale: 1) ... on Film { verdict } }
      fragment Found on SearchResult { __typename ... on Person { name @include(if: $yes) } ... on Media { title @include(if: $no) } }`,
    variables: { yes: true },
  },
});
