import type { Command } from '@tributary/ledger/write/rules/commands.ts';
import { minorUnitsMax } from '@tributary/domain/money.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountRow, LogContent } from '../../subgraphs/ledger/log/tables.ts';
import { useKey, type Decision, type LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import { NaiveLedger } from './naive-ledger.ts';
import {
  aCapture,
  ada,
  after,
  aHold,
  aReversal,
  aState,
  aTransfer,
  aVoid,
  codes,
  now,
  organizationId,
} from './states-and-commands.ts';

describe('transfers', () => {
  it('moves money from the debited to the credited account, and counts versions and sequence', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const { outcomes, rows, accounts } = decide(state, [aTransfer({ amount: 30n, id: 't1' })], now);

    expect(outcomes).toEqual([{ transferId: 't1', holdId: null }]);
    expect(rows).toMatchObject([
      {
        sequence: 1n,
        kind: 'TRANSFER',
        debitPosted: 70n,
        debitVersion: 1,
        creditPosted: 30n,
        creditVersion: 1,
        recordedAt: now,
      },
    ]);
    expect(accounts).toMatchObject([
      { id: 'payer', posted: 70n, pending: 70n, available: 70n },
      { id: 'payee', posted: 30n, pending: 30n, available: 30n },
    ]);
  });

  it('refuses to overdraw the debited account, and writes nothing', () => {
    const decision = decide(aState({ payer: { available: 100n }, payee: {} }), [aTransfer({ amount: 101n })], now);

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'INSUFFICIENT_FUNDS', available: '100', required: '101' } },
    ]);
    expect(decision.rows).toEqual([]);
    expect(decision.accounts).toEqual([]);
  });

  it('takes an overdraft up to its limit, and without end where there is no limit', () => {
    const limited = aState({ payer: { available: 0n, overdraftLimit: 50n }, payee: {} });
    const unlimited = aState({ payer: { available: 0n, overdraftLimit: null }, payee: {} });

    expect(codes(decide(limited, [aTransfer({ amount: 50n }), aTransfer({ amount: 1n })], now))).toEqual([
      null,
      'INSUFFICIENT_FUNDS',
    ]);
    expect(codes(decide(unlimited, [aTransfer({ amount: 10_000n })], now))).toEqual([null]);
  });

  it('guards whichever side the transfer lowers', () => {
    const state = aState({ payer: { available: 0n, class: 'ASSET' }, payee: { available: 5n, class: 'ASSET' } });

    expect(codes(decide(state, [aTransfer({ amount: 6n })], now))).toEqual(['INSUFFICIENT_FUNDS']);
    expect(decide(state, [aTransfer({ amount: 5n })], now).rows).toMatchObject([{ debitPosted: 5n, creditPosted: 0n }]);
  });

  it('refuses accounts that are the same, unknown, not open or in another currency', () => {
    const state = aState({
      payer: { available: 100n },
      payee: {},
      frozen: { status: 'FROZEN' },
      dollars: { currency: 'USD' },
    });

    const decision = decide(
      state,
      [
        aTransfer({ creditAccountId: 'payer' }),
        aTransfer({ creditAccountId: 'nobody' }),
        aTransfer({ creditAccountId: 'frozen' }),
        aTransfer({ creditAccountId: 'dollars' }),
        aTransfer({ currency: 'USD' }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([
      'SAME_ACCOUNT',
      'ACCOUNT_NOT_FOUND',
      'ACCOUNT_NOT_OPEN',
      'CURRENCY_MISMATCH',
      'CURRENCY_MISMATCH',
    ]);
  });

  it('lets a customer debit only what is theirs, and tells nothing of what is not', () => {
    const state = aState({
      payer: { available: 100n, ownerId: 'ada', version: 3 },
      payee: { status: 'FROZEN', ownerId: 'bob', version: 7 },
      other: { ownerId: 'bob' },
    });

    const decision = decide(
      state,
      [
        aTransfer({ viewer: ada, debitAccountId: 'other', creditAccountId: 'payer' }),
        aTransfer({ viewer: ada }),
        aTransfer({ viewer: ada, creditAccountId: 'other', expectedCreditVersion: 0 }),
        aTransfer({ viewer: ada, creditAccountId: 'other', expectedDebitVersion: 2 }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'ACCOUNT_NOT_FOUND', field: 'debitAccountId' } },
      { refusal: { code: 'ACCOUNT_NOT_OPEN', status: null } },
      { refusal: { code: 'INVALID_INPUT', field: 'expectedCreditVersion' } },
      { refusal: { code: 'VERSION_MISMATCH', expected: 2, actual: 3 } },
    ]);
  });

  it('confines an API client to its accounts and its scopes', () => {
    const client: SignedInViewer = {
      kind: 'client',
      id: 'program',
      organizationId,
      scopes: ['transfers:write'],
      accountIds: ['payer'],
      expiresAt: 2_000_000_000,
    };
    const state = aState({ payer: { available: 100n }, payee: { available: 100n } });

    const decision = decide(
      state,
      [
        aTransfer({ viewer: client }),
        aTransfer({ viewer: client, debitAccountId: 'payee', creditAccountId: 'payer' }),
        aTransfer({ viewer: { ...client, scopes: ['transfers:read'] } }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, 'ACCOUNT_NOT_FOUND', 'ACCOUNT_NOT_FOUND']);
  });

  it('holds to conditions on what is available, of accounts that one may see', () => {
    const state = aState({
      payer: { available: 100n, overdraftLimit: 50n, ownerId: 'ada' },
      payee: { available: 5n, ownerId: 'bob' },
    });
    const eur = (minorUnits: bigint) => ({ minorUnits, currency: 'EUR' });

    const decision = decide(
      state,
      [
        aTransfer({ availableAtLeast: { debit: eur(101n), credit: null } }),
        aTransfer({ availableAtLeast: { debit: eur(100n), credit: eur(6n) } }),
        aTransfer({ availableAtLeast: { debit: { minorUnits: 1n, currency: 'USD' }, credit: null } }),
        aTransfer({ viewer: ada, availableAtLeast: { debit: null, credit: eur(1n) } }),
        aTransfer({ availableAtLeast: { debit: eur(100n), credit: eur(5n) } }),
        aTransfer({ availableAtLeast: { debit: eur(100n), credit: null } }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'CONDITION_NOT_MET', field: 'debitAvailableAtLeast', available: '100', required: '101' } },
      { refusal: { code: 'CONDITION_NOT_MET', field: 'creditAvailableAtLeast' } },
      { refusal: { code: 'INVALID_INPUT', field: 'debitAvailableAtLeast' } },
      { refusal: { code: 'INVALID_INPUT', field: 'creditAvailableAtLeast' } },
      { transferId: expect.any(String) },
      { refusal: { code: 'CONDITION_NOT_MET', available: '99' } },
    ]);
  });

  it('takes effect in the past or now, by the time that it is given and not by the clock', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });
    const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

    const decision = decide(
      state,
      [
        aTransfer({ effectiveAt: new Date('1900-01-01T00:00:00Z') }),
        aTransfer({ effectiveAt: inSeconds(60) }),
        aTransfer({ effectiveAt: inSeconds(61) }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, null, 'INVALID_INPUT']);
  });

  it('refuses a balance that PostgreSQL could not hold', () => {
    const state = aState({ payer: { available: 100n }, payee: { available: minorUnitsMax } });

    expect(codes(decide(state, [aTransfer({ amount: 1n })], now))).toEqual(['BALANCE_OUT_OF_RANGE']);
  });

  it('never records before the newest row, whatever time it is given', () => {
    const state = { ...aState({ payer: { available: 100n }, payee: {} }), lastRecordedAt: now };

    const decision = decide(state, [{ ...aTransfer({}), recordedAt: new Date('2020-01-01T00:00:00Z') }], now);

    expect(decision.rows).toMatchObject([{ recordedAt: now }]);
  });
});

describe('journals', () => {
  it('posts all of a journal or none, and leaves others alone', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ amount: 60n, journalId: 'j', position: 0 }),
        aTransfer({ amount: 10n, position: 1 }),
        aTransfer({ amount: 60n, journalId: 'j', position: 2 }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 2 } },
      { transferId: expect.any(String) },
      { refusal: { code: 'INSUFFICIENT_FUNDS', available: '40' } },
    ]);
    expect(decision.rows).toMatchObject([{ sequence: 1n, amount: 10n, debitPosted: 90n }]);
  });

  it('lets money that arrives in a journal be spent later in it', () => {
    const state = aState({ payer: { available: 100n }, payee: {}, third: {} });

    const decision = decide(
      state,
      [
        aTransfer({ amount: 100n, journalId: 'j' }),
        aTransfer({ debitAccountId: 'payee', creditAccountId: 'third', amount: 100n, journalId: 'j' }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, null]);
    expect(decision.rows).toMatchObject([{ journalId: 'j' }, { journalId: 'j' }]);
  });

  it('refuses a journal for what is malformed in it, before all else, and remembers nothing of it', () => {
    const state = aState({ payer: { available: 0n }, payee: {} });
    const malformed = { code: 'INVALID_AMOUNT', problem: 'no' } as const;

    const decision = decide(
      state,
      [
        aTransfer({ idempotencyKey: 'k0', amount: 60n, journalId: 'j', position: 0 }),
        { ...aTransfer({ idempotencyKey: 'k1', journalId: 'j', position: 1 }), malformed },
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 1 } },
      { refusal: malformed },
    ]);
    expect(decision.uses).toEqual([]);
  });

  it('refuses a journal in which a key comes twice, and remembers nothing of it', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ idempotencyKey: 'k', journalId: 'j', position: 0 }),
        aTransfer({ idempotencyKey: 'k', journalId: 'j', position: 1 }),
      ],
      now,
    );

    expect(decision.outcomes).toMatchObject([
      { refusal: { code: 'JOURNAL_REFUSED', refusedIndex: 1 } },
      { refusal: { code: 'INVALID_INPUT', field: 'idempotencyKey' } },
    ]);
    expect(decision.uses).toEqual([]);
    expect(decision.rows).toEqual([]);
  });
});

describe('holds', () => {
  it('reserves available money, and shows it as pending on both sides', () => {
    const decision = decide(aState({ payer: { available: 100n }, payee: {} }), [aHold({ amount: 40n })], now);

    expect(decision.accounts).toMatchObject([
      { id: 'payer', posted: 100n, pending: 60n, available: 60n },
      { id: 'payee', posted: 0n, pending: 40n, available: 0n },
    ]);
    expect(decision.holds).toMatchObject([
      { remaining: 40n, status: 'OPEN', sequence: 1n, expiresAt: new Date(now.getTime() + 60_000) },
    ]);
  });

  it('captures in parts up to what is held, even when nothing else is left, and then voids nothing', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 100n })]);

    const decision = decide(
      state,
      [
        aCapture({ amount: 30n }),
        aCapture({ amount: 71n }),
        aCapture({ amount: null }),
        aCapture({ amount: 1n }),
        aVoid(),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, 'CAPTURE_EXCEEDS_HOLD', null, 'HOLD_NOT_OPEN', 'HOLD_NOT_OPEN']);
    expect(decision.holds).toMatchObject([{ remaining: 0n, status: 'CAPTURED' }]);
    expect(decision.accounts).toMatchObject([
      { id: 'payer', posted: 0n, pending: 0n, available: 0n },
      { id: 'payee', posted: 100n, pending: 100n, available: 100n },
    ]);
  });

  it('gives back what is left when it is voided', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 100n })]);

    const decision = decide(state, [aCapture({ amount: 30n }), aVoid()], now);

    expect(decision.rows).toMatchObject([{ kind: 'CAPTURE' }, { kind: 'VOID', amount: 70n }]);
    expect(decision.accounts).toMatchObject([
      { id: 'payer', posted: 70n, pending: 70n, available: 70n },
      { id: 'payee', posted: 30n, pending: 30n, available: 30n },
    ]);
  });

  it('expires what is due before anything else, so that the money can be spent', () => {
    const state = after(aState({ payer: { available: 100n }, payee: {} }), [aHold({ id: 'h', amount: 100n })]);
    const later = new Date(now.getTime() + 60_000);

    const decision = decide(state, [aTransfer({ amount: 100n }), aCapture({ amount: null })], later);

    expect(codes(decision)).toEqual([null, 'HOLD_NOT_OPEN']);
    expect(decision.rows).toMatchObject([{ kind: 'EXPIRY', amount: 100n }, { kind: 'TRANSFER' }]);
    expect(decision.holds).toMatchObject([{ status: 'EXPIRED', remaining: 0n }]);
  });
});

describe('reversals', () => {
  it('undoes a transfer in parts up to the whole, and no more', () => {
    const before = aState({ payer: { available: 100n }, payee: {} });
    const { rows } = decide(before, [aTransfer({ id: 't', amount: 50n })], now);
    const [row] = rows;
    const state = {
      ...after(before, [aTransfer({ id: 't', amount: 50n })]),
      reversible: new Map(row === undefined ? [] : [['t', { row, reversed: 0n }]]),
    };

    const decision = decide(
      state,
      [
        aReversal({ amount: 20n }),
        aReversal({ amount: 31n }),
        aReversal({ amount: null }),
        aReversal({ amount: null }),
      ],
      now,
    );

    expect(codes(decision)).toEqual([null, 'REVERSAL_EXCEEDS_TRANSFER', null, 'REVERSAL_EXCEEDS_TRANSFER']);
    expect(decision.rows).toMatchObject([
      { debitAccountId: 'payee', creditAccountId: 'payer', amount: 20n, reversesId: 't' },
      { amount: 30n, reversesId: 't', creditPosted: 100n },
    ]);
  });
});

describe('idempotency', () => {
  it('gives the first outcome again, a refusal included, and moves nothing', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [
        aTransfer({ id: 'a', idempotencyKey: 'k', amount: 60n }),
        aTransfer({ id: 'b', idempotencyKey: 'k', amount: 60n }),
        aTransfer({ idempotencyKey: 'refused', amount: 60n }),
        aTransfer({ idempotencyKey: null, debitAccountId: 'payee', creditAccountId: 'payer', amount: 60n }),
        aTransfer({ idempotencyKey: 'refused', amount: 60n }),
      ],
      now,
    );

    expect(decision.outcomes.slice(0, 2)).toEqual([
      { transferId: 'a', holdId: null },
      { transferId: 'a', holdId: null },
    ]);
    expect(codes(decision)).toEqual([null, null, 'INSUFFICIENT_FUNDS', null, 'INSUFFICIENT_FUNDS']);
    expect(decision.uses.map(({ key }) => key)).toEqual(['k', 'refused']);
  });

  it('names the field in which a second use of a key differs', () => {
    const state = aState({ payer: { available: 100n }, payee: {} });

    const decision = decide(
      state,
      [aTransfer({ idempotencyKey: 'k', amount: 1n }), aTransfer({ idempotencyKey: 'k', amount: 2n })],
      now,
    );

    expect(decision.outcomes[1]).toEqual({ refusal: { code: 'IDEMPOTENCY_MISMATCH', field: 'amount' } });
  });

  it('does not remember what is malformed', () => {
    const malformed = { code: 'INVALID_AMOUNT', problem: 'no' } as const;

    const decision = decide(
      aState({ payer: { available: 100n }, payee: {} }),
      [{ ...aTransfer({ idempotencyKey: 'k' }), malformed }, aTransfer({ idempotencyKey: 'k' })],
      now,
    );

    expect(codes(decision)).toEqual(['INVALID_AMOUNT', null]);
  });
});

describe('whatever is sent', () => {
  const names = ['a', 'b', 'c', 'd'];
  const amount = fc.bigInt({ min: 1n, max: 120n });
  const between = { debitAccountId: fc.constantFrom(...names), creditAccountId: fc.constantFrom(...names), amount };
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ ...between, journalId: fc.constantFrom(null, null, 'j1', 'j2') }).map((fields) => aTransfer(fields)),
    fc.record({ ...between, id: fc.constantFrom('h1', 'h2', 'h3') }).map((fields) => aHold(fields)),
    fc
      .record({ holdId: fc.constantFrom('h1', 'h2', 'h3'), amount: fc.option(amount) })
      .map((fields) => aCapture(fields)),
    fc.constantFrom('h1', 'h2', 'h3').map((holdId) => aVoid(holdId)),
  );
  // A hold's id is made once.
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

describe('whatever is sent, batch after batch', () => {
  const accounts = {
    a: { available: 100n },
    b: { available: 50n, overdraftLimit: 30n },
    c: { class: 'ASSET', available: 150n },
    d: {},
    frozen: { available: 10n, status: 'FROZEN' },
    dollars: { available: 40n, currency: 'USD' },
  } as const;
  const name = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
    { weight: 1, arbitrary: fc.constantFrom('frozen', 'dollars') },
  );
  // Small ones meet bounds exactly, large ones cross floors.
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
    availableAtLeast: fc.option(fc.record({ debit: money, credit: fc.constant(null) }), { freq: 5, nil: undefined }),
  };
  /** Few keys, so that they come again, within a batch and later, with the same content or another. */
  const key = sometimes(fc.constantFrom('k1', 'k2', 'k3'));
  const sent = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('transfer' as const),
        key,
        ...between,
        journal: sometimes(fc.constantFrom('j1', 'j2')),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('hold' as const),
        key,
        ...between,
        expiresInSeconds: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('capture' as const, 'void' as const, 'reversal' as const),
        key,
        of: fc.nat(30),
        part: fc.option(amount),
      }),
    },
  );
  const history = fc.array(fc.record({ seconds: fc.nat(3), batch: fc.array(sent, { maxLength: 12 }) }), {
    maxLength: 6,
  });

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
        for (const [number, { seconds, batch }] of batches.entries()) {
          time += seconds * 1_000;
          // Nobody knows the id of a transfer before its batch is committed.
          const reversible = [...transfers];
          const commands = batch.map((one): Command => {
            count += 1;
            const id = `x${count}`;
            const { kind, key: idempotencyKey, ...content } = one;
            const input = JSON.parse(
              JSON.stringify({ kind, ...content }, (_, value: unknown) =>
                typeof value === 'bigint' ? String(value) : value,
              ),
            );
            const own = { id, idempotencyKey: idempotencyKey ?? id };
            if (one.kind === 'transfer') {
              transfers.push(id);
              const { kind: _, journal, availableAtLeast, ...fields } = one;
              const journalId = journal === null ? null : `${journal} of ${number}`;
              return {
                ...aTransfer({
                  ...fields,
                  ...own,
                  journalId,
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
                transferId: reversible[one.of % (reversible.length + 1)] ?? 'none',
                input,
              };
            }
            const holdId = holds[one.of % (holds.length + 1)] ?? 'none';
            return one.kind === 'capture'
              ? { ...aCapture({ holdId, amount: one.part }), ...own, input }
              : { ...aVoid(holdId), ...own, input };
          });

          const at = new Date(time);
          const decision = decide(readable(state, commands), commands, at);

          expect(codes(decision)).toEqual(naive.submit(commands, at));
          state = apply(state, decision);
        }
        const balances = [...state.accounts].map(
          ([id, { posted, pending, available, version }]) => [id, { posted, pending, available, version }] as const,
        );
        expect(new Map(balances)).toEqual(naive.balances());
        for (const { available, overdraftLimit } of state.accounts.values()) {
          expect(available + (overdraftLimit ?? 0n)).toBeGreaterThanOrEqual(0n);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});

/** A ledger between batches: what is read for one is what the commands name, as in the database. */
type Kept = LedgerState & { log?: readonly LogContent[] };

function readable(state: Kept, commands: readonly Command[]): LedgerState {
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
