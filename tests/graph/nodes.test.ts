import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestPlatform } from '../support/open-test-platform.ts';

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let operator: string;
let customer: string;

const signIn = async (email: string) => {
  const { data } = await opened.ask(
    'mutation ($email: String!) { signIn(input: { email: $email, password: "demo" }) { accessToken } }',
    { email },
  );
  return z.object({ signIn: z.object({ accessToken: z.string() }) }).parse(data).signIn.accessToken;
};

beforeAll(async () => {
  opened = await openTestPlatform();
  operator = await signIn('operator@demo.test');
  customer = await signIn('customer@demo.test');
});
afterAll(() => opened.close());

const nodesShape = z.object({ nodes: z.array(z.looseObject({ id: z.string() })) });

it('refetches objects of every subgraph with the fields of all subgraphs', async () => {
  const { data } = await opened.ask(
    `{ accounts(first: 1, filter: { classes: [LIABILITY] }) { nodes { id name owner { id name } balance { version } } }
       transfers(first: 1) { nodes { id sequence credit { id } } } }`,
    {},
    operator,
  );
  const known = z.object({ accounts: nodesShape, transfers: nodesShape }).parse(data);
  const account = known.accounts.nodes[0];
  const transfer = known.transfers.nodes[0];

  const again = await opened.ask(
    `query ($account: ID!, $transfer: ID!) {
      account: node(id: $account) { __typename id ... on Account { name owner { id name } balance { version } } }
      transfer: node(id: $transfer) { __typename id ... on Transfer { sequence credit { id } } }
      bare: node(id: $transfer) { id } }`,
    { account: account?.id, transfer: transfer?.id },
    operator,
  );

  expect(again).toEqual({
    data: {
      account: { __typename: 'Account', ...account },
      transfer: { __typename: 'Transfer', ...transfer },
      bare: { id: transfer?.id },
    },
  });
});

it('returns null without an error, and never a stub, for a hidden or unknown object', async () => {
  const { data } = await opened.ask('{ users(first: 100) { nodes { id email } } }', {}, operator);
  const { users } = z.object({ users: nodesShape }).parse(data);
  const other = users.nodes.find(({ email }) => email === 'operator@demo.test');

  const answer = await opened.ask(
    `query ($hidden: ID!, $unknown: ID!) { hidden: node(id: $hidden) { id } unknown: node(id: $unknown) { id ... on Transfer { sequence } }
      other: node(id: "no id") { id } }`,
    { hidden: other?.id, unknown: `tr_${'0'.repeat(32)}` },
    customer,
  );

  expect(answer).toEqual({ data: { hidden: null, unknown: null, other: null } });
});

it('counts and searches accounts through the gateway', async () => {
  const answer = await opened.ask(
    `{ all: accounts(first: 1) { totalCount totalCountCapped }
       found: accounts(filter: { nameContains: "everyday" }, orderBy: NAME_ASC, first: 3) { nodes { name externalId } } }`,
    {},
    operator,
  );

  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({ all: { totalCountCapped: false } });
});
