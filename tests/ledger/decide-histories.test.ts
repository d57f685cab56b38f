import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import { minorUnitsMax } from '@tributary/domain/money.ts';
import { subjectOf } from '@tributary/domain/viewer.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountRow, LogContent } from '../../subgraphs/ledger/log/tables.ts';
import type { Decision, LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { useKey } from '../../subgraphs/ledger/write/rules/used-keys.ts';
import { NaiveLedger } from './naive-ledger.ts';
import {
  aCapture,
  aClient,
  ada,
  aHold,
  aRaise,
  aReversal,
  aState,
  aTransfer,
  aVoid,
  bob,
  codes,
  limitedTo,
  now,
  operator,
} from './states-and-commands.ts';

describe('any batch', () => {
  const names = ['a', 'b', 'c', 'd'];
  const amount = fc.bigInt({ min: 1n, max: 120n });
  const between = { debitAccountId: fc.constantFrom(...names), creditAccountId: fc.constantFrom(...names), amount };
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ ...between, journalId: fc.constantFrom(null, null, 'j1', 'j2') }).map((fields) => aTransfer(fields)),
    fc.record({ ...between, id: fc.constantFrom('h1', 'h2', 'h3') }).map((fields) => aHold(fields)),
    fc
      .record({ holdId: fc.constantFrom('h1', 'h2', 'h3'), amount: fc.option(amount) })
      .map((fields) => aCapture(fields)),
    fc.record({ holdId: fc.constantFrom('h1', 'h2', 'h3'), amount }).map((fields) => aRaise(fields)),
    fc
      .record({ holdId: fc.constantFrom('h1', 'h2', 'h3'), amount })
      .map((fields) => ({ ...aCapture(fields), raiseId: `above ${fields.holdId} ${fields.amount}` })),
    fc.constantFrom('h1', 'h2', 'h3').map((holdId) => aVoid(holdId)),
  );
  // Ids of holds are unique.
  const commands = fc.array(command, { maxLength: 40 }).map((all) => {
    const made = new Set<string>();
    return all.filter((one) => one.kind !== 'HOLD' || made.size !== made.add(one.id).size);
  });

  it('conserves money, keeps every floor, and has balances that a replay of the log gives', () => {
    fc.assert(
      fc.property(commands, (sent) => {
        const state = aState({
          a: { available: 100n },
          b: { available: 50n, overdraftLimit: 30n },
          c: { class: 'ASSET', available: 150n },
          d: {},
        });
        const worth = (accounts: Iterable<AccountRow>) =>
          [...accounts].reduce((sum, { class: c, posted }) => sum + (c === 'ASSET' ? -posted : posted), 0n);

        const decision = decide(state, sent, now);

        const final = new Map([...state.accounts, ...decision.accounts.map((row) => [row.id, row] as const)]);
        expect(worth(final.values())).toBe(worth(state.accounts.values()));
        for (const account of final.values()) {
          expect(account.available + (account.overdraftLimit ?? 0n)).toBeGreaterThanOrEqual(0n);
        }
        expect(decision.rows.map(({ sequence }) => sequence)).toEqual(
          decision.rows.map((_, index) => BigInt(index + 1)),
        );
        expect(replay(state, decision)).toEqual(
          new Map(
            [...final].map(([id, { posted, pending, available, version }]) => [
              id,
              { posted, pending, available, version },
            ]),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('any history of batches', () => {
  const accounts = {
    a: { available: 100n, ownerId: ada.id, openedAt: new Date(now.getTime() - 3_600_000) },
    b: {
      ...{ available: 50n, overdraftLimit: 30n, ownerId: bob.id, openedAt: now },
      ...limitedTo({ perTransfer: 60n, perDayAmount: 70n, perDayCount: 4n, per30DaysAmount: 90n, per30DaysCount: 6n }),
    },
    c: { class: 'ASSET', available: 150n, ...limitedTo({ perDayAmount: 100n, per30DaysCount: 5n }) },
    d: { ownerId: ada.id },
    e: { class: 'EXPENSE', available: 0n, overdraftLimit: null },
    frozen: { available: 10n, status: 'FROZEN', ownerId: bob.id },
    dollars: { available: 40n, currency: 'USD', ownerId: ada.id },
  } as const;
  const viewer = fc.oneof(
    { weight: 3, arbitrary: fc.constant(operator) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ada,
        bob,
        aClient('program', { accountIds: ['a', 'c'] }),
        aClient('accountant', { accountIds: ['a', 'b'], scopes: ['transfers:backdate'] }),
        aClient('whole', { accountIds: null }),
      ),
    },
  );
  const minuteMs = 60_000;
  /** The time of effect as its distance from the batch: around each bound, and far back. */
  const effect = fc.option(
    fc.constantFrom(0, 1, 1.0001, -1, -5, -5.0001, -30, -59, -61, -10_000).map((minutes) => minutes * minuteMs),
    { freq: 2 },
  );
  const name = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e') },
    { weight: 1, arbitrary: fc.constantFrom('frozen', 'dollars', 'nobody') },
  );
  // Small amounts meet bounds exactly, large ones cross floors.
  const amount = fc.oneof(fc.bigInt({ min: 1n, max: 6n }), fc.bigInt({ min: 1n, max: 120n }));
  const money = fc.option(amount.map((minorUnits) => ({ minorUnits, currency: 'EUR' })));
  const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
    fc.option(arbitrary, { freq: 8 }).map((value) => value ?? null);
  const between = {
    debitAccountId: name,
    creditAccountId: name,
    amount,
    expectedDebitVersion: fc.option(fc.nat(6), { freq: 8 }),
    expectedCreditVersion: fc.option(fc.nat(6), { freq: 8 }),
    availableAtLeast: fc.option(fc.record({ debit: money, credit: sometimes(money) }), { freq: 5, nil: undefined }),
  };
  /** Few keys, so that they are used again, within a batch and later, with the same content or another. */
  const key = sometimes(fc.constantFrom('k1', 'k2', 'k3'));
  const sent = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('transfer' as const),
        key,
        viewer,
        effect,
        ...between,
        rule: fc.option(fc.constantFrom('UP_TO' as const, 'BALANCING_DEBIT' as const, 'BALANCING_CREDIT' as const)),
        isUnbounded: fc.boolean(),
        journal: sometimes(fc.constantFrom('j1', 'j2')),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('hold' as const),
        key,
        viewer,
        revocable: fc.boolean(),
        ...between,
        expiresInSeconds: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('capture' as const, 'raise' as const, 'void' as const, 'reversal' as const),
        mayExceed: fc.boolean(),
        key,
        viewer,
        effect,
        of: fc.nat(30),
        part: fc.option(amount),
      }),
    },
  );
  const history = fc.array(
    fc.record({
      seconds: fc.oneof(
        { weight: 6, arbitrary: fc.nat(3) },
        { weight: 1, arbitrary: fc.constantFrom(43_200, 86_400, 15 * 86_400, 29 * 86_400) },
      ),
      batch: fc.array(sent, { maxLength: 12 }),
      /** The end of the closed period, in minutes before the batch. The books are closed before the batch. */
      closed: fc.option(fc.constantFrom(0, 4, 30, 100), { freq: 5 }),
    }),
    { maxLength: 6 },
  );

  it('answers as the naive ledger does, and leaves the same balances', () => {
    fc.assert(
      fc.property(history, (batches) => {
        const start = aState(accounts);
        const naive = new NaiveLedger(start.accounts);
        let state = start;
        let time = now.getTime();
        let count = 0;
        const transfers: string[] = [];
        const holds: string[] = [];
        for (const [number, { seconds, batch, closed }] of batches.entries()) {
          time += seconds * 1_000;
          const until = closed === null ? null : new Date(time - closed * minuteMs);
          if (until !== null && until > (state.closedUntil ?? new Date(0))) {
            state = closedUpTo(state, until);
            naive.closePeriod(until);
          }
          // Nobody knows the id of a transfer before its batch is committed.
          const reversible = [...transfers];
          const commands = batch.map((one): Command => {
            count += 1;
            const id = `x${count}`;
            const { kind, key: idempotencyKey, viewer: sender, ...content } = one;
            const input = JSON.parse(
              JSON.stringify({ kind, ...content }, (_, value: unknown) =>
                typeof value === 'bigint' ? String(value) : value,
              ),
            );
            const own = { id, idempotencyKey: idempotencyKey ?? id, viewer: sender, subject: subjectOf(sender) };
            const effectiveAt = 'effect' in one && one.effect !== null ? new Date(time + one.effect) : null;
            if (one.kind === 'transfer') {
              transfers.push(id);
              const { kind: _, journal, rule, isUnbounded, effect: __, availableAtLeast, ...fields } = one;
              const isAll = isUnbounded && rule !== null && rule !== 'UP_TO';
              const journalId = journal === null ? null : `${journal} of ${number}`;
              return {
                ...aTransfer({
                  ...fields,
                  ...own,
                  effectiveAt,
                  journalId,
                  ...(rule === null ? {} : { amountRule: rule }),
                  ...(isAll ? { amount: minorUnitsMax, currency: null } : {}),
                  ...(availableAtLeast === undefined ? {} : { availableAtLeast }),
                }),
                kind: 'TRANSFER',
                input,
              };
            }
            if (one.kind === 'hold') {
              holds.push(id);
              const { kind: _, availableAtLeast, ...fields } = one;
              return {
                ...aHold({ ...fields, ...own, ...(availableAtLeast === undefined ? {} : { availableAtLeast }) }),
                kind: 'HOLD',
                input,
              };
            }
            if (one.kind === 'reversal') {
              return {
                ...aReversal({ amount: one.part }),
                ...own,
                effectiveAt,
                transferId: reversible[one.of % (reversible.length + 1)] ?? 'none',
                input,
              };
            }
            const holdId = holds[one.of % (holds.length + 1)] ?? 'none';
            if (one.kind === 'raise') {
              return { ...aRaise({ holdId, amount: one.part ?? 1n }), ...own, input };
            }
            return one.kind === 'capture'
              ? {
                  ...aCapture({ holdId, amount: one.part }),
                  ...{ ...own, effectiveAt, input },
                  ...(one.mayExceed ? { raiseId: `raise ${id}` } : {}),
                }
              : { ...aVoid(holdId), ...own, input };
          });

          const at = new Date(time);
          const decision = decide(stateFor(state, commands), commands, at);

          expect(codes(decision)).toEqual(naive.submit(commands, at));
          state = apply(state, decision);
        }
        const balances = [...state.accounts].map(
          ([id, { posted, pending, available, version }]) => [id, { posted, pending, available, version }] as const,
        );
        expect(new Map(balances)).toEqual(naive.balances());
        for (const { available, overdraftLimit } of state.accounts.values()) {
          expect(overdraftLimit === null || available + overdraftLimit >= 0n).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});

/** A ledger between batches, with its log. */
type Kept = LedgerState & { log?: readonly LogContent[] };

function closedUpTo(state: Kept, closedUntil: Date): Kept {
  return { ...state, closedUntil };
}

/** The state for a batch: reversible transfers are those that its commands name, as in the database. */
function stateFor(state: Kept, commands: readonly Command[]): LedgerState {
  const log = state.log ?? [];
  const named = new Set(commands.flatMap((command) => (command.kind === 'REVERSAL' ? [command.transferId] : [])));
  const rows = log.filter(({ id, kind }) => named.has(id) && (kind === 'TRANSFER' || kind === 'CAPTURE'));
  const reversedOf = (id: string) => log.reduce((sum, row) => sum + (row.reversesId === id ? row.amount : 0n), 0n);
  return { ...state, reversible: new Map(rows.map((row) => [row.id, { row, reversed: reversedOf(row.id) }])) };
}

function apply(state: Kept, { rows, accounts, holds, uses }: Decision): Kept {
  const last = rows.at(-1);
  return {
    ...state,
    lastSequence: last?.sequence ?? state.lastSequence,
    lastRecordedAt: last?.recordedAt ?? state.lastRecordedAt,
    accounts: new Map([...state.accounts, ...accounts.map((row) => [row.id, row] as const)]),
    holds: new Map([...state.holds, ...holds.map((row) => [row.id, row] as const)]),
    uses: new Map([...state.uses, ...uses.map(({ subject, key, use }) => [useKey(subject, key), use] as const)]),
    log: [...(state.log ?? []), ...rows],
  };
}

type Balances = { posted: bigint; pending: bigint; available: bigint; version: number };

/** The naive model: adds up the log row by row, knowing only what each kind of row means. */
function replay(state: LedgerState, { rows }: Decision): Map<string, Balances> {
  const balances = new Map(
    [...state.accounts].map(([id, { posted, pending, available, version }]) => [
      id,
      { posted, pending, available, version },
    ]),
  );
  for (const row of rows) {
    for (const [id, isDebit] of [
      [row.debitAccountId, true],
      [row.creditAccountId, false],
    ] as const) {
      const account = state.accounts.get(id);
      const balance = balances.get(id);
      if (account === undefined || balance === undefined) {
        throw new Error(`no account ${id}`);
      }
      const signed = (account.class === 'ASSET') === isDebit ? row.amount : -row.amount;
      const outgoing = signed < 0n ? row.amount : 0n;
      balance.version += 1;
      if (row.kind === 'TRANSFER' || row.kind === 'CAPTURE') {
        balance.posted += signed;
      }
      if (row.kind === 'TRANSFER') {
        balance.pending += signed;
        balance.available += signed;
      } else if (row.kind === 'HOLD') {
        balance.pending += signed;
        balance.available -= outgoing;
      } else if (row.kind === 'CAPTURE') {
        balance.available += signed + outgoing;
      } else {
        balance.pending -= signed;
        balance.available += outgoing;
      }
    }
  }
  return balances;
}
