import { formatId, newId } from '@tributary/domain/ids.ts';
import type { ClientViewer, Scope, Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { acct } from './fresh-ledger.ts';
import { createHold, createTransfer, ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import {
  day,
  iso,
  movedBy,
  ofAccounts,
  start,
  statement,
  statementOf,
  statementsOf,
  sumOf,
  type Statement,
} from './statement-queries.ts';

let ledger: LedgerWithBank;
/** The organization's own account, opened early enough for back-dating. */
let bank: string;
beforeAll(async () => {
  ledger = await ledgerWithBank();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null, openedAt: '2020-01-01T00:00:00Z' });
});
afterAll(() => ledger.close());

describe('a statement', () => {
  const year = 'from: "2020-01-01T00:00:00Z", before: "2999-01-01T00:00:00Z"';

  /** Transfers of one unit between the bank and an account, either way, some of them dated back. */
  async function postSome(account: string, number: number): Promise<void> {
    await Promise.all(
      Array.from({ length: number }, async (_, index) => {
        const [debit, credit] = index % 4 === 3 ? [account, bank] : [bank, account];
        const effectiveAt = index % 2 === 0 ? { effectiveAt: iso(start + (index % 9) * day) } : {};
        const { data } = await ledger.execute(ledger.operator(), createTransfer, {
          input: transferInput({ debit, credit, ...effectiveAt }),
        });
        expect(data).toMatchObject({ createTransfer: { errors: [] } });
      }),
    );
  }

  const openAccount = () =>
    ledger.openAccount({ ownerId: newId(), openedAt: '2020-01-01T00:00:00Z', overdraftLimit: null });

  it('is as of one position while transfers are posted and dated back', async () => {
    const account = await openAccount();
    const over = new AbortController();
    const writing = (async () => {
      for (let round = 0; round < 6; round += 1) {
        await postSome(account, 16);
      }
    })().finally(() => over.abort());
    const early = `from: "${iso(start + 2 * day)}", before: "${iso(start + 6 * day)}"`;

    const statements: Statement[] = [];
    do {
      const [found] = await statementsOf(
        ledger,
        [account],
        `a: ${statement(year)} b: ${statement(early)} c: ${statement(`${year}, by: RECORDED`)}`,
      );
      assert(found !== undefined);
      statements.push(...Object.values(found));
      expect(new Set(Object.values(found).map(({ cursor }) => cursor)).size).toBe(1);
    } while (!over.signal.aborted);
    await writing;

    for (const { openingBalance, closingBalance, entries, debits, credits } of statements) {
      expect(entries.pageInfo.hasNextPage).toBe(false);
      expect(openingBalance.minorUnits + movedBy(entries, false)).toBe(closingBalance.minorUnits);
      expect(debits.minorUnits).toBe(sumOf(entries, 'DEBIT'));
      expect(credits.minorUnits).toBe(sumOf(entries, 'CREDIT'));
    }
    expect(new Set(statements.map(({ cursor }) => cursor)).size).toBeGreaterThan(1);
  });

  it('agrees with all its pages if its balances are those of the last page, whatever is posted meanwhile', async () => {
    const account = await openAccount();
    await postSome(account, 40);
    const period = `from: "${iso(start + day)}", before: "${iso(start + 7 * day)}"`;
    const nodes: Statement['entries']['nodes'] = [];
    let last: Statement | undefined;

    for (let after = '', more = true; more;) {
      last = await statementOf(ledger, account, period, `first: 5, after: "${after}"`);
      nodes.push(...last.entries.nodes);
      [after, more] = [last.entries.pageInfo.endCursor ?? '', last.entries.pageInfo.hasNextPage];
      // Transfers that are dated before, in and after the period.
      await postSome(account, more && nodes.length < 20 ? 10 : 0);
    }

    assert(last !== undefined);
    const { openingBalance, closingBalance, entries, credits } = last;
    const all = { ...entries, nodes };
    expect(nodes.length).toBeGreaterThan(10);
    expect(openingBalance.minorUnits + movedBy(all, false)).toBe(closingBalance.minorUnits);
    expect(credits.minorUnits).toBe(sumOf(all, 'CREDIT'));
  });

  it('has no holds, unless the filter of its entries asks for them', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee();
    const holds = [];
    for (const amount of ['10.00', '20.00']) {
      const { data } = await ledger.execute(owner, createHold, {
        input: transferInput({ debit: payer, credit: payee, amount }),
      });
      holds.push(/hold_[0-9a-f]{32}/.exec(JSON.stringify(data))?.[0]);
    }
    await ledger.execute(
      ledger.operator(),
      'mutation ($input: CaptureHoldInput!) { captureHold(input: $input) { errors { code } } }',
      { input: { idempotencyKey: newId(), holdId: holds[0] } },
    );

    const kindsBy = async (filter: string) => {
      const wanted = await statementOf(ledger, payer, year, `first: 100${filter}`);
      const { entries, openingBalance, closingBalance, debits, credits } = wanted;
      expect([openingBalance.minorUnits, closingBalance.minorUnits]).toEqual([0n, 9_000n]);
      expect([debits.minorUnits, credits.minorUnits]).toEqual([1_000n, 10_000n]);
      return entries.nodes.map(({ kind }) => kind);
    };

    expect(await kindsBy('')).toEqual(['TRANSFER', 'CAPTURE']);
    expect(await kindsBy(', filter: { side: DEBIT }')).toEqual(['CAPTURE']);
    expect(await kindsBy(', filter: { kinds: [HOLD] }')).toEqual(['HOLD', 'HOLD']);
    expect(await kindsBy(', filter: { kinds: [HOLD, CAPTURE, TRANSFER] }')).toEqual([
      'TRANSFER',
      'HOLD',
      'HOLD',
      'CAPTURE',
    ]);
    expect(await kindsBy(', filter: { amountFrom: { amount: "50.00", currency: "EUR" } }')).toEqual(['TRANSFER']);
  });

  it('filters its entries within its period, which a filter never widens', async () => {
    const account = await openAccount();
    await postSome(account, 20);
    const at = (from: number, before: number, filter = '') =>
      statementOf(
        ledger,
        account,
        `from: "${iso(start + from * day)}", before: "${iso(start + before * day)}"`,
        `first: 100${filter}`,
      );
    const filter = (from: number, before: number) =>
      `, filter: { effectiveFrom: "${iso(start + from * day)}", effectiveBefore: "${iso(start + before * day)}" }`;

    const narrow = (await at(2, 5)).entries;

    expect(narrow.nodes.length).toBeGreaterThan(0);
    expect((await at(0, 9, filter(2, 5))).entries).toEqual(narrow);
    expect((await at(2, 5, filter(0, 9))).entries).toEqual(narrow);
    expect((await at(2, 5, filter(6, 9))).entries.nodes).toEqual([]);
  });

  it('of many accounts costs one statement of SQL for balances, one for sums and one for entries', async () => {
    const accounts = [bank, await openAccount(), await openAccount()];
    ledger.statements.length = 0;

    await statementsOf(ledger, accounts, statement(year));

    const reading = ledger.statements.filter((text) => /ledger"?\."?(log|accounts|ledgers)/.test(text));
    // The accounts themselves come first.
    expect(reading).toHaveLength(4);
  });

  it('of an empty period is empty, and so is that of an account without entries', async () => {
    const account = await openAccount();
    await postSome(account, 20);
    const moment = iso(start + 4 * day);

    const empty = await statementOf(ledger, account, `from: "${moment}", before: "${moment}"`);
    const unused = await statementOf(ledger, await openAccount(), year);

    expect(empty.openingBalance.minorUnits).not.toBe(0n);
    for (const { openingBalance, closingBalance, debits, credits, entries } of [empty, unused]) {
      expect(closingBalance.minorUnits).toBe(openingBalance.minorUnits);
      expect([debits.minorUnits, credits.minorUnits, entries.nodes]).toEqual([0n, 0n, []]);
    }
  });

  it('reaches from the first year to the last', async () => {
    const account = await openAccount();
    await postSome(account, 3);

    const { openingBalance, closingBalance, entries } = await statementOf(
      ledger,
      account,
      'from: "0001-01-01T00:00:00Z", before: "9999-12-31T23:59:59.999Z"',
    );

    expect([openingBalance.minorUnits, closingBalance.minorUnits, entries.nodes.length]).toEqual([0n, 300n, 3]);
  });

  it.each([
    [
      'an end before its start',
      'from: "2026-02-01T00:00:00Z", before: "2026-01-31T23:59:59.999Z"',
      /`before` is earlier/,
    ],
    ['a day that does not exist', 'from: "2026-02-30T00:00:00Z", before: "2026-03-01T00:00:00Z"', /^`from`: /],
    ['a year out of range', 'from: "2026-01-01T00:00:00Z", before: "9999-12-31T23:59:59-01:00"', /^`before`: /],
    ['the year 0', 'from: "0000-01-01T00:00:00Z", before: "2026-01-01T00:00:00Z"', /^`from`: /],
  ])('is refused for %s', async (_, args, message) => {
    const { data, errors } = await ledger.execute(ledger.operator(), ofAccounts(statement(args)), {
      ids: [{ __typename: 'Account', id: acct(bank) }],
    });

    expect(data).toEqual({ _entities: [{ statement: null }] });
    expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('is null for those who may not see the account with its transfers', async () => {
    const owner = newId();
    const ids = [await ledger.openAccount({ ownerId: owner }), await openAccount()];
    const client = (scopes: readonly Scope[], accountIds: readonly string[] | null = null): ClientViewer => ({
      kind: 'client',
      id: newId(),
      organizationId: ledger.organizationId,
      scopes,
      accountIds,
      expiresAt: 2_000_000_000,
    });
    const reading: Scope[] = ['accounts:read', 'transfers:read'];
    const sees = async (viewer: Viewer) => {
      const { data, errors } = await ledger.execute(viewer, ofAccounts(statement(year)), {
        ids: [...ids, newId()].map((id) => ({ __typename: 'Account', id: acct(id) })),
      });
      expect(errors).toBeUndefined();
      const { _entities: found } = z.object({ _entities: z.array(z.object({ statement: z.unknown() })) }).parse(data);
      return found.map((one) => one.statement !== null);
    };

    expect(await sees(ledger.operator())).toEqual([true, true, false]);
    expect(await sees(ledger.customer(owner))).toEqual([true, false, false]);
    expect(await sees(ledger.customer())).toEqual([false, false, false]);
    expect(await sees(client(reading))).toEqual([true, true, false]);
    expect(await sees(client(reading, ids.slice(1)))).toEqual([false, true, false]);
    expect(await sees(client(['accounts:read']))).toEqual([false, false, false]);
    expect(await sees(client(['transfers:read']))).toEqual([false, false, false]);
    expect(await sees({ ...client(reading), organizationId: newId() })).toEqual([false, false, false]);
    expect(await sees({ kind: 'anonymous' })).toEqual([false, false, false]);
  });

  it('takes no cursor of another organization', async () => {
    const args = `first: 1, after: "${formatId('acct', newId())}"`;
    const { errors } = await ledger.execute(ledger.operator(), ofAccounts(statement(year, args)), {
      ids: [{ __typename: 'Account', id: acct(bank) }],
    });

    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_CURSOR' } }]);
  });
});
