import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { contractApis, unknownTags } from '@tributary/gateway/composed/contracts.ts';
import { StartError } from '@tributary/platform/config.ts';
import { buildSchema, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longProof } from '../support/long-proof.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { expectedSdl, filters, sdlOf, taggedSchemas, type Filter } from './contract-model.ts';
import { federationLink } from './federation/supergraph-case.ts';

function composed(sdl: string) {
  return parseSupergraph(supergraphOf({ one: `${federationLink}\n${sdl}` }));
}

function schemaOf(sdl: string, filter: Partial<Filter>) {
  const api = contractApis(composed(sdl), [{ name: 'partners', include: [], exclude: [], ...filter }]).get('partners');
  if (api === undefined) {
    throw new Error('the contract has no API');
  }
  return api.apiSchema;
}

const deferDirective = /directive @defer\([^)]*\) on FRAGMENT_SPREAD \| INLINE_FRAGMENT\s*/;
/** The descriptions that composition adds to the roots. */
const rootDescriptions = /^"""[^]*?^"""\n(?=type (?:Query|Mutation|Subscription) )/gm;
const printed = (schema: GraphQLSchema) =>
  printSchema(lexicographicSortSchema(schema)).replace(deferDirective, '').replaceAll(rootDescriptions, '');
const contract = (sdl: string, filter: Partial<Filter>) => printed(schemaOf(sdl, filter));
const like = (sdl: string) => printed(buildSchema(sdl));

describe('a contract that excludes tags', () => {
  const exclude = ['internal'];

  it('shows all but the elements with these tags, at every place where a tag may stand', () => {
    const shop = /* GraphQL */ `
      type Query {
        products(by: Filter, first: Int, trace: Boolean @tag(name: "internal")): [Product!]!
        things: [Thing]
        audit: Audit @tag(name: "internal")
      }
      type Product {
        name: String
        cost: Int @tag(name: "internal") @tag(name: "other")
        level: Level
        stamp: Stamp
      }
      type Audit @tag(name: "internal") {
        by: String
      }
      type Note {
        text: String
      }
      union Thing = Product | Audit
      union Trace @tag(name: "internal") = Note
      enum Level {
        LOW
        SECRET @tag(name: "internal")
      }
      scalar Stamp @tag(name: "internal")
      input Filter {
        name: String
        cost: Int @tag(name: "internal")
        range: Range
      }
      input Range @tag(name: "internal") {
        from: Int
      }
    `;

    expect(contract(shop, { exclude })).toBe(
      like(/* GraphQL */ `
        type Query {
          products(by: Filter, first: Int): [Product!]!
          things: [Thing]
        }
        type Product {
          name: String
          level: Level
        }
        union Thing = Product
        enum Level {
          LOW
        }
        input Filter {
          name: String
        }
      `),
    );
  });

  it('leaves out types that nothing reaches any more, and interfaces of which nothing returns an object bring none', () => {
    const shop = /* GraphQL */ `
      type Query {
        product: Product
        node: Node @tag(name: "internal")
        orphans: Parent @tag(name: "internal")
      }
      interface Node {
        id: ID
      }
      type Product implements Node {
        id: ID
      }
      type Key implements Node {
        id: ID
        value: Secret
      }
      scalar Secret
      type Parent {
        child: Child
      }
      type Child {
        parent: Parent
      }
    `;

    const shown = contract(shop, { exclude });

    expect(shown).toContain('interface Node');
    expect(shown).not.toMatch(/Key|Secret|Parent|Child/);
  });

  it('leaves out a root of mutations or subscriptions of which nothing is left', () => {
    const shop = /* GraphQL */ `
      type Query {
        a: Int
      }
      type Mutation {
        purge: Int @tag(name: "internal")
      }
      type Subscription {
        audits: Audit
      }
      type Audit @tag(name: "internal") {
        by: String
      }
    `;

    expect(contract(shop, { exclude })).toBe(like('type Query { a: Int }'));
  });

  it('shows nothing that is inaccessible, whatever its tags', () => {
    const shop = 'type Query { a: Int b: Int @inaccessible @tag(name: "public") c: Int @tag(name: "internal") }';

    expect(contract(shop, { exclude })).toBe(like('type Query { a: Int }'));
    expect(() => contract(shop, { include: ['public'] })).toThrow('Type Query must define one or more fields.');
  });

  it('takes no notice of tags of the schema itself', () => {
    const shop = 'schema @tag(name: "internal") { query: Query } type Query { a: Int b: Int @tag(name: "internal") }';

    expect(contract(shop, { exclude })).toBe(like('type Query { a: Int }'));
  });

  it('keeps the names of roots', () => {
    const roots = 'schema { query: Read mutation: Write } type Read { a: Int b: Int @tag(name: "internal") }';

    expect(contract(`${roots} type Write { c: Int @tag(name: "internal") }`, { exclude })).toBe(
      contract('schema { query: Read } type Read { a: Int }', { exclude }),
    );
  });

  it('keeps descriptions, deprecations and default values', () => {
    const shop = `type Query { "A." a(by: Float = 1e3, text: String = "x"): Int @deprecated(reason: "b") b: Int @tag(name: "internal") }`;

    expect(contract(shop, { exclude })).toBe(
      like(`type Query { "A." a(by: Float = 1e3, text: String = "x"): Int @deprecated(reason: "b") }`),
    );
  });

  it('reads the tags under the name by which the supergraph imports the directive', () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@tag", as: "@label" }])
      type Query { a: Int b: Int @label(name: "internal") }`;
    const renamed = parseSupergraph(supergraphOf({ one: sdl }));

    const apis = contractApis(renamed, [{ name: 'partners', include: [], exclude }]);

    expect(Object.keys(apis.get('partners')?.apiSchema.getQueryType()?.getFields() ?? {})).toEqual(['a']);
  });
});

describe('a contract that includes tags', () => {
  const shop = /* GraphQL */ `
    type Query {
      products(by: Filter, level: Level): [Product!] @tag(name: "public")
      pets: [Pet] @tag(name: "public")
      staff: [Person]
      audit: Audit @tag(name: "public")
    }
    type Mutation {
      rename: Product
    }
    type Product {
      name: String @tag(name: "public")
      cost: Int
      owner: Person @tag(name: "public")
    }
    type Person @tag(name: "public") {
      name: String
      salary: Int @tag(name: "internal")
    }
    type Audit {
      by: String
    }
    type Cat {
      name: String @tag(name: "public")
    }
    type Dog {
      name: String
    }
    union Pet = Cat | Dog
    enum Level {
      LOW
      SECRET @tag(name: "internal")
    }
    input Filter {
      name: String
      cost: Int @tag(name: "internal")
    }
  `;

  it('shows the fields with these tags and those of types with these tags, and what they use', () => {
    expect(contract(shop, { include: ['public'] })).toBe(
      like(/* GraphQL */ `
        type Query {
          products(by: Filter, level: Level): [Product!]
          pets: [Pet]
        }
        type Product {
          name: String
          owner: Person
        }
        type Person {
          name: String
          salary: Int
        }
        type Cat {
          name: String
        }
        union Pet = Cat
        enum Level {
          LOW
          SECRET
        }
        input Filter {
          name: String
          cost: Int
        }
      `),
    );
  });

  it('hides what it excludes within that', () => {
    expect(contract(shop, { include: ['public'], exclude: ['internal'] })).not.toMatch(/salary|SECRET|cost/);
  });
});

describe('a contract cannot be built', () => {
  it.each([
    ['Query.a(by:) is required', 'type Query { a(by: Int! @tag(name: "internal")): Int b: Int }'],
    [
      'Filter.by is required',
      'type Query { a(by: Filter): Int } input Filter { by: Int! @tag(name: "internal") name: Int }',
    ],
    ['Query.a(by:) is required', 'type Query { a(by: Level!): Int } enum Level @tag(name: "internal") { LOW }'],
    [
      'The default value of Query.a(by:)',
      'type Query { a(by: Level = HIGH): Int } enum Level { LOW HIGH @tag(name: "internal") }',
    ],
    [
      'The default value of Filter.levels',
      'type Query { a(by: Filter): Int } input Filter { levels: [[Level!]] = [[LOW], [HIGH]] } enum Level { LOW HIGH @tag(name: "internal") }',
    ],
    [
      'The default value of Query.a(by:)',
      'type Query { a(by: Filter = { deep: { name: 1 } }): Int } input Filter { deep: Filter name: Int @tag(name: "internal") }',
    ],
    ['Type A must define one or more fields.', 'type Query { a: A } type A { b: Int @tag(name: "internal") }'],
    [
      'Input Object type Filter must define one or more fields.',
      'type Query { a(by: Filter): Int } input Filter { b: Int @tag(name: "internal") }',
    ],
    [
      'Enum type Level must define one or more values.',
      'type Query { a: Level } enum Level { LOW @tag(name: "internal") }',
    ],
    [
      'Union type Pet must define one or more member types.',
      'type Query { a: Pet } union Pet = Cat type Cat @tag(name: "internal") { b: Int }',
    ],
    ['Type Query must define one or more fields.', 'type Query { a: Int @tag(name: "internal") }'],
    ['Query root type must be provided.', 'type Query @tag(name: "internal") { a: Int }'],
    [
      'Interface field Node.id expected but Cat does not provide it.',
      'type Query { a: Cat } interface Node { id: ID } type Cat implements Node { id: ID @tag(name: "internal") b: Int }',
    ],
    [
      'Interface field argument Node.id(by:) expected but Cat.id does not provide it.',
      'type Query { a: Cat } interface Node { id(by: Int): ID } type Cat implements Node { id(by: Int @tag(name: "internal")): ID }',
    ],
  ])('and says that: %s', (reason, sdl) => {
    const build = () => contract(sdl, { exclude: ['internal'] });

    expect(build).toThrow(StartError);
    expect(build).toThrow('The contract "partners" cannot be built. Change its tags, or those of the schema:');
    expect(build).toThrow(reason);
  });

  it('although a type that nothing shown uses would be empty, it is built', () => {
    const sdl = 'type Query { a: Int b: A @tag(name: "internal") } type A { c: Int @tag(name: "internal") }';

    expect(contract(sdl, { exclude: ['internal'] })).toBe(like('type Query { a: Int }'));
  });
});

it('tags that no element has are known by their contract', () => {
  const graph = composed('type Query { a: Int @tag(name: "public") b(c: Int @tag(name: "internal")): Int }');
  const named = [
    { name: 'one', include: ['public', 'publc'], exclude: ['internal'] },
    { name: 'two', include: [], exclude: ['internal'] },
  ];

  expect(unknownTags(graph, named)).toEqual({ one: ['publc'] });
  expect(unknownTags(graph, [])).toEqual({});
});

longProof('contracts of random schemas are what the rules say', () => {
  const seed = Number(process.env['RANDOM_SEED'] ?? Date.now() % 1_000_000);
  const outcomes = { built: 0, refused: 0 };

  fc.assert(
    fc.property(taggedSchemas, filters, (types, filter) => {
      const expected = expectedSdl(types, filter);
      let built: string | null = null;
      try {
        built = contract(sdlOf(types, { withTags: true }), filter);
      } catch (error) {
        expect(error).toBeInstanceOf(StartError);
      }
      expect(built).toBe(expected);
      outcomes[built === null ? 'refused' : 'built'] += 1;
    }),
    { seed, numRuns: Number(process.env['RANDOM_CONTRACTS'] ?? 150) },
  );

  // Both outcomes have to be common, or the test proves little.
  expect(outcomes.built).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(20);
});
