import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { describe, expect, it } from 'vitest';
import { supergraphOf } from '../support/supergraph-of.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", ${imports}])`;

function authorizationOf(supergraphSdl: string) {
  const { authorization } = parseSupergraph(supergraphSdl);
  if (authorization === null) {
    throw new Error('the supergraph has requirements');
  }
  return authorization;
}

describe('the requirements of a supergraph', () => {
  it('are none without the directives', () => {
    expect(parseSupergraph(supergraphOf({ one: 'type Query { a: Int }' })).authorization).toBeNull();
  });

  it('are known under the names that the subgraphs import them by', () => {
    const imports = '{ name: "@authenticated", as: "@login" }, { name: "@requiresScopes", as: "@may" }, "@policy"';
    const { ofField } = authorizationOf(
      supergraphOf({
        one: `${link(imports)}
          type Query { a: Int @login b: Int @may(scopes: [["y", "x"], ["z"]]) c: Level d: Int @policy(policies: [["p"]]) }
          enum Level @login { LOW }`,
      }),
    );

    expect(['a', 'b', 'c', 'd', 'e'].map((field) => ofField('Query', field))).toEqual([
      ['authenticated'],
      ['scopes [["x","y"],["z"]]'],
      ['authenticated'],
      ['policies [["p"]]'],
      [],
    ]);
  });

  it('of several subgraphs are needed together', () => {
    const type = (scopes: string) =>
      `${link('"@requiresScopes", "@shareable"')}
       type Query { a: Int @shareable @requiresScopes(scopes: ${scopes}) }`;

    const { ofField } = authorizationOf(
      supergraphOf({ one: type('[["profile", "users"], ["admin"]]'), two: type('[["admin"]]') }),
    );

    expect(ofField('Query', 'a')).toEqual(['scopes [["admin"]]']);
  });

  const nodes = `${link('"@authenticated", "@requiresScopes"')}
    type Query { node: Node both: Both }
    interface Node { id: ID! name: String }
    type Free implements Node { id: ID! name: String }
    type Guarded implements Node @requiresScopes(scopes: [["a"]]) { id: ID! name: String @authenticated }
    union Both = Free | Guarded`;

  it('of the types of an interface are needed for its fields, and not for the interface itself', () => {
    const { ofField, ofType } = authorizationOf(supergraphOf({ one: nodes }));

    expect(ofField('Query', 'node')).toEqual([]);
    expect(ofField('Query', 'both')).toEqual([]);
    expect(ofType('Node')).toEqual([]);
    expect(ofType('Guarded')).toEqual(['scopes [["a"]]']);
    expect(ofField('Node', 'id')).toEqual(['scopes [["a"]]']);
    expect(ofField('Node', 'name').toSorted()).toEqual(['authenticated', 'scopes [["a"]]']);
    expect(ofField('Free', 'name')).toEqual([]);
    expect(ofField('Node', '__typename')).toEqual([]);
  });

  it('of an interface itself, as in older supergraphs, are needed for every object of it', () => {
    const older = supergraphOf({ one: nodes }).replace(
      /(interface Node\n(?: {2}@join.*\n)*) {2}@requiresScopes\(scopes: \[\["a"\]\]\)/,
      '$1  @requiresScopes(scopes: [["old"]])',
    );

    const { ofField, ofType } = authorizationOf(older);

    expect(older).toContain('"old"');
    expect(ofField('Query', 'node')).toEqual(['scopes [["old"]]']);
    expect(ofType('Node')).toEqual(['scopes [["old"]]']);
    expect(ofField('Node', 'id')).toEqual(['scopes [["old"]]', 'scopes [["a"]]']);
  });
});
