import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound } from './verified.ts';

let ledger: FreshLedger;
let bank: string;
let payee: string;

beforeEach(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  payee = await ledger.openAccount();
});
afterEach(() => ledger.close());

const deposits = (count: number) =>
  ledger.commands.submit(
    ledger.organizationId,
    Array.from({ length: count }, () =>
      pastTransferCommand({
        debitAccountId: bank,
        creditAccountId: payee,
        amount: 1n,
        currency: 'EUR',
        recordedAt: new Date(0),
      }),
    ),
  );

async function partitions(): Promise<string[]> {
  const rows = await ledger.sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'ledger.log'::regclass order by name`;
  return rows.map(({ name }) => name);
}

/** The triggers, checks and indexes of a partition. */
async function guardsOf(partition: string): Promise<unknown> {
  const [row] = await ledger.sql`
    select array(select tgname::text from pg_trigger where tgrelid = ${partition}::regclass order by 1) as triggers,
      array(select pg_get_constraintdef(oid) from pg_constraint where conrelid = ${partition}::regclass order by 1) as constraints,
      array(select regexp_replace(pg_get_indexdef(indexrelid), '^.* USING', '') from pg_index where indrelid = ${partition}::regclass order by 1) as indexes`;
  return row;
}

/** Moves the only row of the log to a sequence, as if the log had grown to it. */
async function moveHeadTo(sequence: number): Promise<void> {
  await deposits(1);
  await ledger.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update ledger.log set sequence = ${sequence}`;
    // The new revision makes every process select the ledger again instead of using its memory.
    await tx`update ledger.ledgers set last_sequence = ${sequence}, revision = revision + 1 where organization_id = ${ledger.organizationId}`;
  });
}

describe('a burst', () => {
  it('continues in the next partition in the middle of a batch', async () => {
    // Partitions of 2,000 rows instead of 10 million.
    await ledger.sql`drop table ledger.log_000000, ledger.log_000001`;
    const [row] = await ledger.sql<{ definition: string }[]>`
      select pg_get_functiondef('ledger.ensure_partitions'::regproc) as definition`;
    await ledger.sql.unsafe(
      row?.definition.replace('size constant bigint := 10000000', 'size constant bigint := 2000') ?? '',
    );
    await ledger.sql`select ledger.ensure_partitions(4000)`;

    await Promise.all([300, 1_000, 1_000, 1_000, 1_000, 1_000].map(deposits));

    const rows = await ledger.sql`
      select tableoid::regclass::text as partition, min(sequence)::int as first, max(sequence)::int as last, count(*)::int as rows
      from ledger.log group by tableoid order by first`;
    expect([...rows]).toEqual([
      { partition: 'ledger.log_000000', first: 1, last: 1_999, rows: 1_999 },
      { partition: 'ledger.log_000001', first: 2_000, last: 3_999, rows: 2_000 },
      { partition: 'ledger.log_000002', first: 4_000, last: 5_300, rows: 1_301 },
    ]);
    await checkSound(ledger);
  });
});

describe('the partition after the next', () => {
  it('is made by the service long before it is needed, and is guarded as the others are', async () => {
    await moveHeadTo(9_899_950);
    const before = await partitions();

    await deposits(100);

    expect(before).toEqual(['ledger.log_000000', 'ledger.log_000001']);
    expect(await partitions()).toEqual([...before, 'ledger.log_000002']);
    await expect(ledger.sql`truncate ledger.log_000002`).rejects.toThrow(/append-only/);
    const [made, migrated] = [await guardsOf('ledger.log_000002'), await guardsOf('ledger.log_000001')];
    expect(made).toEqual(migrated);
  });

  it('is made during a long read of the log, and delays neither writers nor readers', async () => {
    await moveHeadTo(9_899_950);

    await ledger.sql.begin('isolation level repeatable read read only', async (tx) => {
      await tx`select count(*) from ledger.log`;
      await deposits(100);
      await deposits(1);
      expect(await partitions()).toContain('ledger.log_000002');
    });

    const [row] =
      await ledger.sql`select last_sequence::int as head from ledger.ledgers where organization_id = ${ledger.organizationId}`;
    expect(row?.['head']).toBe(9_900_051);
  });
});
