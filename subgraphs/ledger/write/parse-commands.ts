import { newId } from '@tributary/domain/ids.ts';
import { minorUnitsMax } from '@tributary/domain/money.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type {
  CaptureHoldInput,
  CreateHoldInput,
  CreateTransferInput,
  MoneyInput,
  RaiseHoldInput,
  ReverseTransferInput,
  VoidHoldInput,
} from '../generated/schema.ts';
import { InputParser } from './parse-input.ts';
import type {
  Amount,
  CaptureCommand,
  HoldCommand,
  RaiseCommand,
  ReversalCommand,
  TransferCommand,
  VoidCommand,
} from './rules/commands.ts';

/** The time from now to the expiry of a hold, in seconds. */
export const holdSeconds = { default: 604_800, max: 31_536_000 };

/** A transfer as a command. Transfers of one request with the same `journal` get the same journal id. */
export function transferCommand(
  viewer: SignedInViewer,
  input: CreateTransferInput,
  { journals, position }: { journals: Map<string, string>; position: number } = { journals: new Map(), position: 0 },
): TransferCommand {
  const parser = new InputParser();
  const { journal } = input;
  const journalId = journal == null ? null : (journals.get(journal) ?? newId());
  if (journal != null && journalId !== null) {
    journals.set(journal, journalId);
  }
  const sides = parseSides(parser, input);
  const amountRule = input.amountRule ?? 'EXACT';
  const isBalancing = amountRule === 'BALANCING_DEBIT' || amountRule === 'BALANCING_CREDIT';
  const amount = isBalancing && input.amount == null ? null : parser.amount(input.amount);
  const conditions = parseConditions(parser, input);
  parser.text('journal', journal, 255);
  const effectiveAt = parser.effectiveAt(input.effectiveAt);
  return {
    ...common(viewer, 'createTransfer', input, { parser, amount, effectiveAt, conditions }),
    kind: 'TRANSFER',
    ...sides,
    ...conditions,
    amount: amount?.minorUnits ?? minorUnitsMax,
    currency: amount?.currency ?? null,
    ...(amountRule === 'EXACT' ? {} : { amountRule }),
    effectiveAt,
    journalId,
    position,
  };
}

export function holdCommand(viewer: SignedInViewer, input: CreateHoldInput): HoldCommand {
  const parser = new InputParser();
  const sides = parseSides(parser, input);
  const amount = parser.amount(input.amount);
  const conditions = parseConditions(parser, input);
  const expiresInSeconds = parser.seconds('expiresIn', input.expiresIn ?? holdSeconds.default, holdSeconds.max);
  return {
    ...common(viewer, 'createHold', input, { parser, amount, conditions }),
    kind: 'HOLD',
    ...sides,
    ...conditions,
    amount: amount.minorUnits,
    currency: amount.currency,
    expiresInSeconds,
    revocable: input.revocable ?? false,
  };
}

export function captureCommand(viewer: SignedInViewer, input: CaptureHoldInput): CaptureCommand {
  const parser = new InputParser();
  const holdId = parser.id('hold', 'holdId', input.holdId);
  const amount = input.amount == null ? null : parser.amount(input.amount);
  const effectiveAt = parser.effectiveAt(input.effectiveAt);
  return {
    ...common(viewer, 'captureHold', input, { parser, amount, effectiveAt }),
    kind: 'CAPTURE',
    holdId,
    amount,
    effectiveAt,
    ...(input.allowAbove === true ? { raiseId: newId() } : {}),
  };
}

export function raiseCommand(viewer: SignedInViewer, input: RaiseHoldInput): RaiseCommand {
  const parser = new InputParser();
  const holdId = parser.id('hold', 'holdId', input.holdId);
  const amount = parser.amount(input.amount);
  return { ...common(viewer, 'raiseHold', input, { parser, amount }), kind: 'RAISE', holdId, amount };
}

export function voidCommand(viewer: SignedInViewer, input: VoidHoldInput): VoidCommand {
  const parser = new InputParser();
  const holdId = parser.id('hold', 'holdId', input.holdId);
  return { ...common(viewer, 'voidHold', input, { parser }), kind: 'VOID', holdId };
}

export function reversalCommand(viewer: SignedInViewer, input: ReverseTransferInput): ReversalCommand {
  const parser = new InputParser();
  const transferId = parser.id('tr', 'transferId', input.transferId);
  const amount = input.amount == null ? null : parser.amount(input.amount);
  const effectiveAt = parser.effectiveAt(input.effectiveAt);
  return {
    ...common(viewer, 'reverseTransfer', input, { parser, amount, effectiveAt }),
    kind: 'REVERSAL',
    transferId,
    amount,
    effectiveAt,
  };
}

type Conditions = {
  expectedDebitVersion: number | null;
  expectedCreditVersion: number | null;
  availableAtLeast?: { debit: Amount | null; credit: Amount | null };
};

/** The two sides of a transfer or a hold. */
function parseSides(parser: InputParser, input: CreateTransferInput | CreateHoldInput) {
  const debitAccountId = parser.id('acct', 'debitAccountId', input.debitAccountId);
  const creditAccountId = parser.id('acct', 'creditAccountId', input.creditAccountId);
  return { debitAccountId, creditAccountId };
}

/** The conditions on the two sides of a transfer or a hold. */
function parseConditions(parser: InputParser, input: CreateTransferInput | CreateHoldInput): Conditions {
  const debit = parser.condition('debitAvailableAtLeast', input.debitAvailableAtLeast);
  const credit = parser.condition('creditAvailableAtLeast', input.creditAvailableAtLeast);
  return {
    expectedDebitVersion: input.expectedDebitVersion ?? null,
    expectedCreditVersion: input.expectedCreditVersion ?? null,
    ...(debit === null && credit === null ? {} : { availableAtLeast: { debit, credit } }),
  };
}

type CommonInput = {
  idempotencyKey: string;
  amount?: MoneyInput | null | undefined;
  description?: string | null | undefined;
  externalId?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
};

type Parsed = {
  parser: InputParser;
  amount?: Amount | null;
  effectiveAt?: Date | null;
  conditions?: Pick<Conditions, 'availableAtLeast'>;
};

/**
 * The fields that all commands have, from the input as sent and its parsed parts. To be called last, since it takes all
 * mistakes of the parser.
 */
function common(
  viewer: SignedInViewer,
  mutation: string,
  input: CommonInput,
  { parser, amount = null, effectiveAt = null, conditions = {} }: Parsed,
) {
  const { idempotencyKey: key, description, externalId, metadata, ...rest } = input;
  const idempotencyKey = parser.key(key);
  const notes = {
    description: parser.text('description', description, 500),
    externalId: parser.text('externalId', externalId, 255),
    metadata: parser.metadata(metadata),
  };
  const [first, ...others] = parser.mistakes;
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
      debitAvailableAtLeast: normalForm(conditions.availableAtLeast?.debit),
      creditAvailableAtLeast: normalForm(conditions.availableAtLeast?.credit),
      effectiveAt: effectiveAt?.toISOString(),
      ...notes,
    }),
    ...(first === undefined ? {} : { malformed: [first, ...others] as const }),
    ...notes,
  };
}

/** An amount in its one normal form, however many zeros were sent. */
function normalForm(amount: Amount | null | undefined): string | undefined {
  return amount == null ? undefined : `${amount.minorUnits} ${amount.currency}`;
}

function withoutAbsent(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}
