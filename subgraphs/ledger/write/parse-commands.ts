import { Misuse } from '@tributary/platform/errors.ts';
import { newId, parseId } from '@tributary/domain/ids.ts';
import { parseAmount } from '@tributary/domain/money.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type {
  CaptureHoldInput,
  CreateHoldInput,
  CreateTransferInput,
  MoneyInput,
  ReverseTransferInput,
  VoidHoldInput,
} from '../generated/schema.ts';
import type { Refusal } from '../log/tables.ts';
import type { CaptureCommand, HoldCommand, ReversalCommand, TransferCommand, VoidCommand } from './rules/commands.ts';

const holdSeconds = { default: 604_800, max: 31_536_000 };
/** Earlier dates are mistakes, such as a year of two digits. */
const effectiveAtMin = new Date('1900-01-01T00:00:00Z');

/** A transfer as a command. Transfers of one request with the same `journal` get the same journal id. */
export function transferCommand(
  viewer: SignedInViewer,
  input: CreateTransferInput,
  { journals, position }: { journals: Map<string, string>; position: number } = { journals: new Map(), position: 0 },
): TransferCommand {
  const { journal, effectiveAt, expectedDebitVersion, expectedCreditVersion } = input;
  const journalId = journal == null ? null : (journals.get(journal) ?? newId());
  if (journal != null && journalId !== null) {
    journals.set(journal, journalId);
  }
  const amount = parseMoney(input.amount);
  return {
    ...common(viewer, 'createTransfer', input, { journal, amount, effectiveAt }),
    kind: 'TRANSFER',
    ...between(input, amount),
    ...conditions(input),
    expectedDebitVersion: expectedDebitVersion ?? null,
    expectedCreditVersion: expectedCreditVersion ?? null,
    effectiveAt: effectiveAt ?? null,
    journalId,
    position,
  };
}

export function holdCommand(viewer: SignedInViewer, input: CreateHoldInput): HoldCommand {
  const { expiresIn, expectedDebitVersion, expectedCreditVersion } = input;
  const amount = parseMoney(input.amount);
  const command: HoldCommand = {
    ...common(viewer, 'createHold', input, { amount }),
    kind: 'HOLD',
    ...between(input, amount),
    ...conditions(input),
    expectedDebitVersion: expectedDebitVersion ?? null,
    expectedCreditVersion: expectedCreditVersion ?? null,
    expiresInSeconds: expiresIn ?? holdSeconds.default,
  };
  const isInBounds = command.expiresInSeconds >= 1 && command.expiresInSeconds <= holdSeconds.max;
  return isInBounds
    ? command
    : { ...command, malformed: invalid('expiresIn', `Send 1 to ${holdSeconds.max} seconds.`) };
}

export function captureCommand(viewer: SignedInViewer, input: CaptureHoldInput): CaptureCommand {
  const amount = input.amount == null ? null : parseMoney(input.amount);
  return {
    ...common(viewer, 'captureHold', input, { amount, effectiveAt: input.effectiveAt }),
    kind: 'CAPTURE',
    holdId: parseId('hold', input.holdId),
    amount: amount === null ? null : { minorUnits: amount.minorUnits, currency: amount.currency },
    effectiveAt: input.effectiveAt ?? null,
  };
}

export function voidCommand(viewer: SignedInViewer, input: VoidHoldInput): VoidCommand {
  return {
    ...common(viewer, 'voidHold', input, {}),
    kind: 'VOID',
    holdId: parseId('hold', input.holdId),
  };
}

export function reversalCommand(viewer: SignedInViewer, input: ReverseTransferInput): ReversalCommand {
  const amount = input.amount == null ? null : parseMoney(input.amount);
  return {
    ...common(viewer, 'reverseTransfer', input, { amount, effectiveAt: input.effectiveAt }),
    kind: 'REVERSAL',
    transferId: parseId('tr', input.transferId),
    amount: amount === null ? null : { minorUnits: amount.minorUnits, currency: amount.currency },
    effectiveAt: input.effectiveAt ?? null,
  };
}

type ParsedMoney = { minorUnits: bigint; currency: string; problem?: Refusal };

/** An amount, or one minor unit together with its problem: such a command is refused before it is decided. */
function parseMoney({ amount, currency }: MoneyInput): ParsedMoney {
  const parsed = parseAmount(amount, currency);
  if ('problem' in parsed) {
    return { minorUnits: 1n, currency, problem: { code: 'INVALID_AMOUNT', problem: parsed.problem } };
  }
  return parsed.minorUnits > 0n
    ? { minorUnits: parsed.minorUnits, currency }
    : { minorUnits: 1n, currency, problem: { code: 'INVALID_AMOUNT', problem: 'Send an amount of more than zero.' } };
}

function between(
  { debitAccountId, creditAccountId }: { debitAccountId: string; creditAccountId: string },
  { minorUnits, currency }: ParsedMoney,
) {
  return {
    debitAccountId: parseId('acct', debitAccountId),
    creditAccountId: parseId('acct', creditAccountId),
    amount: minorUnits,
    currency,
  };
}

type Conditions = {
  debitAvailableAtLeast?: MoneyInput | null | undefined;
  creditAvailableAtLeast?: MoneyInput | null | undefined;
};

/** The conditions of a command. `common` finds the malformed ones. */
function conditions({
  debitAvailableAtLeast,
  creditAvailableAtLeast,
}: Conditions): Pick<TransferCommand, 'availableAtLeast'> {
  const [debit, credit] = [parseCondition(debitAvailableAtLeast), parseCondition(creditAvailableAtLeast)];
  return debit === null && credit === null ? {} : { availableAtLeast: { debit, credit } };
}

function parseCondition(money: MoneyInput | null | undefined): ParsedMoney | null {
  if (money == null) {
    return null;
  }
  const { amount, currency } = money;
  const parsed = parseAmount(amount, currency);
  return 'problem' in parsed
    ? { minorUnits: 0n, currency, problem: { code: 'INVALID_AMOUNT', problem: parsed.problem } }
    : { minorUnits: parsed.minorUnits, currency };
}

type CommonInput = Conditions & {
  idempotencyKey: string;
  amount?: MoneyInput | null | undefined;
  description?: string | null | undefined;
  externalId?: string | null | undefined;
  metadata?: Record<string, string> | null | undefined;
};

/** The fields that all commands have, from the input as sent and its parsed parts. */
function common(
  viewer: SignedInViewer,
  mutation: string,
  input: CommonInput,
  {
    journal,
    amount = null,
    effectiveAt,
  }: { journal?: string | null | undefined; amount?: ParsedMoney | null; effectiveAt?: Date | null | undefined },
) {
  const { idempotencyKey, description, externalId, metadata, ...rest } = input;
  const debitAvailableAtLeast = parseCondition(input.debitAvailableAtLeast);
  const creditAvailableAtLeast = parseCondition(input.creditAvailableAtLeast);
  if (!isText(idempotencyKey, 1, 255)) {
    throw new Misuse('BAD_USER_INPUT', '`idempotencyKey` takes 1 to 255 characters.');
  }
  const malformed =
    amount?.problem ??
    (isText(description ?? '', 0, 500) ? null : invalid('description', 'Send up to 500 characters.')) ??
    (isText(externalId ?? '', 0, 255) ? null : invalid('externalId', 'Send up to 255 characters.')) ??
    (isText(journal ?? '', 0, 255) ? null : invalid('journal', 'Send up to 255 characters.')) ??
    (effectiveAt == null || effectiveAt >= effectiveAtMin
      ? null
      : invalid('effectiveAt', 'Send a time from the year 1900 on, or leave it out.')) ??
    problemOf('debitAvailableAtLeast', debitAvailableAtLeast) ??
    problemOf('creditAvailableAtLeast', creditAvailableAtLeast);
  return {
    viewer,
    subject: subjectOf(viewer),
    id: newId(),
    idempotencyKey,
    // A mismatch is looked for in this order. Fields that were not sent are absent.
    input: withoutAbsent({
      mutation,
      ...rest,
      amount: normalForm(amount),
      debitAvailableAtLeast: normalForm(debitAvailableAtLeast),
      creditAvailableAtLeast: normalForm(creditAvailableAtLeast),
      effectiveAt: effectiveAt?.toISOString(),
      description,
      externalId,
      metadata,
    }),
    ...(malformed === null ? {} : { malformed }),
    description: description ?? null,
    externalId: externalId ?? null,
    metadata: metadata ?? null,
  };
}

/** An amount in its one normal form, however many zeros were sent. */
function normalForm(amount: ParsedMoney | null): string | undefined {
  return amount === null ? undefined : `${amount.minorUnits} ${amount.currency}`;
}

function problemOf(field: string, amount: ParsedMoney | null): Refusal | null {
  return amount?.problem?.code === 'INVALID_AMOUNT' ? invalid(field, amount.problem.problem) : null;
}

function withoutAbsent(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}

/** PostgreSQL cannot store U+0000, nor half a surrogate pair. */
function isText(text: string, min: number, max: number): boolean {
  return text.length >= min && text.length <= max && !text.includes('\0') && text.isWellFormed();
}

function invalid(field: string, problem: string): Refusal {
  return { code: 'INVALID_INPUT', field, problem };
}
