import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound } from './verified.ts';

let ledger: FreshLedger;
let bank: string;
let payer: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  payer = await ledger.openAccount({ overdraftLimit: '500' });
  const between = (debit: string, credit: string) => ({
    idempotencyKey: newId(),
    debitAccountId: acct(debit),
    creditAccountId: acct(credit),
    amount: { amount: '10.00', currency: 'EUR' },
  });
  await ledger.execute(
    ledger.operator(),
    `mutation ($transfer: CreateTransferInput!, $hold: CreateHoldInput!) {
      createTransfer(input: $transfer) { errors { code } } createHold(input: $hold) { errors { code } } }`,
    { transfer: between(bank, payer), hold: between(payer, bank) },
  );
});
afterAll(async () => {
  // Nothing of any attempt is left.
  await checkSound(ledger);
  await ledger.close();
});

/**
 * Runs a statement as the service or as the owner of the tables, on an open transaction that is rolled back in any
 * case.
 */
async function attempt(statement: string, { role }: { role: 'service' | 'owner' }): Promise<unknown> {
  const undo = new Error('undone');
  try {
    await ledger.sql.begin(async (tx) => {
      if (role === 'service') {
        await tx`set local role tributary_ledger`;
      }
      await tx.unsafe(statement);
      throw undo;
    });
  } catch (error) {
    return error === undo ? 'done' : error;
  }
  return 'committed';
}

describe('the role of the service', () => {
  it.each([
    'update ledger.log set amount = amount + 1',
    'delete from ledger.log',
    'truncate ledger.log',
    'update ledger.log_000000 set amount = amount + 1',
    'delete from ledger.log_000000',
    'truncate ledger.log_000000',
    'insert into ledger.log_000001 select * from ledger.log',
    'alter table ledger.log disable trigger log_append_only',
    'alter table ledger.log disable trigger all',
    'alter table ledger.log_000000 disable trigger all',
    'drop trigger log_append_only on ledger.log',
    'create or replace function ledger.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
    'alter function ledger.refuse_change() rename to allow_change',
    "set session_replication_role = 'replica'",
    'alter table ledger.log detach partition ledger.log_000000',
    'drop table ledger.log_000001',
    'alter table ledger.log drop constraint log_amount_check',
    'alter table ledger.accounts drop constraint accounts_floor',
    'create table ledger.log_000009 (x int)',
    'update ledger.idempotency set refusal = null',
    'delete from ledger.idempotency',
    'delete from ledger.accounts',
    'delete from ledger.holds',
    'delete from ledger.ledgers',
    'truncate ledger.daily_shifts',
    'update ledger.overdraft_limits set overdraft_limit = null',
    'update ledger.transfer_limits set per_transfer = null',
    'delete from ledger.transfer_limits',
    'delete from ledger.limit_usage',
    'update ledger.closed_periods set until = now()',
    'delete from ledger.closed_periods',
    'alter table ledger.ledgers disable trigger ledgers_stay_closed',
    'select ledger.ensure_partitions(-1)',
    'select ledger.ensure_partitions(9223372036854775807)',
  ])('is refused `%s`', async (statement) => {
    const error = await attempt(statement, { role: 'service' });

    expect(error).toMatchObject({ message: expect.stringMatching(/permission denied|must be owner|out of range/) });
  });

  it('may do what a batch does', async () => {
    const done = await attempt('update ledger.holds set remaining = 1; select ledger.ensure_partitions(1)', {
      role: 'service',
    });

    expect(done).toBe('done');
  });
});

/** A copy of the newest row, with the next sequence and some columns changed. */
const nextRow = (changes: string) =>
  `create temporary table next on commit drop as select * from ledger.log where kind = 'TRANSFER' order by sequence desc limit 1;
   update next set sequence = (select max(sequence) + 1 from ledger.log), id = gen_random_uuid();
   update next set ${changes}; insert into ledger.log select * from next`;

describe('the database', () => {
  it.each([
    ['an amount of zero', () => nextRow('amount = 0'), /log_amount_check/],
    ['an amount below zero', () => nextRow('amount = -1'), /log_amount_check/],
    ['a row between an account and itself', () => nextRow('credit_account_id = debit_account_id'), /log_check/],
    ['an unknown kind', () => nextRow("kind = 'GIFT', hold_id = gen_random_uuid()"), /log_kind_check/],
    ['a capture of no hold', () => nextRow("kind = 'CAPTURE'"), /log_check/],
    ['a row without a hash', () => nextRow('hash = null'), /null value in column "hash"/],
    ['a hash of one byte', () => nextRow(String.raw`hash = '\x00'`), /log_hash_check/],
    ['a gap in the sequence', () => nextRow('sequence = sequence + 1'), /no gaps/],
    ['a repeated sequence', () => nextRow('sequence = sequence - 1'), /duplicate key/],
    ['a sequence of zero', () => nextRow('sequence = 0'), /log_sequence_check|no partition/],
    [
      'an account below its floor',
      () => `update ledger.accounts set available = -501 where id = '${payer}'`,
      /accounts_floor/,
    ],
    [
      'an overdraft limit below zero',
      () => `update ledger.accounts set overdraft_limit = -1, available = 1 where id = '${bank}'`,
      /overdraft_limit_check/,
    ],
    [
      'an account that is closed with money in it',
      () => `update ledger.accounts set status = 'CLOSED' where id = '${payer}'`,
      /accounts_closed_empty/,
    ],
    ['a hold with a rest above its amount', () => 'update ledger.holds set remaining = amount + 1', /holds_check/],
    [
      'a hold with a negative rest',
      () => 'update ledger.holds set remaining = -1',
      /holds_remaining_check|holds_check/,
    ],
    ['an open hold without a rest', () => 'update ledger.holds set remaining = 0', /holds_check/],
    ['a captured hold with a rest', () => "update ledger.holds set status = 'CAPTURED'", /holds_check/],
    [
      'a key without an outcome',
      () =>
        `insert into ledger.idempotency (organization_id, subject, key, input) values ('${newId()}', 's', 'k', '{}')`,
      /idempotency_check/,
    ],
    [
      'a row in a closed period',
      () => `update ledger.ledgers set closed_until = now(); ${nextRow("effective_at = now() - interval '1 hour'")}`,
      /period is closed/,
    ],
    [
      'a period that is opened again',
      () => 'update ledger.ledgers set closed_until = now(); update ledger.ledgers set closed_until = null',
      /stays closed/,
    ],
    [
      'an earlier end of the closed periods',
      () =>
        "update ledger.ledgers set closed_until = now(); update ledger.ledgers set closed_until = now() - interval '1 ms'",
      /stays closed/,
    ],
    ['a head without a hash', () => 'update ledger.ledgers set head_hash = null', /ledgers_check/],
  ])('refuses %s, to its owner as well', async (_, statement, message) => {
    expect(await attempt(statement(), { role: 'owner' })).toMatchObject({ message: expect.stringMatching(message) });
  });

  it('takes an account down to its floor, and the next row of the log', async () => {
    const floor = `update ledger.accounts set available = -500 where id = '${payer}'`;

    expect(await attempt(floor, { role: 'owner' })).toBe('done');
    expect(await attempt(nextRow('amount = 1'), { role: 'owner' })).toBe('done');
  });
});
