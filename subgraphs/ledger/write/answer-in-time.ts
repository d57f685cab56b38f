import { Misuse } from '@tributary/platform/errors.ts';
import type { Command, Outcome } from './rules/commands.ts';

/** The part of the remaining time that is kept for sending the answer: a fifth, up to a second. */
const sendTime = { share: 0.2, mostMs: 1_000 };

/**
 * The outcomes, or Misuse `OUTCOME_UNKNOWN` shortly before the caller's deadline, by `performance.now()`. After it, the
 * caller would learn less: only that the ledger did not answer.
 */
export async function answerInTime(
  outcomes: Promise<Outcome[]>,
  commands: readonly Command[],
  deadlineAt: number,
): Promise<Outcome[]> {
  const leftMs = Math.max(0, deadlineAt - performance.now());
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(outcomeUnknown(commands)),
    leftMs - Math.min(leftMs * sendTime.share, sendTime.mostMs),
  );
  try {
    return await Promise.race([outcomes, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error for commands that may have been executed, or may be yet. */
export function outcomeUnknown(commands: readonly Command[]): Misuse {
  return new Misuse(
    'OUTCOME_UNKNOWN',
    'The ledger did not finish in time, and may have done this or not. Send it again with the same idempotency key: it is done once.',
    { idempotencyKeys: commands.flatMap(({ idempotencyKey }) => idempotencyKey ?? []) },
  );
}
