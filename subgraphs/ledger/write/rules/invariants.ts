import { assert } from '@tributary/platform/assert.ts';
import { raises } from '../../log/accounting.ts';
import type { AccountRow, HoldRow, LogContent } from '../../log/tables.ts';
import type { Account } from './account.ts';
import type { Decision, LedgerState, Reversible } from './books.ts';
import type { Command } from './commands.ts';

/*
 * Assertions in pairs: rows are checked after they are selected and before they are written. A failed assertion is a
 * fault of ours, and fails the batch before anything of it is written.
 */

/** Asserts that open holds only lower what is available, and that the account is not below its floor. */
export function assertAccount({ posted, pending, available, overdraftLimit }: AccountRow): void {
  assert(available <= posted, 'account has more available than posted');
  assert(available <= pending, 'account has more available than pending');
  assert(overdraftLimit === null || available + overdraftLimit >= 0n, 'account is below its floor');
}

/** Asserts that an account that is counted has its limits, and is written with them. */
function assertCounted({ countedVersion, version, limits }: Account): void {
  assert((countedVersion === null) === (limits === undefined), 'limits of an account were not selected');
  assert(countedVersion === null || countedVersion === version, 'use of limits is not of the version of its account');
}

/** Asserts that a hold is open exactly while it has a rest. */
export function assertHold({ status, remaining, amount }: HoldRow): void {
  assert(remaining >= 0n && remaining <= amount, 'rest of a hold is out of range');
  assert((status === 'OPEN') === remaining > 0n, 'status of a hold contradicts its rest');
}

/** Asserts that a transfer is reversed up to its amount. */
export function assertReversible({ row, reversed }: Reversible): void {
  assert(reversed >= 0n && reversed <= row.amount, 'reversed amount of a transfer is out of range');
}

/** Asserts a decision before it is written: accounts, holds, sums by currency, rows in sequence, and whole journals. */
export function assertDecision(state: LedgerState, commands: readonly Command[], decision: Decision): void {
  decision.accounts.forEach(assertAccount);
  decision.accounts.forEach(assertCounted);
  decision.holds.forEach(assertHold);
  assertBalanced(state, decision);
  assertInSequence(state, decision);
  assertWholeJournals(commands, decision.rows);
}

/** In each currency, the debits of a batch equal its credits, posted as well as pending. */
function assertBalanced(state: LedgerState, { accounts }: Decision): void {
  const sums = new Map<string, { posted: bigint; pending: bigint }>();
  for (const after of accounts) {
    const before = state.accounts.get(after.id);
    assert(before !== undefined, 'account to be written was not selected');
    const sum = sums.get(after.currency) ?? { posted: 0n, pending: 0n };
    const [posted, pending] = [after.posted - before.posted, after.pending - before.pending];
    const isRaisedByCredits = raises('credit', after);
    sum.posted += isRaisedByCredits ? posted : -posted;
    sum.pending += isRaisedByCredits ? pending : -pending;
    sums.set(after.currency, sum);
  }
  for (const { posted, pending } of sums.values()) {
    assert(posted === 0n, 'posted debits and credits of a batch differ');
    assert(pending === 0n, 'pending debits and credits of a batch differ');
  }
}

/** Sequences have no gap, times never decrease, and each row moves an amount between two accounts. */
function assertInSequence({ lastSequence, lastRecordedAt }: LedgerState, { rows }: Decision): void {
  let [sequence, recordedAt] = [lastSequence, lastRecordedAt];
  for (const row of rows) {
    sequence += 1n;
    assert(row.sequence === sequence, 'sequence of the log has a gap');
    assert(row.recordedAt >= recordedAt, 'row was recorded before the row before it');
    assert(row.amount > 0n, 'row moves no amount');
    assert(row.debitAccountId !== row.creditAccountId, 'both sides of a row are the same account');
    recordedAt = row.recordedAt;
  }
}

/** All transfers of a journal are posted, or none. */
function assertWholeJournals(commands: readonly Command[], rows: readonly LogContent[]): void {
  const posted = new Map<string, number>();
  for (const { journalId } of rows) {
    if (journalId !== null) {
      posted.set(journalId, (posted.get(journalId) ?? 0) + 1);
    }
  }
  if (posted.size === 0) {
    return;
  }
  for (const command of commands) {
    if (command.kind === 'TRANSFER' && command.journalId !== null) {
      const count = posted.get(command.journalId);
      if (count !== undefined) {
        posted.set(command.journalId, count - 1);
      }
    }
  }
  for (const missing of posted.values()) {
    assert(missing === 0, 'journal is posted in part');
  }
}
