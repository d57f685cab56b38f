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
  'defers fields of another subgraph': `{ product(id: "1") { name ... @defer { price } } }`,
  'defers fields of the same subgraph': `{ product(id: "1") { id ... @defer(label: "name") { name } } }`,
  'defers root fields': `{ me { name } ... @defer(label: "root") { newest { name price } } }`,
  'defers all fields of an object': `{ product(id: "1") { ... @defer { name price } } }`,
  'defers the whole operation': `{ ... @defer { product(id: "1") { name price } } }`,
  'defers in lists, and in lists of lists': `{ products { id ... @defer(label: "price") { price } } me { favourites { name ... @defer(label: "favourite") { price } } } }`,
  'adds nothing to a null or missing object': `{ product(id: "9") { id ... @defer { price } } products(ids: ["1", "9"]) { ... @defer(label: "x") { name } } none { ... @defer(label: "y") { name } } }`,
  'defers within a deferral': `{ product(id: "1") { name ... @defer(label: "a") { price reviews { id ... @defer(label: "b") { text author { name ... @defer(label: "c") { friends { name } } } } } } } }`,
  'defers the whole content of a deferral again': `{ product(id: "1") { ... @defer(label: "a") { ... @defer(label: "b") { price } } } }`,
  'defers several fragments of one object': `{ product(id: "1") { id ... @defer(label: "a") { price } ... @defer(label: "b") { reviews { text } } ... @defer(label: "c") { dimensions { unit } } } }`,
  'defers fields that are also immediate': `{ product(id: "1") { name price ... @defer { name price inStock } } }`,
  'defers fields that are partly immediate': `{ product(id: "1") { reviews { id } ... @defer { reviews { text author { name } } similar { price } } similar { name } } }`,
  'defers fields of an object that is no entity': `{ products { dimensions { width ... @defer(label: "unit") { unit(system: IMPERIAL) } } } }`,
  'defers named fragments, also where they are spread again': `
    query { product(id: "1") { ...Priced @defer(label: "priced") similar { ...Reviewed } } cheapest { ...Reviewed name } }
    fragment Priced on Product { price substitute { name ...Reviewed } }
    fragment Reviewed on Product { id reviews { id ...Text @defer(label: "text") } }
    fragment Text on Review { text }`,
  'returns at once a fragment that is spread inside and outside of a deferral, in either order': `
    query { a: product(id: "1") { ... @defer(label: "a") { ...Named } ...Named } b: product(id: "2") { ...Named ... @defer(label: "b") { ...Named price } } }
    fragment Named on Product { name constructor: price }`,
  'defers within a fragment that is spread inside and outside of a deferral': `
    query { product(id: "1") { ...Alike ... @defer(label: "again") { ... on Product { ...Alike } } } }
    fragment Alike on Product { similar { id ... @defer(label: "name") { name } } }`,
  "uses the client's names for deferred fields": `{ a: product(id: "1") { id: name ... @defer { name: price price: name x: label(prefix: "*") } } b: product(id: "2") { id: price ... @defer(label: "b") { name: id label } } }`,
  'returns a deferred __typename': `{ product(id: "1") { __typename ... @defer { __typename t: __typename reviews { __typename } } } ... @defer { __typename } }`,
  'returns deferred introspection': `{ me { id } ... @defer { __type(name: "Product") { name } } }`,
  'takes the condition of a deferral from a variable': {
    query: `query ($yes: Boolean!, $no: Boolean!, $usually: Boolean! = true) {
      product(id: "1") {
        ... @defer(if: $yes, label: "yes") { price } ... @defer(if: $no, label: "no") { inStock } ... @defer(if: $usually, label: "usually") { name }
        ... @defer(if: false) { id } ... @defer(if: true, label: "true") { reviews { id } }
      }
    }`,
    variables: { yes: true, no: false },
  },
  'skips and includes fields of a deferral, and deferrals': {
    query: `query ($yes: Boolean!, $no: Boolean!) {
      product(id: "1") {
        ... @defer(label: "a") { name @skip(if: $yes) price @include(if: $yes) } ... @defer(label: "b") @include(if: $no) { inStock }
        ... @defer(label: "c") @skip(if: $no) { id ... @include(if: $no) { label } } ... @defer(label: "d") { reviews { id @skip(if: $yes) } }
      }
    }`,
    variables: { yes: true, no: false },
  },
  'takes arguments of deferred fields from variables': {
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
  'waits for immediate data where the planner names a fetch that it dropped': `{
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
  'requires no field of one type that only a deferred fragment on another type gives': `{
    either { ... on Book { headline } ... on Film { score } ... on Film @defer(label: "headline") { headline } }
  }`,
  'fetches nothing for objects of types that a deferred fragment does not cover': `{ media { ... on Book @defer(label: "headline") { headline } } }`,
});

answersInParts(faults, {
  'reports errors in the part that has their nulls': `{ item(id: "2") { id name ... @defer { rating amount } } fine }`,
  'propagates a null to the root of a deferred part, and no further': `{ strict { name ... @defer(label: "score") { score } ... @defer(label: "must") { must } } fine }`,
  'propagates a null in a part to the nearest nullable field': `{ items { id ... @defer { next { must score } place { row } } } }`,
  'sends no part for an object that became null': `{ strict { name score ... @defer { rating } } fine }`,
  'sends no nested part for an object that became null in a part': `{ items { id ... @defer(label: "a") { score next { id ... @defer(label: "b") { name rating } } } } }`,
  'reports the errors of an entity at each of its places, in each part': `{ a: item(id: "2") { id ... @defer(label: "a") { rating } } b: item(id: "2") { rating ... @defer(label: "b") { name } } items { id ... @defer(label: "c") { amount } } }`,
  'reports errors of deferred root fields': `{ fine ... @defer(label: "a") { broken { id } } ... @defer(label: "b") { mustWork fine } }`,
  'reports errors in deferred lists': `{ items { ... @defer { tags codes votes { by weight } parts { exact } } } rated { id ... @defer(label: "rated") { rating rival { name } } } }`,
});
