import { formatId } from '@tributary/domain/ids.ts';
import { verifyLedger } from '@tributary/ledger/audit/verify-ledger.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { openPool } from '@tributary/platform/postgres.ts';
import postgres from 'postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freshLedger } from '../ledger/fresh-ledger.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { accountIdOf, fillVersionBefore, migrateToVersionBefore, organizationId } from './version-before.ts';

/** Number of accounts, and about the number of rows of the log. `pnpm drills` takes a million. */
const count = Number(process.env['UPGRADED_ROWS'] ?? 20_000);
const stoppedMaxMs = 10_000;
const timeoutMs = 60_000 + 2 * count;

it(
  'upgrades a database of the version before, with holds and journals, and stops writes for at most 10 s',
  async () => {
    const database = await freshDatabase({ isMigrated: false });
    await migrateToVersionBefore(database.url);
    const { rows, openHolds } = await fillVersionBefore(database.url, count);
    const writers = [
      // The writes of an old process for a transfer, and for an account.
      watchWrites(database.url, (tx) => [
        tx`update ledger.ledgers set last_sequence = last_sequence where organization_id = ${organizationId}`,
        tx`update ledger.accounts set posted = posted where id = ${accountIdOf(1)}`,
        tx`insert into ledger.idempotency (organization_id, subject, key, input, refusal) values (${organizationId}, 'usr:1', 'probe', '{}', '{}')`,
        tx`update ledger.holds set remaining = remaining where organization_id = ${organizationId} and sequence < 100`,
      ]),
      watchWrites(database.url, (tx) => [
        tx`insert into accounts.accounts (id, organization_id, name, class, currency, status) values (${organizationId}, ${organizationId}, 'Probe', 'ASSET', 'EUR', 'OPEN')`,
      ]),
      watchWrites(database.url, (tx) => [tx`update users.users set name = name`]),
    ];

    const started = performance.now();
    await runMigrations(database.url);
    const seconds = (performance.now() - started) / 1000;
    const stops = await Promise.all(writers.map((writer) => writer.stop()));
    console.log(
      `${count.toLocaleString('en')} accounts and ${rows.toLocaleString('en')} rows: migrated in ${seconds.toFixed(1)} s; transfers, accounts and people stopped for ${stops.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s.`,
    );

    expect(Math.max(...stops)).toBeLessThan(stoppedMaxMs);
    expect(await verify(database.url)).toMatchObject({ rows: BigInt(rows), faults: [] });
    const ledger = await freshLedger({ database, organizationId });
    const operator = ledger.operator();
    const [hold] = await ledger.sql<{ id: string; open: number }[]>`
      select id, count(*) over ()::int as open from ledger.holds where status = 'OPEN' limit 1`;
    expect(hold?.open).toBe(openHolds);
    const response = await ledger.execute(
      operator,
      `mutation ($transfer: CreateTransferInput!, $capture: CaptureHoldInput!) {
        createTransfer(input: $transfer) { transfer { sequence } errors { message } }
        captureHold(input: $capture) { hold { status } errors { message } }
      }`,
      {
        transfer: {
          idempotencyKey: 'after the upgrade',
          debitAccountId: formatId('acct', accountIdOf(1)),
          creditAccountId: formatId('acct', accountIdOf(2)),
          amount: { amount: '1.00', currency: 'EUR' },
        },
        capture: { idempotencyKey: 'a hold from before', holdId: formatId('hold', hold?.id ?? '') },
      },
    );
    expect(response).toMatchObject({
      data: {
        createTransfer: { transfer: { sequence: String(rows + 1) }, errors: [] },
        captureHold: { hold: { status: 'CAPTURED' }, errors: [] },
      },
    });
    expect(await verify(database.url)).toMatchObject({ rows: BigInt(rows + 2), faults: [] });
    await ledger.close();
  },
  timeoutMs,
);

/** Writes repeatedly, and rolls each write back. `stop` returns the longest duration of a write, in milliseconds. */
function watchWrites(
  url: string,
  write: (tx: postgres.TransactionSql) => readonly PromiseLike<unknown>[],
): { stop(): Promise<number> } {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const rollback = new Error('taken back');
  const stopping = new AbortController();
  let longest = 0;
  const writing = (async () => {
    while (!stopping.signal.aborted) {
      const started = performance.now();
      await sql
        .begin(async (tx) => {
          await Promise.all(write(tx));
          throw rollback;
        })
        .catch((error: unknown) => {
          if (error !== rollback) {
            throw error;
          }
        });
      longest = Math.max(longest, performance.now() - started);
      await sleep(20);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await writing;
      await sql.end({ timeout: 5 });
      return longest;
    },
  };
}

async function verify(url: string) {
  const pool = openPool({ url, applicationName: 'tests', poolSize: 1 });
  try {
    return await verifyLedger(pool, { organizationId });
  } finally {
    await pool.end({ timeout: 2 });
  }
}
