import type {
  CaptureCommand,
  Command,
  HoldCommand,
  Outcome,
  RaiseCommand,
  ReversalCommand,
  TransferCommand,
} from '@tributary/ledger/write/rules/commands.ts';
import { subjectOf, type Scope, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type { Account, TransferLimits } from '../../subgraphs/ledger/write/rules/account.ts';
import type { LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';

export const now = new Date('2026-03-01T12:00:00.000Z');
export const organizationId = 'organization';
export const operator: SignedInViewer = {
  kind: 'user',
  id: 'operator',
  organizationId,
  role: 'OPERATOR',
  expiresAt: 2_000_000_000,
};
export const ada: SignedInViewer = {
  kind: 'user',
  id: 'ada',
  organizationId,
  role: 'CUSTOMER',
  expiresAt: 2_000_000_000,
};

export const bob: SignedInViewer = { ...ada, id: 'bob' };

/** An API client with the scope of transfers, and more if given. */
export function aClient(
  id: string,
  { accountIds, scopes = [] }: { accountIds: readonly string[] | null; scopes?: readonly Scope[] },
): SignedInViewer {
  return {
    kind: 'client',
    id,
    organizationId,
    scopes: ['transfers:write', ...scopes],
    accountIds,
    expiresAt: 2_000_000_000,
  };
}

export function codes({ outcomes }: { outcomes: Outcome[] }): (string | null)[] {
  return outcomes.map((outcome) => ('refusal' in outcome ? outcome.refusal.code : null));
}

export function aState(accounts: Record<string, Partial<Account>>): LedgerState {
  return {
    organizationId,
    lastSequence: 0n,
    lastRecordedAt: new Date(0),
    closedUntil: null,
    accounts: new Map(
      Object.entries(accounts).map(([id, given]) => {
        const available = given.available ?? 0n;
        return [
          id,
          {
            ...{
              id,
              organizationId,
              ownerId: null,
              class: 'LIABILITY',
              currency: 'EUR',
              status: 'OPEN',
              overdraftLimit: 0n,
            },
            ...{ posted: available, pending: available, available, version: 0, openedAt: null, countedVersion: null },
            ...given,
          } as const,
        ];
      }),
    ),
    holds: new Map(),
    reversible: new Map(),
    uses: new Map(),
  };
}

/** The fields of an account that has these limits since before the first row. */
export function limitedTo(limits: Partial<TransferLimits>) {
  return {
    countedVersion: 0,
    limits: {
      countedAfter: 0n,
      ...{ perTransfer: null, perDayAmount: null, perDayCount: null, per30DaysAmount: null, per30DaysCount: null },
      usage: new Map(),
      ...limits,
    },
  };
}

/** The state after a batch. */
export function after(state: LedgerState, commands: readonly Command[], time = now): LedgerState {
  const { accounts, holds, rows } = decide(state, commands, time);
  return {
    ...state,
    lastSequence: state.lastSequence + BigInt(rows.length),
    lastRecordedAt: rows.at(-1)?.recordedAt ?? state.lastRecordedAt,
    accounts: new Map([...state.accounts, ...accounts.map((row) => [row.id, row] as const)]),
    holds: new Map([...state.holds, ...holds.map((row) => [row.id, row] as const)]),
  };
}

let made = 0;

function common<Given extends { viewer?: SignedInViewer | null }>(given: Given) {
  made += 1;
  const name = `made-${made}`;
  const { viewer = operator } = given;
  return {
    viewer: operator,
    subject: viewer === null ? 'ledger' : subjectOf(viewer),
    id: name,
    idempotencyKey: name,
    description: null,
    externalId: null,
    metadata: null,
    ...given,
  };
}

const parties = {
  debitAccountId: 'payer',
  creditAccountId: 'payee',
  amount: 1n,
  currency: 'EUR',
  expectedDebitVersion: null,
  expectedCreditVersion: null,
};

export function aTransfer(given: Partial<TransferCommand>): TransferCommand {
  const fields = { ...parties, effectiveAt: null, journalId: null, position: 0, ...given };
  return {
    ...common(fields),
    kind: 'TRANSFER',
    input: { amount: String(fields.amount), debitAccountId: fields.debitAccountId },
  };
}

export function aHold(given: Partial<HoldCommand>): HoldCommand {
  const fields = { ...parties, expiresInSeconds: 60, revocable: false, ...given };
  return { ...common(fields), kind: 'HOLD', input: {} };
}

export function aCapture({ amount, ...given }: Partial<Omit<CaptureCommand, 'amount'>> & Amount): CaptureCommand {
  return {
    ...common({ holdId: 'h', amount: inEuros(amount), effectiveAt: null, ...given }),
    kind: 'CAPTURE',
    input: {},
  };
}

export function aRaise({ amount, ...given }: Partial<Omit<RaiseCommand, 'amount'>> & { amount: bigint }): RaiseCommand {
  return {
    ...common({ holdId: 'h', amount: { minorUnits: amount, currency: 'EUR' }, ...given }),
    kind: 'RAISE',
    input: {},
  };
}

export function aVoid(holdId = 'h', viewer: SignedInViewer = operator): Command {
  return { ...common({ holdId, viewer }), kind: 'VOID', input: {} };
}

export function aReversal({ amount, ...given }: Partial<Omit<ReversalCommand, 'amount'>> & Amount): ReversalCommand {
  return {
    ...common({ transferId: 't', amount: inEuros(amount), effectiveAt: null, ...given }),
    kind: 'REVERSAL',
    input: {},
  };
}

/** The amount of a part, in minor units of euros; null for the rest. */
type Amount = { amount: bigint | null };

function inEuros(amount: bigint | null) {
  return amount === null ? null : { minorUnits: amount, currency: 'EUR' };
}
