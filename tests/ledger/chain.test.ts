import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, encode, hashBeforeFirst, hashOf } from '../../subgraphs/ledger/log/chain.ts';
import { ledgers, log, type LogContent } from '../../subgraphs/ledger/log/tables.ts';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';

const row: LogContent = {
  organizationId: '01890000-0000-7000-8000-000000000001',
  sequence: 9_007_199_254_740_993n,
  id: '01890000-0000-7000-8000-000000000002',
  kind: 'TRANSFER',
  debitAccountId: '01890000-0000-7000-8000-000000000003',
  creditAccountId: '01890000-0000-7000-8000-000000000004',
  amount: 1234n,
  currency: 'EUR',
  debitVersion: 3,
  debitPosted: -1234n,
  debitPending: -1234n,
  debitAvailable: -1234n,
  creditVersion: 1,
  creditPosted: 1234n,
  creditPending: 1234n,
  creditAvailable: 1234n,
  holdId: null,
  journalId: null,
  reversesId: null,
  description: 'Käse "€" \n',
  externalId: null,
  effectiveAt: new Date('2026-01-31T23:59:59.999Z'),
  recordedAt: new Date('2026-02-01T00:00:00Z'),
  subject: 'ledger',
  metadata: { b: 'ä', 9: 'nine', 10: 'ten' },
};

describe('the content of a row', () => {
  it('has one form, which stays as it was published', () => {
    expect(encode(row)).toBe(
      '["01890000-0000-7000-8000-000000000001","9007199254740993","01890000-0000-7000-8000-000000000002","TRANSFER",' +
        '"01890000-0000-7000-8000-000000000003","01890000-0000-7000-8000-000000000004","1234","EUR",' +
        '3,"-1234","-1234","-1234",1,"1234","1234","1234",null,null,null,' +
        String.raw`"Käse \"€\" \n",null,"2026-01-31T23:59:59.999Z","2026-02-01T00:00:00.000Z","ledger",{"10":"ten","9":"nine","b":"ä"}]`,
    );
    expect(hashOf(hashBeforeFirst, row)).toBe('973dfea4800786309eb686d77e6a13c496c6984229022a2989698ae6c0f12ff9');
  });

  it('changes with each of its columns, and with the hash before it', () => {
    const changes: Record<keyof LogContent, unknown> = {
      ...Object.fromEntries(Object.keys(row).map((column) => [column, 'other'])),
      ...{ sequence: 1n, amount: 1n, debitVersion: 4, debitPosted: 0n, debitPending: 0n, debitAvailable: 0n },
      ...{ creditVersion: 2, creditPosted: 0n, creditPending: 0n, creditAvailable: 0n },
      ...{ effectiveAt: new Date(0), recordedAt: new Date(0), metadata: null },
    } as Record<keyof LogContent, unknown>;

    const hashes = Object.entries(changes).map(([column, value]) =>
      hashOf(hashBeforeFirst, { ...row, [column]: value }),
    );

    expect(new Set([...hashes, hashOf(hashBeforeFirst, row), hashOf('f'.repeat(64), row)]).size).toBe(
      hashes.length + 2,
    );
  });
});

describe('a log', () => {
  let ledger: FreshLedger;
  let bank: string;
  let account: string;

  beforeAll(async () => {
    ledger = await freshLedger();
    bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
    account = await ledger.openAccount();
  });
  afterAll(() => ledger.close());

  const deposit = (given: {
    amount?: bigint;
    recordedAt?: Date;
    effectiveAt?: Date;
    description?: string;
    metadata?: Record<string, string>;
  }) =>
    pastTransferCommand({
      debitAccountId: bank,
      creditAccountId: account,
      currency: 'EUR',
      amount: 1n,
      recordedAt: new Date('2026-03-01T12:00:00Z'),
      ...given,
    });

  it('has the same chain when its rows are selected, and its head has the hash of the newest row', async () => {
    await ledger.commands.submit(ledger.organizationId, [
      deposit({ description: 'Käse "€"', metadata: { b: 'ä', 9: 'nine', 10: 'ten', __proto__: 'x' } }),
      deposit({ effectiveAt: new Date('2025-12-31T23:59:59.999Z') }),
    ]);
    await ledger.commands.submit(ledger.organizationId, [deposit({})]);
    const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests' });

    const rows = await db.select().from(log).orderBy(asc(log.sequence));
    const [head] = await db.select().from(ledgers);
    await close();

    expect(rows).toHaveLength(3);
    expect(rows).toEqual(chain(hashBeforeFirst, rows));
    expect(head?.headHash).toEqual(rows.at(-1)?.hash);
    expect(await ledger.execute(ledger.operator(), '{ ledgerHead { sequence hash } }')).toMatchObject({
      data: { ledgerHead: { sequence: '3', hash: head?.headHash?.toString('hex') } },
    });
  });

  it('keeps per account and day the movement by effective date minus that by recorded date, on its normal side', async () => {
    const recordedAt = new Date('2026-03-02T12:00:00Z');
    await ledger.commands.submit(ledger.organizationId, [
      deposit({ recordedAt, amount: 7n, effectiveAt: new Date('2025-06-01T23:59:59.999Z') }),
      deposit({ recordedAt, amount: 5n, effectiveAt: new Date('2025-06-02T00:00:00Z') }),
      // Recorded on the day on which they take effect, and so without a shift.
      deposit({ recordedAt, amount: 100n }),
      deposit({ recordedAt, amount: 100n, effectiveAt: new Date('2026-03-02T00:00:00Z') }),
    ]);
    await ledger.commands.submit(ledger.organizationId, [
      deposit({ recordedAt, amount: 3n, effectiveAt: new Date('2025-06-02T12:00:00Z') }),
    ]);

    const shifts = await ledger.sql`
      select account_id as id, day::text, shift::text from ledger.daily_shifts
      where day in ('2025-06-01', '2025-06-02', '2026-03-02')`;

    const expected = [
      { day: '2025-06-01', shift: '7' },
      { day: '2025-06-02', shift: '8' },
      { day: '2026-03-02', shift: '-15' },
    ].flatMap((of) => [
      { id: bank, ...of },
      { id: account, ...of },
    ]);
    expect([...shifts]).toEqual(expect.arrayContaining(expected));
    expect(shifts).toHaveLength(expected.length);
  });
});
