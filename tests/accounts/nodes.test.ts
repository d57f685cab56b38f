import { manifest } from '@tributary/accounts/manifest.ts';
import { formatId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { nodeTypes } from '@tributary/registry/registry.ts';
import { Kind, parse } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anonymous, clientViewer } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

let books: Awaited<ReturnType<typeof openAccounts>>;
let operator: Viewer;
/** Objects that the operator may see, by type. */
let ids: Record<string, string>;

beforeAll(async () => {
  books = await openAccounts();
  operator = books.users.olga.viewer;
  const { ada, organizationId } = books.users;
  const bank = await books.opened(null, { class: 'ASSET', overdraftLimit: null });
  const account = await books.opened(ada.id);
  const money = { debitAccountId: bank, creditAccountId: account, amount: { amount: '5.00', currency: 'EUR' } };
  const moved = await books.askLedger(
    operator,
    `mutation ($transfer: CreateTransferInput!, $hold: CreateHoldInput!) {
      createTransfer(input: $transfer) { transfer { id } } createHold(input: $hold) { hold { id } } }`,
    {
      transfer: { ...money, idempotencyKey: 'transfer' },
      hold: { ...money, idempotencyKey: 'hold' },
    },
  );
  const client = await books.users.ask(
    operator,
    'mutation { createApiClient(input: { name: "Partner", scopes: ["accounts:read"] }) { apiClient { id } } }',
  );
  ids = {
    Account: account,
    User: formatId('usr', ada.id),
    Organization: formatId('org', organizationId),
    ApiClient: client.data.createApiClient.apiClient.id,
    Transfer: moved.data.createTransfer.transfer.id,
    Hold: moved.data.createHold.hold.id,
  };
});
afterAll(() => books.close());

const uuidOf = (id: string) => id.slice(id.indexOf('_') + 1).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** The types of the objects that a viewer can find by `node`. */
async function typesFor(viewer: Viewer): Promise<string[]> {
  const found = await Promise.all(Object.values(ids).map((id) => node(id, viewer)));
  return found.flatMap((object) => (object === null ? [] : [object.__typename]));
}

async function node(id: string, viewer = operator) {
  const { data, errors } = await books.ask(viewer, 'query ($id: ID!) { node(id: $id) { __typename id } }', { id });
  expect(errors).toEqual([]);
  return data.node;
}

it('`node` covers every entity type of the manifests, and accounts can call their subgraphs', () => {
  const { definitions } = parse(subgraphSdl('accounts'));
  const declared = definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    (definition.interfaces ?? []).some(({ name }) => name.value === 'Node')
      ? [definition.name.value]
      : [],
  );

  expect(declared.toSorted()).toEqual(
    Object.values(nodeTypes)
      .map(({ type }) => type)
      .toSorted(),
  );
  expect([...manifest.needs, 'accounts']).toEqual(
    expect.arrayContaining(Object.values(nodeTypes).map(({ subgraph }) => subgraph)),
  );
});

it('`node` finds an object of any type by its id', async () => {
  for (const [type, id] of Object.entries(ids)) {
    expect(await node(id)).toEqual({ __typename: type, id });
  }
});

it('`node` is null for an unknown id, and for an id without an object', async () => {
  const unknown = ['acct', 'usr', 'org', 'cli', 'tr', 'hold'].map((prefix) => `${prefix}_${'0'.repeat(32)}`);
  const none = [
    `int_${'0'.repeat(32)}`,
    `jrn_${'0'.repeat(32)}`,
    `toString_${'0'.repeat(32)}`,
    `xyz_1`,
    'acct_1',
    '_',
    '',
    'x',
  ];

  for (const id of [...unknown, ...none, ids['Account']?.toUpperCase() ?? '']) {
    expect(await node(id)).toBeNull();
  }
});

it('`node` is null for viewers who may not see the object', async () => {
  const { ada, bob, stranger, organizationId } = books.users;
  const confined = (scopes: Parameters<typeof clientViewer>[1], accounts: string[] | null = null) =>
    clientViewer(organizationId, scopes, accounts);

  expect(await typesFor(ada.viewer)).toEqual(['Account', 'User', 'Organization', 'Transfer', 'Hold']);
  expect(await typesFor(bob.viewer)).toEqual(['Organization']);
  expect(await typesFor(stranger.viewer)).toEqual([]);
  expect(await typesFor(confined([]))).toEqual(['Organization']);
  expect(await typesFor(confined(['accounts:read', 'users:read']))).toEqual(['Account', 'User', 'Organization']);
  expect(await typesFor(confined(['accounts:read', 'transfers:read'], []))).toEqual(['Organization']);
  expect(await typesFor(confined(['transfers:read'], [uuidOf(ids['Account'] ?? '')]))).toEqual([
    'Organization',
    'Transfer',
    'Hold',
  ]);
});

it('`node` is misuse for anonymous callers', async () => {
  const { errors } = await books.ask(anonymous, 'query ($id: ID!) { node(id: $id) { id } }', { id: ids['User'] });

  expect(errors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
});

it('`node` is an error, and not null, while the owning subgraph does not answer', async () => {
  books.connection.state = 'unreachable';

  const { errors } = await books.ask(operator, 'query ($id: ID!) { node(id: $id) { id } }', { id: ids['Transfer'] });
  books.connection.state = 'available';

  expect(errors).toMatchObject([{ code: 'SERVICE_BUSY' }]);
});
