import { newId } from '@tributary/domain/ids.ts';
import { openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, assert, beforeAll, expect, it } from 'vitest';
import { accounts as accountsTable, ledgers } from '../../subgraphs/ledger/log/tables.ts';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { day, iso, movedBy, start, statement, statementsOf, sumOf } from './statement-queries.ts';

let ledger: FreshLedger;
let postgres: Postgres;
beforeAll(async () => {
  ledger = await freshLedger();
  postgres = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests', poolSize: 2 });
});
afterAll(async () => {
  await postgres.close();
  await ledger.close();
});

/** Times at the boundaries of days, and others. */
const time = fc
  .tuple(fc.nat(3), fc.constantFrom(0, 1, day / 2, day - 1))
  .map(([number, within]) => start + number * day + within);
const transfer = fc.record({
  debit: fc.nat(2),
  credit: fc.integer({ min: 1, max: 2 }),
  amount: fc.bigInt({ min: 1n, max: 1_000_000n }),
  recorded: time,
  effective: fc.option(time, { freq: 2 }),
});
type Transfer = typeof transfer extends fc.Arbitrary<infer Value> ? Value : never;
const history = fc
  .array(transfer, { maxLength: 30 })
  .map((transfers) => transfers.toSorted((one, other) => one.recorded - other.recorded));

/** An organization with an asset and two liabilities, all without floor. */
async function organizationWith(transfers: readonly Transfer[]) {
  const organizationId = newId();
  await postgres.db
    .insert(ledgers)
    .values({ organizationId, lastSequence: 0n, lastRecordedAt: new Date(0), revision: 0n });
  await postgres.db.insert(accountsTable).values(
    (['ASSET', 'LIABILITY', 'LIABILITY'] as const).map((accountClass) => ({
      ...{ id: newId(), organizationId, class: accountClass, currency: 'EUR', status: 'OPEN' as const },
      ...{ posted: 0n, pending: 0n, available: 0n, version: 0 },
    })),
  );
  const accounts = await postgres.db
    .select()
    .from(accountsTable)
    .where(eq(accountsTable.organizationId, organizationId))
    .orderBy(accountsTable.class, accountsTable.id);
  const rows = transfers.map(({ debit, credit, recorded, effective, amount }, index) => ({
    sequence: BigInt(index + 1),
    debitAccountId: accounts[debit]?.id ?? '',
    creditAccountId: accounts[(debit + credit) % 3]?.id ?? '',
    ...{ amount, recordedAt: recorded, effectiveAt: effective ?? recorded },
  }));
  await ledger.commands.submit(
    organizationId,
    rows.map(({ debitAccountId, creditAccountId, amount, recordedAt, effectiveAt }) =>
      pastTransferCommand({
        ...{ debitAccountId, creditAccountId, amount, currency: 'EUR' },
        ...{ recordedAt: new Date(recordedAt), effectiveAt: new Date(effectiveAt) },
      }),
    ),
  );
  return { organizationId, accounts, rows };
}

it('a statement of a random history adds up by either date: opening balance plus entries is the closing balance, which opens the next', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.tuple(time, time, time), async (transfers, times) => {
      const { organizationId, accounts, rows } = await organizationWith(transfers);
      const [from = 0, middle = 0, before = 0] = times.toSorted((one, other) => one - other);
      const parts = [
        ['whole', from, before],
        ['first', from, middle],
        ['second', middle, before],
      ] as const;
      const dates = ['EFFECTIVE', 'RECORDED'] as const;
      const fields = dates.flatMap((by) =>
        parts.map(
          ([part, since, until]) =>
            `${part}_${by}: ${statement(`from: "${iso(since)}", before: "${iso(until)}", by: ${by}`)}`,
        ),
      );
      const viewer: Viewer = {
        ...{ kind: 'user', id: newId(), organizationId, role: 'OPERATOR', expiresAt: 2_000_000_000 },
      };

      const found = await statementsOf(
        ledger,
        accounts.map(({ id }) => id),
        fields.join(' '),
        viewer,
      );

      for (const [index, account] of accounts.entries()) {
        for (const by of dates) {
          const of = (part: (typeof parts)[number][0]) => {
            const one = found[index]?.[`${part}_${by}`];
            assert(one !== undefined);
            return one;
          };
          for (const [part, since, until] of parts) {
            const { entries, openingBalance, closingBalance, debits, credits } = of(part);
            const isMeant = ({ debitAccountId, creditAccountId, effectiveAt, recordedAt }: (typeof rows)[number]) => {
              const date = by === 'EFFECTIVE' ? effectiveAt : recordedAt;
              return [debitAccountId, creditAccountId].includes(account.id) && date >= since && date < until;
            };
            expect(entries.nodes.map(({ sequence }) => sequence)).toEqual(
              rows.filter(isMeant).map(({ sequence }) => sequence),
            );
            expect(openingBalance.minorUnits + movedBy(entries, account.class === 'ASSET')).toBe(
              closingBalance.minorUnits,
            );
            expect([debits.minorUnits, credits.minorUnits]).toEqual([
              sumOf(entries, 'DEBIT'),
              sumOf(entries, 'CREDIT'),
            ]);
          }
          expect(of('first').closingBalance.minorUnits).toBe(of('second').openingBalance.minorUnits);
          expect(of('first').openingBalance.minorUnits).toBe(of('whole').openingBalance.minorUnits);
          expect(of('second').closingBalance.minorUnits).toBe(of('whole').closingBalance.minorUnits);
        }
      }
      expect(new Set(found.flatMap((one) => Object.values(one).map(({ cursor }) => cursor))).size).toBe(1);
    }),
    { numRuns: 15 },
  );
});
