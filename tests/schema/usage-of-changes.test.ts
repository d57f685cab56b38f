import type { Usage } from '@tributary/platform/usage-record.ts';
import { createUsageOfChanges } from '@tributary/schema/usage-of-changes.ts';
import { BreakingChangeType, buildSchema, findBreakingChanges } from 'graphql';
import { describe, expect, it } from 'vitest';

const before = `
  directive @shown on FIELD
  scalar Date
  type Query {
    account(id: ID!, on: Date): Account
    accounts(filter: Filter, order: Order): [Account!]!
    node: Node
    any: Any
  }
  interface Node { id: ID! }
  type Account implements Node { id: ID! name: String balance(at: Date): Int kind: Kind }
  type Person { id: ID! }
  union Any = Account | Person
  enum Kind { ASSET LIABILITY }
  enum Order { NAME DATE }
  input Filter { kind: Kind name: Name }
  input Name { is: String startsWith: String }
`;

const documents = {
  one: 'query ($id: ID!) { account(id: $id) { name } }',
  two: 'query ($filter: Filter) { accounts(filter: $filter) { id } }',
  three: '{ accounts(order: NAME, filter: { name: { is: "" } }) { balance(at: "") kind } }',
  four: '{ node { id ... on Account { name } } any { ... on Person { id } } }',
};

const usage: Usage = {
  operations: new Map(
    Object.entries(documents).map(([id, document]) => [id, { id, name: null, document, fields: [] }]),
  ),
  uses: [...Object.keys(documents)].flatMap((operation) => [
    { hour: '2026-11-30T10', operation, client: 'app', count: 2 },
    { hour: '2026-11-30T12', operation, client: 'app', count: 1 },
    { hour: '2026-11-30T11', operation, client: 'web', count: 9 },
  ]),
};

/** The ids of the operations that a change of the schema affects. Null where that cannot be told. */
function affectedBy(from: string, to: string): (string[] | null)[] {
  expect(before).toContain(from);
  const oldSchema = buildSchema(before);
  const affected = createUsageOfChanges(usage, oldSchema);
  return findBreakingChanges(oldSchema, buildSchema(before.replace(from, to))).map(
    (change) => affected(change)?.map(({ operation }) => operation.id) ?? null,
  );
}

describe('a breaking change affects the operations that use its part', () => {
  it.each<[string, string, string, string[]]>([
    ['a field that is removed', ' name: String balance', ' balance', ['one', 'four']],
    ['a field that changes its type', 'Int kind: Kind', 'Int kind: String', ['three']],
    ['an argument that is removed', 'account(id: ID!, on: Date)', 'account(id: ID!)', []],
    ['an argument that is removed and used', 'balance(at: Date)', 'balance', ['three']],
    ['a required argument', 'account(id: ID!,', 'account(id: ID!, tenant: ID!,', ['one']],
    [
      'a required field of an input, in variables and literals',
      'is: String startsWith',
      'is: String! startsWith',
      ['two', 'three'],
    ],
    ['a new required field of an input', 'input Name {', 'input Name { locale: ID!', ['two', 'three']],
    ['a field of an input, which variables may have', ' startsWith: String', '', ['two']],
    ['a value of an enum, in a literal', 'NAME DATE', 'DATE', ['three']],
    ['a value of an enum that nobody sends', 'NAME DATE', 'NAME', []],
    ['a value of an enum, in variables', 'ASSET LIABILITY', 'ASSET', ['two']],
    ['a member of a union', 'Account | Person', 'Account', ['four']],
    ['an interface', 'type Account implements Node', 'type Account', ['one', 'two', 'three', 'four']],
    ['a type', 'scalar Date', 'input Date { day: Int }', ['three']],
  ])('%s', (_, from, to, expected) => {
    expect(affectedBy(from, to)).toEqual([expected]);
  });

  it('and of a part that operations do not name, any', () => {
    expect(affectedBy('directive @shown on FIELD', '')).toEqual([null]);
  });

  it('with the clients that used them, how often, and when last', () => {
    const affected = createUsageOfChanges(
      usage,
      buildSchema(before),
    )({ type: BreakingChangeType.FIELD_REMOVED, description: 'Account.balance was removed.' });

    expect(affected?.map(({ clients }) => clients)).toEqual([
      [
        { name: 'web', count: 9, lastHour: '2026-11-30T11' },
        { name: 'app', count: 3, lastHour: '2026-11-30T12' },
      ],
    ]);
  });
});
