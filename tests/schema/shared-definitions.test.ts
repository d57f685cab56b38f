import { withShared } from '@tributary/kit/subgraph-sdl.ts';
import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';

const shared = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @cached(scope: Scope) on OBJECT
  enum Scope {
    PUBLIC
  }
  scalar Decimal
  type Money @cached {
    amount: Decimal
  }
  interface UserError {
    code: UserErrorCode
  }
  enum UserErrorCode {
    INVALID_INPUT
  }
  type InvalidInput implements UserError {
    code: UserErrorCode
  }
  type NotFound implements UserError {
    code: UserErrorCode
  }
`);

describe('the shared definitions of a subgraph', () => {
  it('are the definitions that it refers to, directly or indirectly', () => {
    expect(definitionsOf('type Query { balance: Money }')).toEqual([
      'extend schema',
      'directive @cached',
      'enum Scope',
      'scalar Decimal',
      'type Money',
      'type Query',
    ]);
  });

  it('are only the schema extension if it refers to none', () => {
    expect(definitionsOf('type Query { name: String }')).toEqual(['extend schema', 'type Query']);
  });

  it('give way to a definition of its own', () => {
    expect(definitionsOf('type Query { balance: Money } type Money { amount: Int }')).toEqual([
      'extend schema',
      'type Query',
      'type Money',
    ]);
  });

  it('include the refusals whose codes it adds, besides those of the shared codes', () => {
    const definitions = definitionsOf('type Query { errors: [UserError] } extend enum UserErrorCode { NOT_FOUND }');

    expect(definitions).toEqual([
      'extend schema',
      'interface UserError',
      'enum UserErrorCode',
      'type InvalidInput',
      'type NotFound',
      'type Query',
      'extend enum',
    ]);
  });
});

function definitionsOf(sdl: string): string[] {
  return withShared(parse(sdl), shared).definitions.map((definition) => {
    const [keyword = '', name = ''] = print(definition).split(/[\s({]+/);
    return `${keyword} ${name}`;
  });
}
