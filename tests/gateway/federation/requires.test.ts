import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersLikeTheMonolith, askBoth, refuses } from './answers-like-the-monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { checkedInvoices, exchange, invoices, invoicesFromWithin, parcels } from './supergraphs/requires.ts';

answersLikeTheMonolith(parcels, {
  'passes a required field, with the argument of the field set': `{ parcels { cost } }`,
  'keeps the argument of the client apart from that of the field set': `{
    parcels { price(currency: "EUR") cost(express: true) usd: price(currency: "USD") }
  }`,
  'passes nested fields': `{ parcels { volume size { height } } }`,
  'passes lists of an interface, each item with the fields of its type': `{ parcels { partList } }`,
  'passes a union with its __typename': `{ parcels { contentLabel } }`,
  'passes fields of a third subgraph for an entity': `{ parcels { ownerLabel } }`,
  'begins in the subgraph of the computed fields': `{ shipped { ownerLabel cost partList name volume } }`,
  'computes the same value under any aliases of the inputs': `{
    parcels { price: name weight: price size: weight cost parts: owner { id: name name: id } volume partList ownerLabel }
  }`,
  'computes the same value under any aliases of fields of the inputs': `{
    parcels {
      size { width: height height: width }
      parts { code: __typename ... on Wheel { spokes: code } ... on Frame { material: code } }
      owner { id: name name: id }
      content { ... on Letter { pages: __typename } ... on Wheel { pages: spokes code: __typename } }
      volume partList ownerLabel contentLabel
    }
  }`,
  'returns a computed field under the name of an input': `{ parcels { price: cost weight: volume cost: partList } }`,
  'selects a computed field twice with different arguments': `{ parcels { a: cost b: cost(express: true) cost(express: null) } }`,
  'selects a computed field with a variable': {
    query: `query ($express: Boolean, $currency: String = "USD") { parcel(id: "1") { cost(express: $express) price(currency: $currency) volume } }`,
    variables: { express: true },
  },
  'selects the inputs under a condition that is false': `{ parcels { weight @skip(if: true) size @include(if: false) { width } cost volume } }`,
  'selects a computed field under a condition': {
    query: `query ($yes: Boolean!, $no: Boolean = false) { parcels { cost @include(if: $yes) partList @include(if: $no) ... @skip(if: $no) { volume } } }`,
    variables: { yes: true },
  },
  'selects inputs and outputs of an entity that is reached twice': `{ parcel(id: "1") { owner { name } } parcels { owner { nicknames(first: 1) } ownerLabel } }`,
});

answersLikeTheMonolith(invoices, {
  'follows a chain of requirements over three subgraphs': `{ parcels { invoice } }`,
  'follows the chain when the client selects its links too': `{ parcels { invoice cost load weight name receipt } }`,
  'follows the chain from the other end': `{ billed { invoice due receipt name } }`,
  'follows the chain under any aliases of its links': `{
    parcels { price: name weight: price cost: load load: cost(express: false) invoice: due due: receipt name: invoice }
  }`,
  'selects a field with requirements, under a false condition, beside others of the same subgraph': {
    query: `query ($no: Boolean!) {
      parcels { ship load @include(if: $no) due ... @include(if: $no) { receipt } }
      billed { due invoice @include(if: $no) }
    }`,
    variables: { no: false },
  },
  'follows the chain under conditions': {
    query: `query ($yes: Boolean!, $no: Boolean!) { parcels { invoice @include(if: $yes) cost @include(if: $no) load @skip(if: $yes) ... @include(if: $yes) { receipt } } }`,
    variables: { yes: true, no: false },
  },
});

answersLikeTheMonolith(checkedInvoices, {
  'follows a chain of requirements over four subgraphs': `{ parcels { checked } }`,
  'follows the longer chain when the client selects its links too': `{ parcels { checked invoice cost load weight name receipt due } }`,
  'follows one chain beside another whose condition is false': `{
    parcels { ... @include(if: false) { cost checked } receipt }
  }`,
  'follows the longer chain under any aliases of its links': `{ parcels { invoice: checked checked: name due: cost cost: invoice load: due } }`,
});

/**
 * Operations that Apollo's planner plans wrongly, which the gateway refuses with advice. A wrong answer that looks
 * right would be worse.
 */
const fromWithin = {
  'begins in the subgraph of computed fields that others require': `{ shipped { invoice } }`,
  'begins there when the client selects these fields too': `{ shipped { cost load invoice checked } }`,
  'begins in the middle of the chain': `{ billed { checked } }`,
};
refuses(invoicesFromWithin, 'MISSING_REQUIREMENT', fromWithin);

describe("the planner of Hive Router plans an operation that Apollo's gets wrong, and that", () => {
  let graph: OpenSupergraph;
  beforeAll(async () => {
    graph = await openSupergraph(invoicesFromWithin, { planner: 'hive' });
  });
  afterAll(() => graph.close());

  it.each(Object.entries(fromWithin))('%s', async (_name, query) => {
    const { difference } = await askBoth(graph, { query });

    expect(difference).toBeNull();
  });
});

answersLikeTheMonolith(exchange, {
  'passes one field with the argument of its field set': `{ items { inEuro } }`,
  'passes one field with two different arguments to two fields': `{ items { inEuro inDollar } }`,
  'passes required fields in the subgraph of the computed field': `{ quoted { inDollar inEuro trend history(last: 3) { at } } }`,
  'passes required fields for one entity at several places': `{ items { inEuro } quoted { inDollar } again: items { inDollar trend } }`,
  'passes required fields under separate conditions': {
    query: `query ($euro: Boolean!) { items { inEuro @include(if: $euro) inDollar @skip(if: $euro) } }`,
    variables: { euro: true },
  },
  'keeps the arguments of the client apart from required ones': `{
    items { price(currency: USD) euro: price(currency: EUR) inEuro history { at value } trend }
  }`,
  'keeps all arguments, aliases and variables apart': {
    query: `query ($one: Currency!, $last: Int) {
      items { inDollar price: inEuro a: price(currency: $one) b: price(currency: EUR) trend history: trend x: history(last: $last) { value } inEuro: inDollar }
    }`,
    variables: { one: 'USD', last: 3 },
  },
});
