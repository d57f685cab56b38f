import { newId } from '@tributary/domain/ids.ts';
import type { Scope, Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

let ledger: FreshLedger;
const [owner, otherOwner] = [newId(), newId()];
/** UUIDs: the payer and the payee have a transfer and a hold between them, and the third account has nothing. */
let accounts: { payer: string; payee: string; third: string };
let made: { transfer: string; hold: string };

const madeShape = z.object({
  createTransfer: z.object({ transfer: z.object({ id: z.string() }) }),
  createHold: z.object({ hold: z.object({ id: z.string() }) }),
});

beforeAll(async () => {
  ledger = await freshLedger();
  accounts = {
    payer: await ledger.openAccount({ ownerId: owner, overdraftLimit: null }),
    payee: await ledger.openAccount(),
    third: await ledger.openAccount({ ownerId: otherOwner }),
  };
  const between = {
    ...{ debitAccountId: acct(accounts.payer), creditAccountId: acct(accounts.payee) },
    amount: { amount: '1.00', currency: 'EUR' },
  };
  const { data } = await ledger.execute(
    ledger.operator(),
    `mutation ($transfer: CreateTransferInput!, $hold: CreateHoldInput!) {
      createTransfer(input: $transfer) { transfer { id } } createHold(input: $hold) { hold { id } } }`,
    { transfer: { idempotencyKey: newId(), ...between }, hold: { idempotencyKey: newId(), ...between } },
  );
  const { createTransfer, createHold } = madeShape.parse(data);
  made = { transfer: createTransfer.transfer.id, hold: createHold.hold.id };
});
afterAll(() => ledger.close());

const foundShape = z.object({
  _entities: z.array(z.looseObject({ balance: z.unknown().optional(), id: z.string().optional() }).nullable()),
  transfer: z.unknown(),
  hold: z.unknown(),
});

/** The objects that a viewer finds, by each way to load them. A balance has the name of its account. */
async function findable(viewer: Viewer): Promise<string[]> {
  const references = [
    ...Object.values(accounts).map((id) => ({ __typename: 'Account', id: acct(id) })),
    { __typename: 'Transfer', id: made.transfer },
    { __typename: 'Hold', id: made.hold },
  ];
  const names = [...Object.keys(accounts), 'transfer by reference', 'hold by reference'];
  const { data } = await ledger.execute(
    viewer,
    `query ($references: [_Any!]!, $transfer: ID!, $hold: ID!) {
      _entities(representations: $references) {
        ... on Account { balance { version } } ... on Transfer { id amount { amount } } ... on Hold { id amount { amount } } }
      transfer(id: $transfer) { id } hold(id: $hold) { id } }`,
    { references, ...made },
  );
  const { _entities: entities, transfer, hold } = foundShape.parse(data);
  return [
    ...names.filter((_, index) => (entities[index]?.balance ?? entities[index]?.['amount'] ?? null) !== null),
    ...(transfer === null ? [] : ['transfer']),
    ...(hold === null ? [] : ['hold']),
  ];
}

const rows = ['transfer by reference', 'hold by reference', 'transfer', 'hold'];

describe('balances and rows of the log are seen', () => {
  it('by operators, all of their organization', async () => {
    expect(await findable(ledger.operator())).toEqual(['payer', 'payee', 'third', ...rows]);
  });

  it('by customers, those of their own accounts', async () => {
    expect(await findable(ledger.customer(owner))).toEqual(['payer', ...rows]);
    expect(await findable(ledger.customer(otherOwner))).toEqual(['third']);
    expect(await findable(ledger.customer())).toEqual([]);
  });

  it('by API clients, those that their scopes name', async () => {
    expect(await findable(ledger.client(['accounts:read', 'transfers:read']))).toEqual([
      'payer',
      'payee',
      'third',
      ...rows,
    ]);
    expect(await findable(ledger.client(['accounts:read']))).toEqual(['payer', 'payee', 'third']);
    expect(await findable(ledger.client(['transfers:read']))).toEqual(rows);
    expect(await findable(ledger.client(['accounts:write', 'transfers:write', 'users:read']))).toEqual([]);
  });

  it('by API clients that are confined, those of their accounts', async () => {
    const scopes: Scope[] = ['accounts:read', 'transfers:read'];

    expect(await findable(ledger.client(scopes, [accounts.payee]))).toEqual(['payee', ...rows]);
    expect(await findable(ledger.client(scopes, [accounts.third]))).toEqual(['third']);
    expect(await findable(ledger.client(scopes, []))).toEqual([]);
  });

  it('by no viewer of another organization, by no service, and by no anonymous viewer', async () => {
    const elsewhere = { organizationId: newId() };

    expect(await findable({ ...ledger.operator(), ...elsewhere })).toEqual([]);
    expect(await findable({ ...ledger.client(['accounts:read', 'transfers:read']), ...elsewhere })).toEqual([]);
    expect(await findable({ ...ledger.customer(owner), ...elsewhere })).toEqual([]);
    expect(await findable({ kind: 'service', name: 'accounts', organizationId: ledger.organizationId })).toEqual([]);
    expect(await findable({ kind: 'anonymous' })).toEqual([]);
  });

  it('in lists too', async () => {
    const listed = async (viewer: Viewer) =>
      (await ledger.execute(viewer, '{ transfers { nodes { id } } }')).data?.['transfers'];
    const all = { nodes: [{ id: made.transfer }] };
    const elsewhere = { organizationId: newId() };

    expect(await listed(ledger.customer(owner))).toEqual(all);
    expect(await listed(ledger.client(['transfers:read'], [accounts.payee]))).toEqual(all);
    expect(await listed(ledger.customer(otherOwner))).toEqual({ nodes: [] });
    expect(await listed(ledger.client(['transfers:read'], [accounts.third]))).toEqual({ nodes: [] });
    expect(await listed({ ...ledger.client(['transfers:read']), ...elsewhere })).toEqual({ nodes: [] });
  });
});
