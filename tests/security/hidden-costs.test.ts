import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { partners, visit } from '../gateway/open-contracts.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

describe('a refusal for cost names nothing hidden', () => {
  const link = (names: string) =>
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${names}])`;
  const stock = `${link('"@key", "@tag", "@inaccessible", "@listSize"')}
    type Query {
      items(first: Int, secretLimit: Int @tag(name: "internal"), page: Page): [Item]
        @listSize(slicingArguments: ["first", "secretLimit"])
      secretOnly(secretLimit: Int @tag(name: "internal")): [Item] @listSize(slicingArguments: ["secretLimit"])
      some: [Item] @listSize(assumedSize: 10)
      node: Node
    }
    input Page { size: Int hidden: Int @inaccessible }
    interface Node { parts(first: Int): [Part] }
    type Shown implements Node { parts(first: Int): [Part] }
    type Audit implements Node @tag(name: "internal") {
      parts(first: Int): [Part] @listSize(slicingArguments: ["first"])
    }
    type Item @key(fields: "id") {
      id: ID!
      parts: [Part] @listSize(assumedSize: 5)
      secretParts: [Part] @tag(name: "internal") @listSize(assumedSize: 100)
      lockedParts: [Part] @inaccessible @listSize(assumedSize: 100)
    }
    type Part { weight: Int }`;
  const prices = `${link('"@key", "@external", "@requires"')}
    type Item @key(fields: "id") {
      id: ID! secretParts: [Part] @external lockedParts: [Part] @external
      price: Int @requires(fields: "secretParts { weight }") tax: Int @requires(fields: "lockedParts { weight }")
    }
    type Part { weight: Int @external }`;
  let url: string;
  beforeAll(async () => {
    // This composition refuses paths, which the directive may have.
    const supergraphSdl = supergraphOf({ stock, prices }).replace(
      '"secretLimit"]',
      '"secretLimit", "page.size", "page.hidden"]',
    );
    const demandControl = { ...demandControlDefault, max: 50 };
    const gateway = await openTestGateway({ supergraphSdl, demandControl, contracts: [partners] });
    url = gateway.url;
    return gateway.close;
  });
  const refusalOf = async (query: string, host: string): Promise<string> => {
    const { body } = await visit(url, { host, body: { query } });
    const [{ message, extensions }] = JSON.parse(body).errors;
    return extensions.costliest ?? (extensions.code === 'COST_INVALID_SLICING_ARGUMENTS' ? message : extensions.code);
  };
  const needs = (field: string, slices: string) =>
    `\`${field}\` needs exactly one of ${slices}, so that its cost is known. Give one.`;

  it.each([
    ['a required field', '{ some { price } }', 'some', 'some.secretParts'],
    ['an inaccessible field', '{ some { tax } }', 'some', 'some'],
    ['a field that a client selects', '{ some { mine: parts { weight } } }', 'some.mine', 'some.mine'],
    [
      'arguments',
      '{ items { id } }',
      needs('Query.items', '`first`, `page.size`'),
      needs('Query.items', '`first`, `secretLimit`, `page.size`'),
    ],
    [
      'a hidden argument alone',
      '{ secretOnly { id } }',
      'SUBGRAPH_UNAVAILABLE',
      needs('Query.secretOnly', '`secretLimit`'),
    ],
    [
      'the rule of a hidden type',
      '{ node { parts { weight } } }',
      'SUBGRAPH_UNAVAILABLE',
      needs('Node.parts', '`first`'),
    ],
  ])('%s', async (_what, query, part, whole) => {
    expect(await refusalOf(query, 'partners.example.com')).toBe(part);
    expect(await refusalOf(query, 'localhost')).toBe(whole);
  });
});
