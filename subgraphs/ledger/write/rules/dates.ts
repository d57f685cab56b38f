import { mayBackdate } from '../../log/permissions.ts';
import type { Refusal } from '../../log/tables.ts';
import type { Books } from './books.ts';
import type { CaptureCommand, Command, ReversalCommand, TransferCommand } from './commands.ts';
import type { Sides } from './movements.ts';
import { declined, isVisible } from './refusals.ts';

/** The most by which a client's clock may be ahead of the database's. */
const clockSkewMs = 60_000;
/** The most by which a transfer may be dated back without a right: requests wait, and clocks differ. */
const backdatedMs = 5 * 60_000;

/** Refuses a date of effect in the future, in the past without the right to it, or in a closed period. */
export function refuseDate(books: Books, command: Command): Refusal | null {
  const effectiveAt = 'effectiveAt' in command ? command.effectiveAt : null;
  if (effectiveAt !== null) {
    const refusal = refuseDistance(command.viewer, effectiveAt, books.now);
    if (refusal !== null) {
      return refusal;
    }
  }
  const closedUntil = books.closedUntil();
  if (closedUntil === null) {
    return null;
  }
  const recordedAt = 'recordedAt' in command ? command.recordedAt : undefined;
  return (effectiveAt ?? books.recordingTime(recordedAt)) >= closedUntil
    ? null
    : { code: 'PERIOD_CLOSED', field: 'effectiveAt', closedUntil: closedUntil.toISOString() };
}

function refuseDistance(viewer: Command['viewer'], effectiveAt: Date, now: Date): Refusal | null {
  if (effectiveAt.getTime() > now.getTime() + clockSkewMs) {
    return {
      code: 'INVALID_INPUT',
      field: 'effectiveAt',
      problem: 'Send a time that is not in the future, or leave it out.',
    };
  }
  return viewer === null || !isBackdated(effectiveAt, now) || mayBackdate(viewer)
    ? null
    : {
        code: 'NOT_PERMITTED',
        field: 'effectiveAt',
        problem:
          'Dating back by more than 5 minutes is for operators, and for API clients with `transfers:backdate`. Leave the time out, or ask one of them.',
      };
}

function isBackdated(effectiveAt: Date, now: Date): boolean {
  return effectiveAt.getTime() < now.getTime() - backdatedMs;
}

/**
 * Refuses a transfer that is dated back before one of its accounts was opened. History that the platform itself writes
 * may be older than the accounts.
 */
export function refuseBeforeOpening(
  books: Books,
  command: TransferCommand | CaptureCommand | ReversalCommand,
  sides: Sides,
  fields: Readonly<Record<'debit' | 'credit', string>>,
): Refusal | null {
  const { viewer, effectiveAt } = command;
  const isHistory = viewer === null || (command.kind === 'TRANSFER' && (command.isHistory ?? false));
  if (effectiveAt === null || isHistory || !isBackdated(effectiveAt, books.now)) {
    return null;
  }
  for (const side of ['debit', 'credit'] as const) {
    const account = sides[side];
    if (account.openedAt !== null && effectiveAt < account.openedAt) {
      return isVisible(viewer, account)
        ? {
            code: 'INVALID_INPUT',
            field: 'effectiveAt',
            problem: `The ${side}ed account was opened at ${account.openedAt.toISOString()}. Send that time or a later one.`,
          }
        : declined(fields[side]);
    }
  }
  return null;
}
