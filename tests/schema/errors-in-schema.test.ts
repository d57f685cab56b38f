import { readdirSync, readFileSync } from 'node:fs';
import { errorCodes } from '@tributary/platform/error-codes.ts';
import { apiSchema } from '@tributary/schema/breaking-changes.ts';
import { errorFieldConflicts } from '@tributary/schema/error-field-conflicts.ts';
import { buildSchema, isInterfaceType, isLeafType, getNamedType, parse, validate } from 'graphql';
import { assert, describe, expect, it } from 'vitest';

const schema = apiSchema(readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'));

describe('the errors of the schema', () => {
  it('are read with one selection of all their fields', () => {
    const userError = schema.getType('UserError');
    assert(isInterfaceType(userError));
    const selections = schema.getPossibleTypes(userError).map((type) => {
      const fields = Object.values(type.getFields()).map(({ name, type: fieldType }) =>
        isLeafType(getNamedType(fieldType)) ? name : `${name} { amount currency }`,
      );
      return `... on ${type.name} { ${fields.join(' ')} }`;
    });

    const problems = validate(
      schema,
      parse(
        `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { ${selections.join(' ')} } } }`,
      ),
    );

    expect(selections.length).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    expect(errorFieldConflicts(schema)).toEqual([]);
  });

  it('are reported where two errors have one field of two types', () => {
    const conflicts = errorFieldConflicts(
      buildSchema(`
        interface UserError { message: String! }
        type One implements UserError { message: String!  rest: Int  state: String }
        type Other implements UserError { message: String!  rest: Int!  state: String }
        type NoError { rest: String }
        type Query { errors: [UserError!]  no: NoError }`),
    );

    expect(conflicts).toEqual(['One.rest is `Int`, but Other.rest is `Int!`. Give both the same type.']);
  });

  it('at the top level have their codes in the descriptions of the root types', () => {
    const [query, mutation, subscription] = [
      schema.getQueryType()?.description ?? '',
      schema.getMutationType()?.description ?? '',
      schema.getSubscriptionType()?.description ?? '',
    ];

    const listed = (description: string) => [...description.matchAll(/^- `([A-Z_]+)`: \S/gm)].map(([, code]) => code);
    const ofRequests = Object.entries(errorCodes).filter(([, { from }]) => from.some((source) => source !== 'stream'));
    expect(listed(subscription)).toEqual(Object.keys(errorCodes));
    expect(listed(query)).toEqual(ofRequests.map(([code]) => code));
    expect(listed(mutation)).toEqual(listed(query));
  });

  it('at the top level have no other codes: the table has every code that the source uses', () => {
    const root = new URL('../../', import.meta.url);
    const given = ['gateway', 'platform', 'subgraphs'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !/node_modules|generated/.test(path))
        .flatMap((path) => [
          ...readFileSync(new URL(`${folder}/${path}`, root), 'utf8').matchAll(
            /(?:extensions: \{ code: |new Misuse\(\s*|refusedConnection\()'([A-Z_]+)'/g,
          ),
        ])
        .map(([, code]) => code),
    );

    expect(new Set(given).size).toBeGreaterThan(10);
    expect(Object.keys(errorCodes)).toEqual(expect.arrayContaining([...new Set(given)]));
  });
});
