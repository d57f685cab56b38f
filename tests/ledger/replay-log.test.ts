import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import { dayMs } from '../../subgraphs/ledger/log/utc-days.ts';
import { describe, expect, it } from 'vitest';
import type { ReplayedLimits } from '../../subgraphs/ledger/audit/replay-limits.ts';
import { replayLog, type BadRow, type Closing, type ReplayedAccount } from '../../subgraphs/ledger/audit/replay-log.ts';
import { chain, hashBeforeFirst } from '../../subgraphs/ledger/log/chain.ts';
import type { LogContent } from '../../subgraphs/ledger/log/tables.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import {
  aCapture,
  after,
  aHold,
  aRaise,
  aState,
  aTransfer,
  aVoid,
  now,
  organizationId,
} from './states-and-commands.ts';

const later = new Date(now.getTime() + 60_000);

/**
 * Rows that the ledger writes: 1 and 2 are transfers, 3 and 4 holds, 5 and 6 captures of a part of each. Row 7 frees
 * the rest of the first hold.
 */
const contents: readonly LogContent[] = decide(
  aState({ payer: { overdraftLimit: 200n }, payee: {}, third: {} }),
  [
    aTransfer({ amount: 100n }),
    aTransfer({ amount: 10n }),
    aHold({ id: 'h', amount: 20n }),
    aHold({ id: 'other', amount: 30n }),
    aCapture({ amount: 5n }),
    aCapture({ amount: 5n, holdId: 'other' }),
    aVoid(),
  ],
  now,
).rows;

/** Replays a log with correct hashes, and returns the first bad row. */
function faultIn(
  change: (row: LogContent) => Partial<LogContent> = () => ({}),
  {
    currency = 'EUR',
    limit = 200n,
    closings = [],
    rows: played = contents,
  }: { currency?: string; limit?: bigint; closings?: readonly Closing[]; rows?: readonly LogContent[] } = {},
) {
  const account = (id: string, overdraftLimit: bigint): [string, ReplayedAccount] => [
    id,
    { id, class: 'LIABILITY', currency, limits: [{ afterSequence: 0n, overdraftLimit }] },
  ];
  const replay = replayLog(
    organizationId,
    new Map([account('payer', limit), account('payee', 0n), account('third', 0n)]),
    closings,
  );
  const rows = chain(
    hashBeforeFirst,
    played.map((row) => ({ ...row, ...change(row) })),
  );
  for (const row of rows) {
    const fault = replay.take(row);
    if (fault !== null) {
      return fault;
    }
  }
  return null;
}

const at =
  (sequence: bigint, change: Partial<LogContent>) =>
  (row: LogContent): Partial<LogContent> =>
    row.sequence === sequence ? change : {};

it('finds no problem in the decisions of the ledger', () => {
  expect(contents).toHaveLength(7);
  expect(faultIn()).toBeNull();
});

it.each<{ what: string; sequence: bigint; change: Partial<LogContent>; problem: RegExp }>([
  { what: 'of another organization', sequence: 2n, change: { organizationId: 'x' }, problem: /another organization/ },
  { what: 'without an amount', sequence: 2n, change: { amount: 0n }, problem: /amount is 0/ },
  { what: 'within one account', sequence: 2n, change: { creditAccountId: 'payer' }, problem: /same account/ },
  { what: 'that is there twice', sequence: 2n, change: { sequence: 1n }, problem: /more than once/ },
  { what: 'of another currency', sequence: 2n, change: { currency: 'USD' }, problem: /currency is USD/ },
  { what: 'that is a transfer of a hold', sequence: 2n, change: { holdId: 'h' }, problem: /names a hold/ },
  { what: 'that captures no hold', sequence: 5n, change: { holdId: null }, problem: /names no hold/ },
  { what: 'that captures an unknown hold', sequence: 5n, change: { holdId: 'x' }, problem: /not open/ },
  { what: 'that captures more than is left', sequence: 5n, change: { amount: 21n }, problem: /20 was left/ },
  { what: 'that frees less than is left', sequence: 7n, change: { amount: 14n }, problem: /15 was left/ },
  {
    what: 'that captures from another account',
    sequence: 5n,
    change: { debitAccountId: 'third' },
    problem: /not those/,
  },
  {
    what: 'that captures to another account',
    sequence: 5n,
    change: { creditAccountId: 'third' },
    problem: /not those/,
  },
  { what: 'that captures another currency', sequence: 5n, change: { currency: 'USD' }, problem: /not those/ },
  { what: 'with another version', sequence: 2n, change: { debitVersion: 9 }, problem: /version of the debited/ },
  { what: 'with another balance', sequence: 2n, change: { creditPosted: 9n }, problem: /posted of the credited/ },
  { what: 'with another reserve', sequence: 3n, change: { debitPending: 9n }, problem: /pending of the debited/ },
  { what: 'with more available', sequence: 3n, change: { debitAvailable: 9n }, problem: /available of the debited/ },
])('names a row $what', ({ sequence, change, problem }) => {
  expect(faultIn(at(sequence, change))).toEqual({
    sequence: change.sequence ?? sequence,
    problem: expect.stringMatching(problem),
  });
});

it('names a row that was recorded before the one before it', () => {
  const fault = faultIn(at(2n, { recordedAt: later }));

  expect(fault).toEqual({ sequence: 3n, problem: expect.stringContaining('recorded before') });
});

it('names a row that goes below the floor', () => {
  expect(faultIn(() => ({}), { limit: 109n })).toEqual({ sequence: 2n, problem: expect.stringContaining('floor') });
});

it('names a row that takes effect in a period that was closed before it, and no earlier row', () => {
  const early = { effectiveAt: new Date(now.getTime() - 1) };
  const closings = [
    { afterSequence: 1n, until: new Date(now.getTime() - 60_000) },
    { afterSequence: 3n, until: now },
  ];

  expect(faultIn(at(2n, early), { closings })).toBeNull();
  expect(faultIn(at(3n, early), { closings })).toBeNull();
  expect(faultIn(at(4n, early), { closings })).toEqual({ sequence: 4n, problem: expect.stringContaining('closed') });
});

it('names a row in another currency than its accounts', () => {
  expect(faultIn(() => ({}), { currency: 'USD' })).toEqual({
    sequence: 1n,
    problem: expect.stringContaining('that of the debited account USD'),
  });
});

it('names a row whose hash is not that of its content', () => {
  const replay = replayLog(organizationId, new Map());
  const [row] = chain(hashBeforeFirst, contents);

  expect(row === undefined ? null : replay.take({ ...row, description: 'x' })).toEqual({
    sequence: 1n,
    problem: expect.stringContaining('hash'),
  });
});

describe('a raise', () => {
  const raise = { kind: 'HOLD', holdId: 'h' } as const;
  const rows = decide(
    aState({ payer: { overdraftLimit: 200n }, payee: {} }),
    [aHold({ id: 'h', amount: 20n }), aRaise({ amount: 5n }), { ...aCapture({ amount: 40n }), raiseId: 'above' }],
    now,
  ).rows;

  it('is a hold row of another id, which adds to what is left', () => {
    expect(rows).toMatchObject([{ amount: 20n }, { ...raise, amount: 5n }, { ...raise, amount: 15n }, { amount: 40n }]);
    expect(faultIn(() => ({}), { rows })).toBeNull();
  });

  it.each<{ what: string; sequence: bigint; change: Partial<LogContent>; problem: RegExp }>([
    { what: 'of a hold that is not there', sequence: 2n, change: { holdId: 'x' }, problem: /not open/ },
    { what: 'of more than the balances say', sequence: 2n, change: { amount: 6n }, problem: /pending of the debited/ },
    { what: 'without the part above', sequence: 3n, change: { holdId: 'above', id: 'above' }, problem: /25 was left/ },
    { what: 'from another account', sequence: 2n, change: { debitAccountId: 'third' }, problem: /not those/ },
  ])('is named if it is $what', ({ what, sequence, change, problem }) => {
    expect(faultIn(at(sequence, change), { rows })).toEqual({
      // A hold of its own is no fault: the capture of more than what is left is.
      sequence: what.startsWith('without') ? 4n : sequence,
      problem: expect.stringMatching(problem),
    });
  });
});

describe('transfer limits', () => {
  const none = {
    perTransfer: null,
    perDayAmount: null,
    perDayCount: null,
    per30DaysAmount: null,
    per30DaysCount: null,
  };
  const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

  /** Replays rows of the ledger, under limits of the payer in the order of their settings. */
  function faultUnder(
    commands: readonly (readonly Command[])[],
    transferLimits: readonly ({ afterSequence: bigint } & Partial<ReplayedLimits>)[],
  ): BadRow | null {
    let state = aState({ payer: { overdraftLimit: 1_000n }, payee: {} });
    const made = commands.flatMap((batch, day) => {
      const { rows } = decide(state, batch, inDays(day));
      state = after(state, batch, inDays(day));
      return rows;
    });
    const account = {
      class: 'LIABILITY',
      currency: 'EUR',
      limits: [{ afterSequence: 0n, overdraftLimit: 1_000n }],
    } as const;
    const replay = replayLog(
      organizationId,
      new Map([
        [
          'payer',
          {
            id: 'payer',
            ...account,
            limits: [...account.limits],
            transferLimits: transferLimits.map((set) => ({ ...none, ...set })),
          },
        ],
        ['payee', { id: 'payee', ...account, limits: [...account.limits] }],
      ]),
    );
    return (
      chain(hashBeforeFirst, made)
        .map(replay.take)
        .find((fault) => fault !== null) ?? null
    );
  }
  const pay = (amount: bigint) => aTransfer({ amount });
  const beyond = (sequence: bigint, name: string) => ({
    sequence,
    problem: expect.stringContaining(`limit ${name} of`),
  });
  const daysOf = (length: number, batch: Command[], last: Command[]) => [
    batch,
    ...Array.from({ length: length - 1 }, (): Command[] => []),
    last,
  ];

  it.each<{
    what: string;
    commands: readonly (readonly Command[])[];
    limits: Partial<ReplayedLimits>;
    bad: BadRow | null;
  }>([
    { what: 'an amount at the limit', commands: [[pay(10n)]], limits: { perTransfer: 10n }, bad: null },
    {
      what: 'an amount beyond it',
      commands: [[pay(11n)]],
      limits: { perTransfer: 10n },
      bad: beyond(1n, 'per transfer'),
    },
    {
      what: 'a day at the limit',
      commands: [[pay(6n), pay(4n)], [pay(10n)]],
      limits: { perDayAmount: 10n },
      bad: null,
    },
    {
      what: 'a day beyond it',
      commands: [[pay(6n), pay(5n)]],
      limits: { perDayAmount: 10n },
      bad: beyond(2n, 'per day'),
    },
    { what: 'a number at the limit', commands: [[pay(1n)], [pay(1n)]], limits: { perDayCount: 1n }, bad: null },
    {
      what: 'a number beyond it',
      commands: [[pay(1n), pay(1n)]],
      limits: { perDayCount: 1n },
      bad: beyond(2n, 'on the number per day'),
    },
    {
      what: '30 days beyond it',
      commands: daysOf(29, [pay(6n)], [pay(5n)]),
      limits: { per30DaysAmount: 10n },
      bad: beyond(2n, 'per 30 days'),
    },
    {
      what: 'the day after 30 days',
      commands: daysOf(30, [pay(6n)], [pay(5n)]),
      limits: { per30DaysAmount: 10n },
      bad: null,
    },
    {
      what: 'a number in 30 days',
      commands: daysOf(29, [pay(6n)], [pay(5n)]),
      limits: { per30DaysCount: 1n },
      bad: beyond(2n, 'on the number per 30 days'),
    },
    {
      what: 'a captured hold',
      commands: [[aHold({ id: 'h', amount: 6n }), aCapture({ amount: null }), pay(4n)]],
      limits: { perDayAmount: 10n, perDayCount: 2n },
      bad: null,
    },
    {
      what: 'a voided hold',
      commands: [[aHold({ id: 'h', amount: 6n }), aVoid(), pay(10n)]],
      limits: { perDayAmount: 10n, perDayCount: 1n },
      bad: null,
    },
    {
      what: 'the number of a hold that was captured in part and voided',
      commands: [[aHold({ id: 'h', amount: 6n }), aCapture({ amount: 1n }), aVoid(), pay(1n)]],
      limits: { perDayCount: 1n },
      bad: beyond(4n, 'on the number per day'),
    },
    {
      what: 'a raised hold that was voided',
      commands: [[aHold({ id: 'h', amount: 6n }), aRaise({ amount: 3n }), aVoid(), pay(7n), pay(1n)]],
      limits: { perDayAmount: 10n, perTransfer: 9n },
      bad: beyond(5n, 'per day'),
    },
    {
      what: 'the number of a raised hold',
      commands: [[aHold({ id: 'h', amount: 6n }), aRaise({ amount: 3n })]],
      limits: { perTransfer: 9n, perDayCount: 1n },
      bad: null,
    },
    {
      what: 'a hold that was raised beyond it',
      commands: [[aHold({ id: 'h', amount: 6n }), aRaise({ amount: 3n })]],
      limits: { perTransfer: 8n, perDayCount: 1n },
      bad: beyond(2n, 'per transfer'),
    },
    {
      what: 'a hold that was captured in part and voided',
      commands: [[aHold({ id: 'h', amount: 6n }), aCapture({ amount: 1n }), aVoid(), pay(10n)]],
      limits: { perDayAmount: 10n },
      bad: beyond(4n, 'per day'),
    },
  ])('judge $what', ({ commands, limits, bad }) => {
    const fault = faultUnder(commands, [{ afterSequence: 0n, ...limits }]);

    expect(fault).toEqual(bad);
  });

  it('hold from the row after their setting, each until the next', () => {
    const limits = [
      { afterSequence: 1n, perTransfer: 10n },
      { afterSequence: 3n },
      { afterSequence: 4n, perDayAmount: 40n },
    ];

    expect(faultUnder([[pay(20n), pay(10n), pay(10n), pay(20n)]], limits)).toBeNull();
    expect(faultUnder([[pay(20n), pay(10n), pay(10n), pay(20n), pay(1n)]], limits)).toMatchObject({ sequence: 5n });
    expect(faultUnder([[pay(20n), pay(11n)]], limits)).toMatchObject({ sequence: 2n });
  });
});
