import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differenceInParts } from './answers-in-parts.ts';
import type { OperationRequest } from './monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import type { SupergraphCase } from './supergraph-case.ts';
import { library } from './supergraphs/abstract-types.ts';
import { shop } from './supergraphs/entities.ts';
import { faults } from './supergraphs/errors.ts';
import { scores } from './supergraphs/interface-objects.ts';

function answersInParts(
  supergraphCase: SupergraphCase,
  operations: Readonly<Record<string, string | OperationRequest>>,
): void {
  describe(`the gateway over ${supergraphCase.name}`, () => {
    let graph: OpenSupergraph;
    beforeAll(async () => {
      graph = await openSupergraph(supergraphCase);
    });
    afterAll(() => graph.close());

    it.each(Object.entries(operations))('%s', async (_name, operation) => {
      const request = typeof operation === 'string' ? { query: operation } : operation;

      expect(await differenceInParts(graph, request)).toEqual({ difference: null, outcome: 'in parts' });
    });
  });
}

answersInParts(shop, {
  'defers what another subgraph knows': `{ product(id: "1") { name ... @defer { price } } }`,
  'defers what the same subgraph knows': `{ product(id: "1") { id ... @defer(label: "name") { name } } }`,
  'defers at the root': `{ me { name } ... @defer(label: "root") { newest { name price } } }`,
  'defers all of an object': `{ product(id: "1") { ... @defer { name price } } }`,
  'defers all there is': `{ ... @defer { product(id: "1") { name price } } }`,
  'defers in lists, and in lists of lists': `{ products { id ... @defer(label: "price") { price } } me { favourites { name ... @defer(label: "favourite") { price } } } }`,
  'adds nothing to what is null or not there': `{ product(id: "9") { id ... @defer { price } } products(ids: ["1", "9"]) { ... @defer(label: "x") { name } } none { ... @defer(label: "y") { name } } }`,
  'defers within what is deferred': `{ product(id: "1") { name ... @defer(label: "a") { price reviews { id ... @defer(label: "b") { text author { name ... @defer(label: "c") { friends { name } } } } } } } }`,
  'defers the whole of what is deferred once more': `{ product(id: "1") { ... @defer(label: "a") { ... @defer(label: "b") { price } } } }`,
  'defers several fragments of one object': `{ product(id: "1") { id ... @defer(label: "a") { price } ... @defer(label: "b") { reviews { text } } ... @defer(label: "c") { dimensions { unit } } } }`,
  'defers what it gave already': `{ product(id: "1") { name price ... @defer { name price inStock } } }`,
  'defers parts of what it gave already': `{ product(id: "1") { reviews { id } ... @defer { reviews { text author { name } } similar { price } } similar { name } } }`,
  'defers what is no entity': `{ products { dimensions { width ... @defer(label: "unit") { unit(system: IMPERIAL) } } } }`,
  'defers named fragments, also where they are spread again': `
    query { product(id: "1") { ...Priced @defer(label: "priced") similar { ...Reviewed } } cheapest { ...Reviewed name } }
    fragment Priced on Product { price substitute { name ...Reviewed } }
    fragment Reviewed on Product { id reviews { id ...Text @defer(label: "text") } }
    fragment Text on Review { text }`,
  'gives at once what a fragment selects that is spread both in what is deferred and outside of it, in either order': `
    query { a: product(id: "1") { ... @defer(label: "a") { ...Named } ...Named } b: product(id: "2") { ...Named ... @defer(label: "b") { ...Named price } } }
    fragment Named on Product { name constructor: price }`,
  'defers within a fragment that is spread both in what is deferred and outside of it': `
    query { product(id: "1") { ...Alike ... @defer(label: "again") { ... on Product { ...Alike } } } }
    fragment Alike on Product { similar { id ... @defer(label: "name") { name } } }`,
  'calls deferred fields as the client does': `{ a: product(id: "1") { id: name ... @defer { name: price price: name x: label(prefix: "*") } } b: product(id: "2") { id: price ... @defer(label: "b") { name: id label } } }`,
  'answers __typename in what is deferred': `{ product(id: "1") { __typename ... @defer { __typename t: __typename reviews { __typename } } } ... @defer { __typename } }`,
  'answers introspection that is deferred': `{ me { id } ... @defer { __type(name: "Product") { name } } }`,
  'takes the decision to defer from a variable': {
    query: `query ($yes: Boolean!, $no: Boolean!, $usually: Boolean! = true) {
      product(id: "1") {
        ... @defer(if: $yes, label: "yes") { price } ... @defer(if: $no, label: "no") { inStock } ... @defer(if: $usually, label: "usually") { name }
        ... @defer(if: false) { id } ... @defer(if: true, label: "true") { reviews { id } }
      }
    }`,
    variables: { yes: true, no: false },
  },
  'skips and includes in what is deferred, and what is deferred': {
    query: `query ($yes: Boolean!, $no: Boolean!) {
      product(id: "1") {
        ... @defer(label: "a") { name @skip(if: $yes) price @include(if: $yes) } ... @defer(label: "b") @include(if: $no) { inStock }
        ... @defer(label: "c") @skip(if: $no) { id ... @include(if: $no) { label } } ... @defer(label: "d") { reviews { id @skip(if: $yes) } }
      }
    }`,
    variables: { yes: true, no: false },
  },
  'takes arguments in what is deferred from variables': {
    query: `query ($prefix: String, $first: Int = 1) { product(id: "1") { ... @defer { label(prefix: $prefix) reviews(first: $first) { id } } } }`,
    variables: { prefix: '#' },
  },
});

answersInParts(library, {
  'defers fragments on types of an interface': `{
    media { __typename ... on Book @defer(label: "book") { title score } ... on Film @defer(label: "film") { title minutes } }
  }`,
  'defers fragments on interfaces, and below them on types': `{
    media { ... on Media @defer(label: "media") { title ... on Book @defer(label: "book") { pages } } ... on Book { ... @defer(label: "inner") { score } } }
  }`,
  'defers members of unions': `{ search { __typename ... on Media @defer(label: "media") { title } ... on Person @defer(label: "person") { name } ... @defer(label: "any") { __typename } } }`,
  'waits for what comes at once where the planner names a fetch that it dropped': `{
    media { ... on Rated @defer(label: "rated") { __typename } id }
    authors { works {
      ... on Media @defer(label: "media") { __typename }
      ... on Book { ... on Work @defer(label: "work") { ... on Book @defer(label: "book") { first: id } } }
    } }
  }`,
});

answersInParts(scores, {
  'defers other fields of one entity in two fragments': `{ ranked { ... on BookOrFilm @defer(label: "both") { __typename
    ... on Book @defer(label: "book") { media: fans { name } shelf }
    ... on Media @defer(label: "media") { fans { id fans: name name } } } } }`,
  'requires nothing of one type that only a deferred fragment gives, though it is required of another': `{
    either { ... on Book { headline } ... on Film { score } ... on Film @defer(label: "headline") { headline } }
  }`,
  'asks nothing about objects of types that a deferred fragment is not on': `{ media { ... on Book @defer(label: "headline") { headline } } }`,
});

answersInParts(faults, {
  'explains nulls in the part in which they are': `{ item(id: "2") { id name ... @defer { rating amount } } fine }`,
  'nulls a deferred part, and nothing above it': `{ strict { name ... @defer(label: "score") { score } ... @defer(label: "must") { must } } fine }`,
  'nulls in a part up to what may be null': `{ items { id ... @defer { next { must score } place { row } } } }`,
  'sends no parts for what became null': `{ strict { name score ... @defer { rating } } fine }`,
  'sends no parts for what is in a part that became null': `{ items { id ... @defer(label: "a") { score next { id ... @defer(label: "b") { name rating } } } } }`,
  'has the errors of one entity at each of its places, in each part': `{ a: item(id: "2") { id ... @defer(label: "a") { rating } } b: item(id: "2") { rating ... @defer(label: "b") { name } } items { id ... @defer(label: "c") { amount } } }`,
  'explains deferred root fields that fail': `{ fine ... @defer(label: "a") { broken { id } } ... @defer(label: "b") { mustWork fine } }`,
  'explains errors in lists in what is deferred': `{ items { ... @defer { tags codes votes { by weight } parts { exact } } } rated { id ... @defer(label: "rated") { rating rival { name } } } }`,
});
