import { readSdl } from '@tributary/kit/subgraph-sdl.ts';
import { missingDescriptions } from '@tributary/schema/missing-descriptions.ts';
import { subgraphSources } from '@tributary/schema/subgraph-sources.ts';
import { describe, expect, it } from 'vitest';

describe('missing descriptions', () => {
  it.each([...subgraphSources(), { name: 'shared', sdl: readSdl('shared') }])('do not occur in $name', ({ sdl }) => {
    expect(missingDescriptions(sdl)).toEqual([]);
  });

  it('are reported for every part that callers read about, with the line', () => {
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

  it('include blank descriptions', () => {
    const sdl = 'type Query {\n  "  "\n  ping: Int\n}';

    const missing = missingDescriptions(sdl);

    expect(missing).toEqual([{ coordinate: 'Query.ping', line: 2 }]);
  });

  it('are not reported for directives, root types, and the only input of a mutation', () => {
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
