import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersLikeTheMonolith, askBoth, refuses } from './answers-like-the-monolith.ts';
import { openSupergraph, type OpenSupergraph } from './open-supergraph.ts';
import { checkedInvoices, exchange, invoices, invoicesFromWithin, parcels } from './supergraphs/requires.ts';

answersLikeTheMonolith(parcels, {
  'brings a subgraph what it requires, with the argument of the field set': `{ parcels { cost } }`,
  'keeps the argument of the client apart from that of the field set': `{
    parcels { price(currency: "EUR") cost(express: true) usd: price(currency: "USD") }
  }`,
  'brings nested fields': `{ parcels { volume size { height } } }`,
  'brings lists of an interface, each item with the fields of its type': `{ parcels { partList } }`,
  'brings a union with its __typename': `{ parcels { contentLabel } }`,
  'brings what a third subgraph knows of an entity': `{ parcels { ownerLabel } }`,
  'starts where the fields are computed': `{ shipped { ownerLabel cost partList name volume } }`,
  'computes the same whatever the client calls the inputs': `{
    parcels { price: name weight: price size: weight cost parts: owner { id: name name: id } volume partList ownerLabel }
  }`,
  'computes the same whatever the client calls the fields of the inputs': `{
    parcels {
      size { width: height height: width }
      parts { code: __typename ... on Wheel { spokes: code } ... on Frame { material: code } }
      owner { id: name name: id }
      content { ... on Letter { pages: __typename } ... on Wheel { pages: spokes code: __typename } }
      volume partList ownerLabel contentLabel
    }
  }`,
  'answers a computed field under the name of an input': `{ parcels { price: cost weight: volume cost: partList } }`,
  'asks a computed field twice with different arguments': `{ parcels { a: cost b: cost(express: true) cost(express: null) } }`,
  'asks a computed field with a variable': {
    query: `query ($express: Boolean, $currency: String = "USD") { parcel(id: "1") { cost(express: $express) price(currency: $currency) volume } }`,
    variables: { express: true },
  },
  'asks the inputs under a condition that is false': `{ parcels { weight @skip(if: true) size @include(if: false) { width } cost volume } }`,
  'asks a computed field under a condition': {
    query: `query ($yes: Boolean!, $no: Boolean = false) { parcels { cost @include(if: $yes) partList @include(if: $no) ... @skip(if: $no) { volume } } }`,
    variables: { yes: true },
  },
  'asks for inputs and outputs of an entity reached twice': `{ parcel(id: "1") { owner { name } } parcels { owner { nicknames(first: 1) } ownerLabel } }`,
});

answersLikeTheMonolith(invoices, {
  'goes a chain of requirements over three subgraphs': `{ parcels { invoice } }`,
  'goes the chain when the client asks for its links too': `{ parcels { invoice cost load weight name receipt } }`,
  'goes the chain from the other end': `{ billed { invoice due receipt name } }`,
  'goes the chain whatever the client calls its links': `{
    parcels { price: name weight: price cost: load load: cost(express: false) invoice: due due: receipt name: invoice }
  }`,
  'asks for one that requires, under a condition that is false, beside others of the same subgraph': {
    query: `query ($no: Boolean!) {
      parcels { ship load @include(if: $no) due ... @include(if: $no) { receipt } }
      billed { due invoice @include(if: $no) }
    }`,
    variables: { no: false },
  },
  'goes the chain under conditions': {
    query: `query ($yes: Boolean!, $no: Boolean!) { parcels { invoice @include(if: $yes) cost @include(if: $no) load @skip(if: $yes) ... @include(if: $yes) { receipt } } }`,
    variables: { yes: true, no: false },
  },
});

answersLikeTheMonolith(checkedInvoices, {
  'goes a chain of requirements over four subgraphs': `{ parcels { checked } }`,
  'goes that chain when the client asks for its links too': `{ parcels { checked invoice cost load weight name receipt due } }`,
  'answers one chain beside another whose condition is false': `{
    parcels { ... @include(if: false) { cost checked } receipt }
  }`,
  'goes that chain whatever the client calls its links': `{ parcels { invoice: checked checked: name due: cost cost: invoice load: due } }`,
});

/**
 * Operations that Apollo's planner plans wrongly are refused, with advice: no answer is better than a wrong one that
 * looks right.
 */
const fromWithin = {
  'starts where the fields are computed that others require': `{ shipped { invoice } }`,
  'starts there when they are asked for too': `{ shipped { cost load invoice checked } }`,
  'starts in the middle of the chain': `{ billed { checked } }`,
};
refuses(invoicesFromWithin, 'MISSING_REQUIREMENT', fromWithin);

describe("Hive Router's planner plans what Apollo's gets wrong, and", () => {
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
  'brings one field with the argument that its field set names': `{ items { inEuro } }`,
  'brings one field with two different arguments to two fields': `{ items { inEuro inDollar } }`,
  'brings it where the field is computed': `{ quoted { inDollar inEuro trend history(last: 3) { at } } }`,
  'brings it to fields of one entity at several places': `{ items { inEuro } quoted { inDollar } again: items { inDollar trend } }`,
  'brings it under conditions one by one': {
    query: `query ($euro: Boolean!) { items { inEuro @include(if: $euro) inDollar @skip(if: $euro) } }`,
    variables: { euro: true },
  },
  'keeps the arguments of the client apart from it': `{
    items { price(currency: USD) euro: price(currency: EUR) inEuro history { at value } trend }
  }`,
  'keeps all apart': {
    query: `query ($one: Currency!, $last: Int) {
      items { inDollar price: inEuro a: price(currency: $one) b: price(currency: EUR) trend history: trend x: history(last: $last) { value } inEuro: inDollar }
    }`,
    variables: { one: 'USD', last: 3 },
  },
});
