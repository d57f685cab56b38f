import { readSdl } from '@tributary/kit/subgraph-sdl.ts';
import { missingDescriptions } from '@tributary/schema/missing-descriptions.ts';
import { subgraphSources } from '@tributary/schema/subgraph-sources.ts';
import { describe, expect, it } from 'vitest';

describe('looking for missing descriptions', () => {
  it.each([...subgraphSources(), { name: 'shared', sdl: readSdl('shared') }])('finds none in $name', ({ sdl }) => {
    expect(missingDescriptions(sdl)).toEqual([]);
  });

  it('reports every kind of thing that a caller reads about, with its line', () => {
    const sdl = `
      scalar Colour
      union Shape = Square
      type Square {
        side(unit: Unit): Int
      }
      interface Named {
        name: String
      }
      enum Unit {
        METRE
      }
      input SquareInput {
        side: Int
      }
      extend type Square {
        area: Int
      }
      type Query {
        square: Square
      }`;

    const missing = missingDescriptions(sdl).map(({ coordinate, line }) => `${line} ${coordinate}`);

    expect(missing).toEqual([
      '2 Colour',
      '3 Shape',
      '4 Square',
      '5 Square.side',
      '5 Square.side(unit:)',
      '7 Named',
      '8 Named.name',
      '10 Unit',
      '11 Unit.METRE',
      '13 SquareInput',
      '14 SquareInput.side',
      '17 Square.area',
      '20 Query.square',
    ]);
  });

  it('does not take blanks for a description', () => {
    const sdl = 'type Query {\n  "  "\n  ping: Int\n}';

    const missing = missingDescriptions(sdl);

    expect(missing).toEqual([{ coordinate: 'Query.ping', line: 2 }]);
  });

  it('asks for none on directives, on roots, and on the one input of a mutation', () => {
    const sdl = `
      directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
      enum CacheControlScope { PUBLIC PRIVATE }
      type Mutation {
        "Opens it."
        open(input: OpenInput!): Int
      }
      "What to open."
      input OpenInput {
        "Its id."
        id: ID!
      }`;

    expect(missingDescriptions(sdl)).toEqual([]);
  });
});
