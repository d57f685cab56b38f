import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { verifyLedger } from '@tributary/ledger/audit/verify-ledger.ts';
import { newId } from '@tributary/domain/ids.ts';
import { openPool, openPostgres, type Pool, type Postgres } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts as accountsTable, ledgers } from '../../subgraphs/ledger/log/tables.ts';
import { balancesAt } from '../../subgraphs/ledger/read/balances-at.ts';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';

let ledger: FreshLedger;
let postgres: Postgres;
let verifying: Pool;
beforeAll(async () => {
  ledger = await freshLedger();
  postgres = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests', poolSize: 2 });
  verifying = openPool({ url: ledger.databaseUrl, role: 'tributary_ledger', applicationName: 'tests', poolSize: 1 });
});
afterAll(async () => {
  await verifying.end();
  await postgres.close();
  await ledger.close();
});

const day = 86_400_000;
/** Times at the boundaries of days, and others. */
const time = fc
  .tuple(fc.nat(3), fc.constantFrom(0, 1, day / 2, day - 1))
  .map(([number, within]) => Date.parse('2026-01-01T00:00:00Z') + number * day + within);

/** Transfers recorded in this order. They take effect before or after: an import may give any time. */
const history = fc
  .array(
    fc.record({
      debit: fc.nat(2),
      credit: fc.integer({ min: 1, max: 2 }),
      amount: fc.bigInt({ min: 1n, max: 1_000_000n }),
      recorded: time,
      effective: fc.option(time, { freq: 2 }),
    }),
    { maxLength: 40 },
  )
  .map((transfers) => transfers.toSorted((one, other) => one.recorded - other.recorded));

/** An organization with an asset and two liabilities, all without floor, and nothing in its log. */
async function newOrganization() {
  const organizationId = newId();
  await postgres.db
    .insert(ledgers)
    .values({ organizationId, lastSequence: 0n, lastRecordedAt: new Date(0), revision: 0n });
  const rows = (['ASSET', 'LIABILITY', 'LIABILITY'] as const).map((accountClass) => ({
    ...{ id: newId(), organizationId, class: accountClass, currency: 'EUR', status: 'OPEN' as const },
    ...{ posted: 0n, pending: 0n, available: 0n, version: 0 },
  }));
  await postgres.db.insert(accountsTable).values(rows);
  const accounts = await postgres.db
    .select()
    .from(accountsTable)
    .where(eq(accountsTable.organizationId, organizationId))
    .orderBy(accountsTable.class, accountsTable.id);
  return { organizationId, accounts };
}

const organizations: string[] = [];
const findFaults = async (organizationId: string) => (await verifyLedger(verifying, { organizationId })).faults;

it('gives balances by either date as the sum of the rows up to the time, whenever they were recorded and took effect', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.array(time, { minLength: 1, maxLength: 8 }), async (transfers, times) => {
      const { organizationId, accounts } = await newOrganization();
      organizations.push(organizationId);
      const rows = transfers.map(({ debit, credit, recorded, effective, amount }) => ({
        debitAccountId: accounts[debit]?.id ?? '',
        creditAccountId: accounts[(debit + credit) % 3]?.id ?? '',
        ...{ amount, recordedAt: recorded, effectiveAt: effective ?? recorded },
      }));
      await ledger.commands.submit(
        organizationId,
        rows.map(({ recordedAt, effectiveAt, ...row }) =>
          pastTransferCommand({
            ...{ ...row, currency: 'EUR', recordedAt: new Date(recordedAt), effectiveAt: new Date(effectiveAt) },
          }),
        ),
      );
      const questions = accounts.flatMap((account) =>
        times.flatMap((at) => (['EFFECTIVE', 'RECORDED'] as const).map((by) => ({ account, time: new Date(at), by }))),
      );

      const balances = await balancesAt(postgres.db, questions);

      const sums = questions.map(({ account, time: until, by }) => {
        const sign = account.class === 'ASSET' ? 1n : -1n;
        return rows
          .filter((row) => (by === 'EFFECTIVE' ? row.effectiveAt : row.recordedAt) <= until.getTime())
          .reduce(
            (sum, { debitAccountId, creditAccountId, amount }) =>
              sum +
              (debitAccountId === account.id ? sign * amount : 0n) -
              (creditAccountId === account.id ? sign * amount : 0n),
            0n,
          );
      });
      expect(balances.map(({ balance }) => balance)).toEqual(sums);
      expect(new Set(balances.map(({ sequence }) => sequence))).toEqual(new Set([BigInt(rows.length)]));
      expect(await findFaults(organizationId)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('gives balances from a log that was written before daily shifts were kept', async () => {
  const kept = await ledger.sql`select * from ledger.daily_shifts where shift <> 0 order by account_id, day`;
  await ledger.sql.begin(async (tx) => {
    await tx`create table ledger.daily_balances (account_id uuid, day date, movement numeric)`;
    await tx`drop table ledger.daily_shifts`;
  });
  const migration = await readFile(
    fileURLToPath(import.meta.resolve('@tributary/migrations/ledger/0007_daily_shifts.sql')),
    'utf8',
  );

  await ledger.sql.begin(async (tx) => {
    for (const statement of migration.split('--> statement-breakpoint')) {
      await tx.unsafe(statement);
    }
  });

  expect(kept.length).toBeGreaterThan(0);
  expect(await ledger.sql`select * from ledger.daily_shifts where shift <> 0 order by account_id, day`).toEqual(kept);
  expect(await Promise.all(organizations.slice(0, 10).map(findFaults))).toEqual(
    organizations.slice(0, 10).map(() => []),
  );
});
