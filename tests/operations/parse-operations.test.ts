import type { SourceDocument } from '@tributary/gateway/documents/read-manifests.ts';
import { checkOperations } from '@tributary/gateway/public-operations/check-operations.ts';
import { parseOperations } from '@tributary/gateway/public-operations/parse-operations.ts';
import { textOfProblem } from '@tributary/gateway/public-operations/public-operation.ts';
import { defaultLimits } from '@tributary/gateway/request/rules/limits.ts';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    account(id: ID!): Account
    accounts(ids: [ID!]): [Account!]!
  }
  type Mutation {
    openAccount(input: OpenAccount!): Account
    renameAccount(input: RenameAccount!): Account
  }
  type Subscription {
    accountOpened: Account
  }
  type Account {
    id: ID!
    name: String
    owner: Account
  }
  input OpenAccount {
    name: String!
  }
  input RenameAccount {
    id: ID!
    name: String!
    parts: [String!]
  }
`);
const rules = { limits: defaultLimits, introspection: false, suggestions: true };

/** Reads files by name, as a gateway does with a folder. */
function read(files: Readonly<Record<string, string>>) {
  const documents: SourceDocument[] = Object.entries(files).map(([file, text]) => ({ id: file, file, text }));
  const { operations, problems } = checkOperations(parseOperations(documents, defaultLimits), schema, rules);
  return { operations, problems: problems.map(textOfProblem) };
}

it('an operation has its description, and its text without the endpoint and descriptions', () => {
  const { operations, problems } = read({
    'accounts.graphql': /* GraphQL */ `
      """
      Reads one account.
      """
      query AccountById(
        "Starts with acct_."
        $id: ID!
      ) @endpoint(method: GET, path: "/accounts/{id}") {
        account(id: $id) {
          ...Named
        }
      }
    `,
    'fragments.graphql': 'fragment Named on Account { id ...Owned } fragment Owned on Account { owner { id } }',
    'unused.graphql': 'fragment Unused on Account { name }',
  });

  expect(problems).toEqual([]);
  expect(operations).toMatchObject([
    {
      name: 'AccountById',
      description: 'Reads one account.',
      kind: 'query',
      endpoint: {
        method: 'GET',
        path: '/accounts/{id}',
        params: [{ name: 'id', variable: 'id', field: null }],
      },
      file: 'accounts.graphql',
      line: 2,
    },
  ]);
  expect(operations[0]?.text).toBe(
    `query AccountById($id: ID!) {
  account(id: $id) {
    ...Named
  }
}

fragment Named on Account {
  id
  ...Owned
}

fragment Owned on Account {
  owner {
    id
  }
}`,
  );
  expect(operations[0]?.document.definitions[0]).toMatchObject({
    variableDefinitions: [{ description: { value: 'Starts with acct_.' } }],
  });
});

it('a parameter of a path sets a field of `$input` where it is no variable', () => {
  const { operations, problems } = read({
    'a.graphql':
      '"Renames." mutation Rename($input: RenameAccount!) @endpoint(method: PATCH, path: "/accounts/{id}") { renameAccount(input: $input) { id } }',
  });

  expect(problems).toEqual([]);
  expect(operations[0]?.endpoint?.params).toEqual([{ name: 'id', variable: 'input', field: 'id' }]);
});

describe('an operation is left out', () => {
  const good = '"Lists." query Accounts @endpoint(method: GET, path: "/accounts") { accounts { id } }';
  const byId = (endpoint: string) => `"One." query One($id: ID!) ${endpoint} { account(id: $id) { id } }`;
  const open = (endpoint: string) =>
    `"Opens." mutation Open($input: OpenAccount!) ${endpoint} { openAccount(input: $input) { id } }`;

  it.each<[string, string, string]>([
    ['without a name', 'query { accounts { id } }', 'The operation has no name.'],
    ['without a description', 'query One { accounts { id } }', 'One has no description.'],
    ['with an empty description', '"" query One { accounts { id } }', 'One has no description.'],
    ['with the name of another', '"Again." query Accounts { accounts { name } }', 'another operation Accounts'],
    [
      'with the endpoint of another',
      '"Again." query Again @endpoint(method: GET, path: "/accounts") { accounts { name } }',
      'GET /accounts is the endpoint of Accounts too (a.graphql:1)',
    ],
    [
      'whose path has an unknown parameter',
      byId('@endpoint(method: GET, path: "/accounts/{key}")'),
      'The path parameter {key} is no variable.',
    ],
    [
      'whose path has a parameter twice',
      byId('@endpoint(method: GET, path: "/accounts/{id}/{id}")'),
      'the parameter {id} twice',
    ],
    [
      'whose path has a parameter that `$input` lacks',
      open('@endpoint(method: POST, path: "/accounts/{id}/open")'),
      'neither a variable nor a field of $input',
    ],
    [
      'whose path has a list',
      '"Some." query Some($ids: [ID!]) @endpoint(method: GET, path: "/some/{ids}") { accounts(ids: $ids) { id } }',
      'has the type [ID!]',
    ],
    ['without a slash', byId('@endpoint(method: GET, path: "accounts/{id}")'), 'must begin with "/"'],
    ['with a dot segment', byId('@endpoint(method: GET, path: "/../{id}")'), 'The segment ".." of the path is invalid'],
    ['with half a parameter', byId('@endpoint(method: GET, path: "/a{id}")'), 'The segment "a{id}"'],
    ['that changes something by GET', open('@endpoint(method: GET, path: "/open")'), 'A mutation cannot be a GET'],
    ['that reads by DELETE', byId('@endpoint(method: DELETE, path: "/one/{id}")'), 'A query changes nothing.'],
    [
      'that streams by POST',
      '"Opened." subscription Opened @endpoint(method: POST, path: "/opened") { accountOpened { id } }',
      'A subscription is a stream of events. Use GET.',
    ],
    ['without a method', byId('@endpoint(path: "/one/{id}")'), 'Give `@endpoint` a `method`'],
    ['with an unknown method', byId('@endpoint(method: FETCH, path: "/one/{id}")'), 'Give `@endpoint` a `method`'],
    ['without a path', byId('@endpoint(method: GET)'), 'Give `@endpoint` a `path`'],
    ['with an unknown argument', byId('@endpoint(method: GET, path: "/one/{id}", tag: "a")'), 'no such `tag`'],
    [
      'with two endpoints',
      byId('@endpoint(method: GET, path: "/one/{id}") @endpoint(method: GET, path: "/two/{id}")'),
      'An operation has one endpoint.',
    ],
    ['that the schema cannot answer', '"One." query One { accounts { size } }', 'One: Cannot query field "size"'],
    ['with an unknown fragment', '"One." query One { accounts { ...Lost } }', 'One: Unknown fragment "Lost"'],
    ['that is not GraphQL', '"One." query {', 'cannot be parsed'],
  ])('%s', (_, text, message) => {
    const { operations, problems } = read({ 'a.graphql': good, 'b.graphql': text });

    expect(operations.map(({ name }) => name)).toEqual(['Accounts']);
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(problems[0]).toMatch(/^b\.graphql:1: .*\.$/s);
  });

  it('whose path differs from another in the name of a parameter alone, by any method', () => {
    const { operations, problems } = read({
      'a.graphql': byId('@endpoint(method: GET, path: "/accounts/{id}")'),
      'b.graphql':
        '"Renames." mutation Rename($key: RenameAccount!, $other: ID) @endpoint(method: PATCH, path: "/accounts/{other}") { renameAccount(input: $key) { id } }',
    });

    expect(operations.map(({ name }) => name)).toEqual(['One']);
    expect(problems).toEqual([
      'b.graphql:1: /accounts/{other} collides with /accounts/{id} of One (a.graphql:1). Name the parameters alike.',
    ]);
  });
});

it('the place of a mistake in a fragment is that of the fragment', () => {
  const { problems } = read({
    'a.graphql': '"Lists." query Accounts { accounts { ...Named } }',
    'fragments.graphql': '\n\nfragment Named on Account { size }',
  });

  expect(problems).toEqual([expect.stringMatching(/^fragments\.graphql:3: Accounts: Cannot query field "size"/)]);
});

it('files share fragments, so that a second one of a name is a problem; documents of a manifest have their own', () => {
  const named = 'fragment Named on Account { name }';
  const { operations, problems } = read({
    'a.graphql': named,
    'b.graphql': named,
    'manifest.json': `"Lists." query Accounts { accounts { ...Named } } fragment Named on Account { id }`,
  });

  expect(problems).toEqual([expect.stringMatching(/^b\.graphql:1: There are two fragments Named\./)]);
  expect(operations[0]?.text).toContain('fragment Named on Account {\n  id\n}');
});
