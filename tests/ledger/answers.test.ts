import { captureCommand, voidCommand } from '@tributary/ledger/write/parse-commands.ts';
import { newId } from '@tributary/domain/ids.ts';
import type { SignedInViewer, Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

const transferFields = `
  id sequence cursor amount { amount currency } debit { id } credit { id } description externalId effectiveAt recordedAt
  journalId hold { id } reverses { id } metadata`;
const holdFields = `
  id sequence cursor amount { amount currency } remaining { amount currency } status debit { id } credit { id } expiresAt
  recordedAt description externalId captures { id } metadata`;

/** Each mutation that moves or reserves money, with all fields of its result that need no further select. */
const mutations = {
  createTransfer: `transfer { ${withoutLookups(transferFields)} }`,
  createTransfers: `results { transfer { ${withoutLookups(transferFields)} } }`,
  createHold: `hold { ${withoutLookups(holdFields)} }`,
  captureHold: `transfer { ${withoutLookups(transferFields)} } hold { ${withoutLookups(holdFields)} }`,
  voidHold: `hold { ${withoutLookups(holdFields)} }`,
  reverseTransfer: `transfer { ${withoutLookups(transferFields)} }`,
};
type Mutation = keyof typeof mutations;

let ledger: FreshLedger;
let bank: string;
let account: string;
let operator: Viewer;

beforeAll(async () => {
  ledger = await freshLedger();
  operator = ledger.operator();
  const openedAt = '2026-01-01T00:00:00Z';
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null, openedAt });
  account = await ledger.openAccount({ openedAt });
});
afterAll(() => ledger.close());

function withoutLookups(fields: string): string {
  return fields.replaceAll(/(?:hold|reverses|captures) \{ id \}/g, '');
}

async function send(mutation: Mutation, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
  const { data, errors } = await ledger.execute(
    operator,
    `mutation ($input: ${name}) { ${mutation}(input: $input) { ${mutations[mutation]} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return (data ?? {})[mutation] as Record<string, unknown>;
}

const moves = () => ({
  idempotencyKey: newId(),
  debitAccountId: acct(bank),
  creditAccountId: acct(account),
  amount: { amount: '12.30', currency: 'EUR' },
  description: 'Rent "März" \\ 💧',
  externalId: 'x-1',
  metadata: { note: 'a', '10': 'b', '9': 'c' },
});
const aHold = async () => ((await send('createHold', moves()))['hold'] as { id: string }).id;
const aTransfer = async () => ((await send('createTransfer', moves()))['transfer'] as { id: string }).id;

/** An input of each mutation, for accounts, holds and transfers that exist. */
const inputs: Record<Mutation, () => Promise<Record<string, unknown>>> = {
  createTransfer: async () => ({ ...moves(), effectiveAt: '2026-02-03T04:05:06.789Z', journal: 'j' }),
  createTransfers: async () => ({ transfers: [moves(), { ...moves(), journal: 'j' }, { ...moves(), journal: 'j' }] }),
  createHold: async () => ({ ...moves(), expiresIn: 3_600 }),
  captureHold: async () => ({
    idempotencyKey: newId(),
    holdId: await aHold(),
    amount: { amount: '2.30', currency: 'EUR' },
    metadata: { why: 'captured' },
  }),
  voidHold: async () => ({ idempotencyKey: newId(), holdId: await aHold() }),
  reverseTransfer: async () => ({ idempotencyKey: newId(), transferId: await aTransfer(), description: 'Undone' }),
};
const names = Object.keys(mutations) as Mutation[];

describe('the answer to', () => {
  it.each(names)('%s has the rows that were written, and selects none again', async (mutation) => {
    const input = await inputs[mutation]();
    ledger.statements.length = 0;

    const answered = await send(mutation, input);
    const isRead = (statement: string) => /"ledger"\."(?:log|holds)"\."id" in/.test(statement);
    const reads = ledger.statements.filter(isRead);
    const again = await send(mutation, input);

    expect(reads).toEqual([]);
    expect(ledger.statements.some(isRead)).toBe(true);
    expect(again).toEqual(answered);
  });

  it('commands of one batch shows holds as the batch left them', async () => {
    const viewer = operator as SignedInViewer;
    const holdId = await aHold();

    const outcomes = await ledger.commands.submit(ledger.organizationId, [
      captureCommand(viewer, { idempotencyKey: newId(), holdId, amount: { amount: '2.30', currency: 'EUR' } }),
      voidCommand(viewer, { idempotencyKey: newId(), holdId }),
    ]);

    const hold = { status: 'VOIDED', remaining: 0n };
    expect(outcomes).toMatchObject([
      { rows: { transfer: { kind: 'CAPTURE', amount: 230n }, hold } },
      { rows: { transfer: null, hold } },
    ]);
  });

  it('a repeated key shows the hold as it is now', async () => {
    const input = moves();
    const first = (await send('createHold', input))['hold'] as { id: string };
    await send('voidHold', { idempotencyKey: newId(), holdId: first.id });

    const again = await send('createHold', input);

    expect(first).toMatchObject({ status: 'OPEN', remaining: { amount: '12.30' } });
    expect(again).toMatchObject({ hold: { id: first.id, status: 'VOIDED', remaining: { amount: '0.00' } } });
  });

  it('a repeated key names no transfer to an API client that may no longer see the accounts', async () => {
    const clientId = newId();
    const client = (accountId: string) => ledger.client(['transfers:write'], [accountId], clientId);
    const query = `mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id } errors { code } } }`;
    const input = moves();

    const first = await ledger.execute(client(bank), query, { input });
    const again = await ledger.execute(client(await ledger.openAccount()), query, { input });

    expect(first).toMatchObject({ data: { createTransfer: { transfer: { id: expect.any(String) }, errors: [] } } });
    expect(again).toMatchObject({ data: { createTransfer: { transfer: null } } });
  });

  it('a reversal links to the reversed transfer, which links back', async () => {
    const transferId = await aTransfer();

    const { data } = await ledger.execute(
      operator,
      `mutation ($input: ReverseTransferInput!) { reverseTransfer(input: $input) {
        transfer { id reverses { ${transferFields} reversedBy { id } } } } }`,
      { input: { idempotencyKey: newId(), transferId } },
    );

    const { transfer } = (data ?? {})['reverseTransfer'] as { transfer: { id: string } };
    expect(transfer).toMatchObject({ reverses: { id: transferId, reversedBy: [{ id: transfer.id }] } });
  });
});
