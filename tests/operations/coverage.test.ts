import { unreachedFields } from '@tributary/gateway/public-operations/unreached-fields.ts';
import { coverageProblems, operationProblems } from '@tributary/schema/check-operations.ts';
import { generateOperations } from '@tributary/schema/generate-operations.ts';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../gateway/open-trusted-documents.ts';
import { publicOperations } from '../support/public-operations.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    animals: [Animal!]!
    dog: Dog
  }
  interface Animal {
    name: String
  }
  type Dog implements Animal {
    name: String
    tail: Tail
    old: String @deprecated(reason: "Use tail.")
  }
  type Cat implements Animal {
    name: String
    claws: Int
  }
  type Tail {
    length: Int
  }
`);
const reading = (text: string) => [{ document: parse(text) }];

describe('fields that no operation reaches', () => {
  it.each([
    ['{ __typename }', ['Query.animals', 'Query.dog', 'Dog.name', 'Dog.tail', 'Cat.name', 'Cat.claws', 'Tail.length']],
    ['{ animals { name } }', ['Query.dog', 'Dog.tail', 'Cat.claws', 'Tail.length']],
    [
      '{ animals { ...A } dog { name } } fragment A on Animal { ... on Cat { claws } }',
      ['Dog.tail', 'Cat.name', 'Tail.length'],
    ],
    ['{ animals { name ... on Cat { claws } } dog { tail { length } } }', []],
  ])('of %s', (text, expected) => {
    expect(unreachedFields(schema, reading(text))).toEqual(expected);
  });

  it('are problems without a reason, and reasons without such a field are too', () => {
    const onPurpose = { 'not for clients': ['Tail', 'Cat.claws', 'Query.animals'] };

    expect(coverageProblems(schema, reading('{ animals { name } }'), onPurpose)).toEqual([
      expect.stringContaining('No public operation reaches Query.dog.'),
      expect.stringContaining('No public operation reaches Dog.tail.'),
      'schema/unreached-fields.ts excepts Query.animals, which is reached. Remove it there.',
    ]);
  });
});

describe('the public operations of Tributary', () => {
  it('have no problem, and reach every field', async () => {
    expect(await operationProblems(supergraphSdl())).toEqual([]);
  });

  it('miss a field that is new', async () => {
    const later = supergraphSdl().replace(
      /^type Organization\b[^{]*\{/m,
      '$&\n  motto: String @join__field(graph: USERS)',
    );

    expect(await operationProblems(later)).toEqual([
      'No public operation reaches Organization.motto. Select it in schema/operations, or give a reason in schema/unreached-fields.ts.',
    ]);
  });

  it('have names of endpoints that are a contract', async () => {
    const addresses = (await publicOperations()).map(({ endpoint }) => `${endpoint?.method} ${endpoint?.path}`);

    expect(addresses).toEqual(
      expect.arrayContaining(['GET /accounts', 'GET /accounts/{id}', 'GET /transfers', 'POST /transfers']),
    );
  });

  it('are those of the typed documents', async () => {
    const { path, content } = await generateOperations();

    expect(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(content);
  });

  it('name the place of a mistake in the check', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'a.graphql'), '"Wrong." query Wrong { me { nome } }');

    expect(await operationProblems(supergraphSdl(), folder)).toEqual([
      expect.stringMatching(/^Wrong: Cannot query field "nome" on type "User"\. .*\n {2}at .*a\.graphql:1$/),
    ]);
  });

  it('are refused by the check if their largest pages cost more than the default budget', async () => {
    const folder = await freshFolder();
    await writeFile(
      join(folder, 'a.graphql'),
      `"Pages of pages." query Wide($first: Int!, $entries: Int) {
        accounts(first: $first) { nodes { entries(first: $entries) { nodes { counterparty { entries(first: $entries) { nodes { sequence } } } } } } }
      }
      "One page." query Narrow($first: Int!) { accounts(first: $first) { nodes { entries(first: 1) { nodes { sequence } } } } }`,
    );

    const found = await operationProblems(supergraphSdl(), folder);

    expect(found.filter((problem) => !problem.startsWith('No public operation reaches'))).toEqual([
      expect.stringMatching(
        /^Wide has an estimated cost of \d{6,} with pages of 100, and may have 100000\. .*\n {2}at .*a\.graphql:1$/,
      ),
    ]);
  });
});
