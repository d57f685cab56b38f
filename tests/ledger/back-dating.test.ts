import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { describe, expect, it } from 'vitest';
import type { LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import {
  aCapture,
  aClient,
  ada,
  after,
  aHold,
  aReversal,
  aState,
  aTransfer,
  aVoid,
  codes,
  now,
  operator,
} from './states-and-commands.ts';

const second = 1_000;
const minute = 60 * second;
const before = (ms: number) => new Date(now.getTime() - ms);

/** A ledger with a hold `h` and a transfer `t`. Ada owns both accounts, so that all `viewers` may act on them. */
function ledgerOf(accounts: { payer?: object; payee?: object } = {}): LedgerState {
  const start = aState({
    payer: { available: 100n, ownerId: ada.id, ...accounts.payer },
    payee: { available: 100n, ownerId: ada.id, ...accounts.payee },
  });
  const [row] = decide(start, [aTransfer({ id: 't', amount: 10n })], now).rows;
  return {
    ...after(start, [aHold({ id: 'h', amount: 10n }), aTransfer({ id: 't', amount: 10n })]),
    reversible: new Map(row === undefined ? [] : [['t', { row, reversed: 0n }]]),
  };
}

/** Each command that takes a date of effect. */
const dated = (viewer: SignedInViewer, effectiveAt: Date | null): Command[] => [
  aTransfer({ viewer, effectiveAt }),
  aCapture({ viewer, effectiveAt, amount: 1n }),
  aReversal({ viewer, effectiveAt, amount: 1n }),
];

const viewers = {
  'an operator': operator,
  'a client with the right': aClient('accountant', { accountIds: null, scopes: ['transfers:backdate'] }),
  'a confined client with the right': aClient('own', {
    accountIds: ['payer', 'payee'],
    scopes: ['transfers:backdate'],
  }),
  'a client without the right': aClient('program', { accountIds: null }),
  'a customer': ada,
};
const withRight = new Set(['an operator', 'a client with the right', 'a confined client with the right']);

describe.each(Object.entries(viewers))('%s', (name, viewer) => {
  const mayBackdate = withRight.has(name);

  it.each([
    { when: 'now', effectiveAt: now, refused: null },
    { when: 'at no given time', effectiveAt: null, refused: null },
    { when: 'a minute ahead', effectiveAt: before(-minute), refused: null },
    { when: 'more than a minute ahead', effectiveAt: before(-minute - 1), refused: 'INVALID_INPUT' },
    { when: '5 minutes back', effectiveAt: before(5 * minute), refused: null },
    {
      when: 'more than 5 minutes back',
      effectiveAt: before(5 * minute + 1),
      refused: mayBackdate ? null : 'NOT_PERMITTED',
    },
    { when: 'in 1949', effectiveAt: new Date('1949-03-01T00:00:00Z'), refused: mayBackdate ? null : 'NOT_PERMITTED' },
  ])('dates $when: $refused', ({ effectiveAt, refused }) => {
    const decision = decide(ledgerOf(), dated(viewer, effectiveAt), now);

    expect(codes(decision)).toEqual([refused, refused, refused]);
    expect(decision.rows.map((row) => row.effectiveAt)).toEqual(
      refused === null ? Array.from({ length: 3 }, () => effectiveAt ?? now) : [],
    );
  });

  it('dates nothing into a closed period, and takes exactly its end', () => {
    const state = { ...ledgerOf(), closedUntil: before(4 * minute) };

    const inside = decide(state, dated(viewer, before(4 * minute + 1)), now);
    const atItsEnd = decide(state, dated(viewer, before(4 * minute)), now);

    expect(inside.outcomes).toEqual(
      Array.from({ length: 3 }, () => ({
        refusal: { code: 'PERIOD_CLOSED', field: 'effectiveAt', closedUntil: before(4 * minute).toISOString() },
      })),
    );
    expect(codes(atItsEnd)).toEqual([null, null, null]);
  });

  it('may omit dates if the books are closed up to now', () => {
    const state = { ...ledgerOf(), closedUntil: now };
    const commands = [...dated(viewer, null), aHold({ viewer }), aVoid('h', viewer)];

    expect(codes(decide(state, commands, now))).toEqual(commands.map(() => null));
  });
});

describe('the opening of an account', () => {
  const opened = before(60 * minute);

  it.each(['payer', 'payee'] as const)('bounds back-dating: of the %s', (side) => {
    const state = ledgerOf({ [side]: { openedAt: opened } });

    const early = decide(state, dated(operator, new Date(opened.getTime() - 1)), now);
    const atOpening = decide(state, dated(operator, opened), now);

    expect(early.outcomes).toMatchObject(
      Array.from({ length: 3 }, () => ({
        refusal: {
          code: 'INVALID_INPUT',
          field: 'effectiveAt',
          problem: expect.stringContaining(opened.toISOString()),
        },
      })),
    );
    expect(codes(atOpening)).toEqual([null, null, null]);
  });

  it('does not bound back-dating by up to 5 minutes', () => {
    const state = ledgerOf({ payer: { openedAt: now }, payee: { openedAt: now } });

    expect(codes(decide(state, dated(ada, before(5 * minute)), now))).toEqual([null, null, null]);
  });

  it('is hidden from viewers who may not see the account', () => {
    const viewer = aClient('own', { accountIds: ['payer'], scopes: ['transfers:backdate'] });
    const state = ledgerOf({ payee: { openedAt: opened } });

    const { outcomes } = decide(state, [aTransfer({ viewer, effectiveAt: before(61 * minute) })], now);

    expect(outcomes).toEqual([{ refusal: { code: 'DECLINED', field: 'creditAccountId' } }]);
  });
});

describe('imported history', () => {
  const past = (days: number, change: { effectiveAt?: Date } = {}) =>
    pastTransferCommand({
      ...{ debitAccountId: 'payer', creditAccountId: 'payee', amount: 1n, currency: 'EUR' },
      recordedAt: before(days * 24 * 60 * minute),
      ...change,
    });
  const opened = { payer: { openedAt: now }, payee: { openedAt: now } };
  /** A log without rows, whose first row may have any time. */
  const empty = (closedUntil: Date | null): LedgerState => ({
    ...ledgerOf(opened),
    closedUntil,
    lastRecordedAt: new Date(0),
  });

  it('needs no right, and may be older than its accounts', () => {
    const imported = {
      ...aTransfer({ viewer: operator, effectiveAt: before(90 * 24 * 60 * minute) }),
      isHistory: true,
    };

    expect(codes(decide(empty(null), [past(90), past(80, { effectiveAt: before(0) }), imported], now))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('respects closed periods, by its date of effect or else of recording', () => {
    const closed = empty(before(85 * 24 * 60 * minute));
    const effectiveAt = before(89 * 24 * 60 * minute);
    const imported = { ...aTransfer({ viewer: operator, effectiveAt }), isHistory: true };

    const decision = decide(closed, [past(90), past(84), past(83, { effectiveAt }), imported], now);

    expect(codes(decision)).toEqual(['PERIOD_CLOSED', null, 'PERIOD_CLOSED', 'PERIOD_CLOSED']);
  });

  it('that is older than the newest row takes effect with that row, and so after a closed period', () => {
    const state = { ...empty(before(minute)), lastRecordedAt: before(second) };

    const { outcomes, rows } = decide(state, [past(90)], now);

    expect(outcomes).toMatchObject([{ transferId: expect.any(String) }]);
    expect(rows).toMatchObject([{ effectiveAt: before(second) }]);
  });
});

it('refuses a journal as a whole if one of its transfers is in a closed period', () => {
  const state = { ...ledgerOf(), closedUntil: before(minute) };
  const journalId = 'j';

  const decision = decide(
    state,
    [aTransfer({ journalId }), aTransfer({ journalId, position: 1, effectiveAt: before(2 * minute) })],
    now,
  );

  expect(codes(decision)).toEqual(['JOURNAL_REFUSED', 'PERIOD_CLOSED']);
  expect(decision.rows).toEqual([]);
});
