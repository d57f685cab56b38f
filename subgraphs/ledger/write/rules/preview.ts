import { assert } from '@tributary/platform/assert.ts';
import type { LogContent } from '../../log/tables.ts';
import type { LedgerState } from './books.ts';
import type { Command, Outcome, Preview } from './commands.ts';
import { decide } from './decide.ts';
import { assertDecision } from './invariants.ts';

/**
 * The outcomes that a request would have if it were decided now. Nothing of it is written. An accepted command gets a
 * preview, and a key that was used before gets its first outcome.
 *
 * The request is decided as it would be as a batch of its own, so later commands see the effects of earlier ones.
 */
export function previewOutcomes(state: LedgerState, commands: readonly Command[], now: Date): Outcome[] {
  const decision = decide(state, commands, now);
  assertDecision(state, commands, decision);
  const rows = new Map(decision.rows.map((row) => [row.id, row]));
  // A key that comes twice in the request has one outcome, the same object. So both get its preview.
  const previews = new Map<Outcome, Outcome>();
  for (const [index, outcome] of decision.outcomes.entries()) {
    const row = rows.get(commands[index]?.id ?? '');
    if (row !== undefined && !('refusal' in outcome)) {
      previews.set(outcome, { transferId: null, holdId: null, preview: previewOf(state, row) });
    }
  }
  return decision.outcomes.map((outcome) => previews.get(outcome) ?? outcome);
}

function previewOf({ accounts, lastSequence }: LedgerState, row: LogContent): Preview {
  const [debit, credit] = [accounts.get(row.debitAccountId), accounts.get(row.creditAccountId)];
  assert(debit !== undefined && credit !== undefined, 'accounts of a row were not selected');
  return { row, debit, credit, lastSequence };
}
