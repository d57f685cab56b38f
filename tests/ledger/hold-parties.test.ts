import { newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct } from './fresh-ledger.ts';
import { createHold, createTransfer, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import { checkSound } from './verified.ts';

const captureHold = /* GraphQL */ `
  mutation ($input: CaptureHoldInput!) {
    captureHold(input: $input) {
      hold {
        id
        status
      }
      transfer {
        debit {
          id
        }
      }
      errors {
        __typename
        code
        path
      }
    }
  }
`;
const voidHold = /* GraphQL */ `
  mutation ($input: VoidHoldInput!) {
    voidHold(input: $input) {
      hold {
        id
        status
      }
      errors {
        __typename
        code
        path
      }
    }
  }
`;

let ledger: LedgerWithBank;
let payer: string;
let payee: string;
let owner: Viewer;

beforeAll(async () => {
  ledger = await ledgerWithBank();
  ({ owner, payer, payee } = await ledger.payerAndPayee());
});
afterAll(async () => {
  await checkSound(ledger);
  await ledger.close();
});

async function heldBy(viewer: Viewer, change: object = {}): Promise<string> {
  const { data } = await ledger.execute(viewer, createHold, {
    input: transferInput({ debit: payer, credit: payee, ...change }),
  });
  const [id] = JSON.stringify(data).match(/hold_[0-9a-f]{32}/) ?? [];
  expect(id).toBeDefined();
  return id ?? '';
}
const capture = (viewer: Viewer, holdId: string) =>
  ledger.execute(viewer, captureHold, { input: { idempotencyKey: newId(), holdId } });
const voided = (viewer: Viewer, holdId: string) =>
  ledger.execute(viewer, voidHold, { input: { idempotencyKey: newId(), holdId } });
const notPermitted = { errors: [{ __typename: 'NotPermitted', code: 'NOT_PERMITTED', path: ['input', 'holdId'] }] };

describe('a hold', () => {
  it('by an operator binds the payer, and is captured by the client of the payee', async () => {
    const holdId = await heldBy(ledger.operator());
    const shop = ledger.client(['transfers:write'], [payee]);

    expect(await voided(owner, holdId)).toMatchObject({ data: { voidHold: { hold: null, ...notPermitted } } });
    expect(await capture(owner, holdId)).toMatchObject({ data: { captureHold: { hold: null, ...notPermitted } } });
    expect(await capture(shop, holdId)).toMatchObject({
      data: {
        captureHold: { hold: { id: holdId, status: 'CAPTURED' }, transfer: { debit: { id: acct(payer) } }, errors: [] },
      },
    });
  });

  it('has the first answer for a repeated key of the payee', async () => {
    const holdId = await heldBy(owner);
    const shop = ledger.client(['transfers:write'], [payee]);
    const input = { idempotencyKey: newId(), holdId };

    const first = await ledger.execute(shop, captureHold, { input });

    expect(first).toMatchObject({ data: { captureHold: { errors: [] } } });
    expect(await ledger.execute(shop, captureHold, { input })).toEqual(first);
  });

  it('of the payer is voided by the payer only if it is revocable, and says so', async () => {
    const [binding, revocable] = [await heldBy(owner), await heldBy(owner, { revocable: true })];
    const revocableOf = (id: string) =>
      ledger.execute(owner, 'query ($id: ID!) { hold(id: $id) { revocable } }', { id });

    expect(await revocableOf(binding)).toMatchObject({ data: { hold: { revocable: false } } });
    expect(await revocableOf(revocable)).toMatchObject({ data: { hold: { revocable: true } } });
    expect(await voided(owner, binding)).toMatchObject({ data: { voidHold: notPermitted } });
    expect(await voided(owner, revocable)).toMatchObject({ data: { voidHold: { hold: { status: 'VOIDED' } } } });
    expect(await voided(ledger.client(['transfers:write'], [payee]), binding)).toMatchObject({
      data: { voidHold: { hold: { status: 'VOIDED' } } },
    });
  });

  it('of the version before is revocable if the payer made it, and otherwise binding', async () => {
    const [own, operators] = [await heldBy(owner), await heldBy(ledger.operator())];
    const ids = [own, operators].map((id) => parseId('hold', id));
    await ledger.sql`update ledger.holds set revocable = null where id in ${ledger.sql(ids)}`;
    // A process that remembers nothing of the two holds.
    const replica = await ledger.openReplica();
    const voidedBy = (holdId: string) =>
      replica.execute(owner, voidHold, { input: { idempotencyKey: newId(), holdId } });

    expect(await voidedBy(own)).toMatchObject({ data: { voidHold: { hold: { status: 'VOIDED' }, errors: [] } } });
    expect(await voidedBy(operators)).toMatchObject({ data: { voidHold: notPermitted } });
    await replica.close();
  });

  it('differs from one that is revocable, under the same key', async () => {
    const input = transferInput({ debit: payer, credit: payee });

    await ledger.execute(owner, createHold, { input });

    expect(await ledger.execute(owner, createHold, { input: { ...input, revocable: true } })).toMatchObject({
      data: { createHold: { errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] } },
    });
  });

  it.each(['payer', 'payee'] as const)(
    'is seen by the client of the %s: by id, as entry and as event',
    async (side) => {
      const holdId = await heldBy(ledger.operator());
      const id = side === 'payer' ? payer : payee;
      const client = ledger.client(['accounts:read', 'transfers:read', 'events:read'], [id]);

      const { data, errors } = await ledger.execute(
        client,
        `query ($id: ID!, $accounts: [_Any!]!) {
        hold(id: $id) { id debit { id } credit { id } }
        _entities(representations: $accounts) { ... on Account { entries(last: 1) { nodes { kind hold { id } } } } }
        ledgerEvents(last: 1) { nodes { ... on HoldCreated { hold { id } } } } }`,
        { id: holdId, accounts: [{ __typename: 'Account', id: acct(id) }] },
      );

      expect(errors).toBeUndefined();
      expect(data).toMatchObject({
        hold: { id: holdId, debit: { id: acct(payer) }, credit: { id: acct(payee) } },
        _entities: [{ entries: { nodes: [{ kind: 'HOLD', hold: { id: holdId } }] } }],
        ledgerEvents: { nodes: [{ hold: { id: holdId } }] },
      });
      await voided(ledger.operator(), holdId);
    },
  );

  it('does not exist for the client of a third account', async () => {
    const holdId = await heldBy(ledger.operator());
    const client = ledger.client(['transfers:read', 'transfers:write'], [ledger.bank]);

    const { data } = await ledger.execute(client, 'query ($id: ID!) { hold(id: $id) { id } }', { id: holdId });

    expect(data).toEqual({ hold: null });
    for (const answer of [await voided(client, holdId), await capture(client, holdId)]) {
      expect(JSON.stringify(answer)).toContain('HOLD_NOT_FOUND');
    }
  });
});

describe('an account that the payer may not see', () => {
  const decline = (credit: string, change: object = {}) =>
    ledger.execute(owner, createTransfer, { input: transferInput({ debit: payer, credit, ...change }) });

  it('is declined without a reason, so that its balance cannot be found by trying', async () => {
    const vault = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: '8192' });
    const closed = await ledger.openAccount();
    await ledger.intend({ kind: 'CLOSE', accountId: acct(closed) });
    const dollars = await ledger.openAccount({ currency: 'USD' });

    const answers = [
      await decline(vault, { amount: '0.01' }),
      await decline(vault, { amount: '50.00' }),
      await decline(closed),
      await decline(dollars),
      await decline(newId()),
    ];

    const [first] = answers;
    expect(first).toMatchObject({
      data: {
        createTransfer: {
          transfer: null,
          errors: [{ __typename: 'Declined', code: 'DECLINED', path: ['input', 'creditAccountId'] }],
        },
      },
    });
    expect(answers).toEqual(answers.map(() => first));
  });

  it('is credited if it has no floor', async () => {
    expect(await decline(ledger.bank)).toMatchObject({ data: { createTransfer: { errors: [] } } });
  });
});

describe('back-dating', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

  it('is refused to customers', async () => {
    const answers = await Promise.all(
      ['1949-01-01T00:00:00Z', minutesAgo(6)].map((effectiveAt) =>
        ledger.execute(owner, createTransfer, { input: transferInput({ debit: payer, credit: payee, effectiveAt }) }),
      ),
    );

    const refused = { transfer: null, errors: [{ code: 'NOT_PERMITTED', path: ['input', 'effectiveAt'] }] };
    expect(answers).toMatchObject([{ data: { createTransfer: refused } }, { data: { createTransfer: refused } }]);
  });

  it('is permitted within 5 minutes, and with the scope from the opening of both accounts on', async () => {
    const openedAt = '2025-01-01T00:00:00.000Z';
    const [old, older] = [await ledger.openAccount({ openedAt }), await ledger.openAccount({ openedAt })];
    const client = ledger.client(['accounts:read', 'transfers:write', 'transfers:backdate'], [ledger.bank, old, older]);
    const dated = (effectiveAt: string, between: { debit: string; credit: string }, viewer: Viewer = client) =>
      ledger.execute(viewer, createTransfer, { input: transferInput({ ...between, effectiveAt }) });
    await ledger.execute(ledger.operator(), createTransfer, {
      input: transferInput({ debit: ledger.bank, credit: old, amount: '9.00' }),
    });
    const between = { debit: old, credit: older };

    expect(await dated(minutesAgo(4), { debit: payer, credit: payee }, owner)).toMatchObject({
      data: { createTransfer: { errors: [] } },
    });
    expect(await dated(openedAt, between)).toMatchObject({ data: { createTransfer: { errors: [] } } });
    expect(await dated('2024-12-31T23:59:59.999Z', between)).toMatchObject({
      data: { createTransfer: { errors: [{ code: 'INVALID_INPUT', path: ['input', 'effectiveAt'] }] } },
    });
    // The payer was opened a moment ago, and this client may not see it.
    expect(await dated('2025-06-01T00:00:00Z', { debit: old, credit: payer })).toMatchObject({
      data: { createTransfer: { errors: [{ code: 'DECLINED' }] } },
    });
    const { data } = await ledger.execute(
      client,
      'query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { openedAt } } }',
      { ids: [old, payer].map((id) => ({ __typename: 'Account', id: acct(id) })) },
    );
    expect(data).toEqual({ _entities: [{ openedAt }, { openedAt: null }] });
  });
});
