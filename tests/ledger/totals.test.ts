import { newId } from '@tributary/domain/ids.ts';
import { openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import type { ClientViewer, Scope, Viewer } from '@tributary/domain/viewer.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accounts as accountsTable, ledgers } from '../../subgraphs/ledger/log/tables.ts';
import { createReadQueue } from '../../subgraphs/ledger/read/one-at-a-time.ts';
import { createTotalsReader, groupTotals } from '../../subgraphs/ledger/read/totals.ts';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';

let ledger: FreshLedger;
let postgres: Postgres;
beforeAll(async () => {
  ledger = await freshLedger();
  postgres = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests', poolSize: 3 });
});
afterAll(async () => {
  await postgres.close();
  await ledger.close();
});

const classes = ['ASSET', 'LIABILITY', 'EQUITY', 'REVENUE', 'EXPENSE'] as const;
const raisedByDebits = new Set<string>(['ASSET', 'EXPENSE']);

/** An organization with two accounts of each class and currency, one of them a person's, all without floor. */
async function newOrganization(posted = 0n) {
  const organizationId = newId();
  await postgres.db
    .insert(ledgers)
    .values({ organizationId, lastSequence: 0n, lastRecordedAt: new Date(0), revision: 0n });
  const accounts = ['EUR', 'JPY'].flatMap((currency) =>
    classes.flatMap((accountClass) =>
      [null, newId()].map((ownerId) => ({
        ...{ id: newId(), organizationId, ownerId, class: accountClass, currency, status: 'OPEN' as const },
        ...{ posted, pending: posted, available: posted, version: 0 },
      })),
    ),
  );
  await postgres.db.insert(accountsTable).values(accounts);
  return { organizationId, accounts };
}

const operatorOf = (organizationId: string): Viewer => ({
  kind: 'user',
  id: newId(),
  organizationId,
  role: 'OPERATOR',
  expiresAt: 2_000_000_000,
});

const day = 86_400_000;
const time = fc
  .tuple(fc.nat(3), fc.constantFrom(0, 1, day / 2, day - 1))
  .map(([number, within]) => Date.parse('2026-01-01T00:00:00Z') + number * day + within);
const history = fc
  .array(
    fc.record({
      currency: fc.nat(1),
      debit: fc.nat(9),
      credit: fc.integer({ min: 1, max: 9 }),
      amount: fc.bigInt({ min: 1n, max: 1_000_000n }),
      recorded: time,
      effective: fc.option(time, { freq: 2 }),
    }),
    { maxLength: 40 },
  )
  .map((transfers) => transfers.toSorted((one, other) => one.recorded - other.recorded));

describe('the sums of balances', () => {
  it('are those of all accounts at any moment by either date, however they are added up', async () => {
    const bySubtraction = createTotalsReader(postgres.db, { rowsPerAccount: 1_000 });
    const byAccount = createTotalsReader(postgres.db, { rowsPerAccount: 0 });
    await fc.assert(
      fc.asyncProperty(history, fc.array(time, { minLength: 1, maxLength: 3 }), async (transfers, times) => {
        const { organizationId, accounts } = await newOrganization();
        const rows = transfers.map(({ currency, debit, credit, amount, recorded, effective }) => ({
          debit: accounts[10 * currency + debit],
          credit: accounts[10 * currency + ((debit + credit) % 10)],
          ...{ amount, recordedAt: recorded, effectiveAt: effective ?? recorded },
        }));
        await ledger.commands.submit(
          organizationId,
          rows.map(({ debit, credit, amount, recordedAt, effectiveAt }) =>
            pastTransferCommand({
              ...{ debitAccountId: debit?.id ?? '', creditAccountId: credit?.id ?? '', amount },
              currency: debit?.currency ?? '',
              ...{ recordedAt: new Date(recordedAt), effectiveAt: new Date(effectiveAt) },
            }),
          ),
        );
        const naive = (isCounted: (row: (typeof rows)[number]) => boolean) =>
          new Map(
            accounts.map((account) => {
              const sign = raisedByDebits.has(account.class) ? 1n : -1n;
              const posted = rows
                .filter(isCounted)
                .reduce(
                  (sum, { debit, credit, amount }) =>
                    sum + (debit === account ? sign * amount : 0n) - (credit === account ? sign * amount : 0n),
                  0n,
                );
              return [`${account.currency} ${account.class} ${account.ownerId !== null}`, posted];
            }),
          );

        for (const read of [bySubtraction, byAccount]) {
          for (const date of ['EFFECTIVE', 'RECORDED'] as const) {
            for (const at of [null, ...times]) {
              const { parts, sequence } = await read({ organizationId, date, at: at === null ? null : new Date(at) });

              const expected = naive(
                (row) => at === null || (date === 'EFFECTIVE' ? row.effectiveAt : row.recordedAt) <= at,
              );
              expect(
                new Map(
                  parts.map((part) => [`${part.currency} ${part.class} ${part.ownerKind === 'PERSON'}`, part.posted]),
                ),
              ).toEqual(expected);
              expect(parts.map((part) => part.accounts)).toEqual(parts.map(() => 1));
              expect(sequence).toBe(BigInt(rows.length));
              for (const { debits, credits } of groupTotals(parts, [])) {
                expect(debits).toBe(credits);
              }
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('may be larger than a balance can be', async () => {
    const most = 2n ** 63n - 1n;
    const { organizationId } = await newOrganization(most);

    const { data } = await ledger.execute(
      operatorOf(organizationId),
      '{ trialBalance { currencies { currency totalDebits { minorUnits } totalCredits { minorUnits } } } }',
    );

    const sums = { totalDebits: { minorUnits: String(4n * most) }, totalCredits: { minorUnits: String(6n * most) } };
    expect(data).toEqual({
      trialBalance: {
        currencies: [
          { currency: 'EUR', ...sums },
          { currency: 'JPY', ...sums },
        ],
      },
    });
  });
});

/** Moves money between accounts of an organization, which are given by their index. */
async function move(
  { organizationId, accounts }: Awaited<ReturnType<typeof newOrganization>>,
  [debit, credit]: [number, number],
  amount: bigint,
): Promise<void> {
  await ledger.commands.submit(organizationId, [
    pastTransferCommand({
      ...{ debitAccountId: accounts[debit]?.id ?? '', creditAccountId: accounts[credit]?.id ?? '', amount },
      ...{ currency: accounts[debit]?.currency ?? '', recordedAt: new Date() },
    }),
  ]);
}

describe('totals', () => {
  it('are grouped by class, currency and kind of owner, and always by currency', async () => {
    const organization = await newOrganization();
    // From a person's liability to the asset of the organization, and revenue of the organization from a person's
    // asset.
    await move(organization, [0, 3], 1_000n);
    await move(organization, [1, 6], 250n);
    const totals = async (by: string) => {
      const { data, errors } = await ledger.execute(
        operatorOf(organization.organizationId),
        `{ totals(by: ${by}) { groups { class currency ownerKind accounts debits { amount } credits { amount } balance { amount } } } }`,
      );
      expect(errors).toBeUndefined();
      return z
        .object({ totals: z.object({ groups: z.array(z.record(z.string(), z.unknown())) }) })
        .parse(data)
        .totals.groups.filter(({ currency }) => currency === 'EUR');
    };
    const row = (accounts: number, debits: string, credits: string, balance: string) => ({
      ...{ class: null, ownerKind: null, currency: 'EUR', accounts },
      ...{ debits: { amount: debits }, credits: { amount: credits }, balance: { amount: balance } },
    });

    expect(await totals('[]')).toEqual([row(10, '12.50', '12.50', '0.00')]);
    expect(await totals('[CURRENCY]')).toEqual(await totals('[]'));
    expect(await totals('[CLASS, CLASS]')).toEqual([
      { ...row(2, '12.50', '0.00', '12.50'), class: 'ASSET' },
      { ...row(2, '0.00', '10.00', '-10.00'), class: 'LIABILITY' },
      { ...row(2, '0.00', '0.00', '0.00'), class: 'EQUITY' },
      { ...row(2, '0.00', '2.50', '-2.50'), class: 'REVENUE' },
      { ...row(2, '0.00', '0.00', '0.00'), class: 'EXPENSE' },
    ]);
    expect(await totals('[OWNER_KIND]')).toEqual([
      { ...row(5, '10.00', '2.50', '7.50'), ownerKind: 'ORGANIZATION' },
      { ...row(5, '2.50', '10.00', '-7.50'), ownerKind: 'PERSON' },
    ]);
    expect(await totals('[CLASS, OWNER_KIND]')).toHaveLength(10);
  });

  it('and trial balances are for those who may read every balance of the organization', async () => {
    const { organizationId, accounts } = await newOrganization();
    const client = (scopes: readonly Scope[], accountIds: readonly string[] | null = null): ClientViewer => ({
      ...{ id: newId(), organizationId, scopes, accountIds, expiresAt: 2_000_000_000 },
      kind: 'client',
    });
    const codes = async (viewer: Viewer) => {
      const answers = [];
      for (const field of ['totals(by: [CLASS])', 'trialBalance']) {
        const { errors } = await ledger.execute(viewer, `{ ${field} { cursor } }`);
        answers.push(errors?.[0]?.extensions?.['code']);
      }
      return answers;
    };

    expect(await codes(operatorOf(organizationId))).toEqual([undefined, undefined]);
    expect(await codes(client(['accounts:read']))).toEqual([undefined, undefined]);
    expect(await codes(client(['transfers:read', 'events:read']))).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(
      await codes(
        client(
          ['accounts:read'],
          accounts.map(({ id }) => id),
        ),
      ),
    ).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await codes(ledger.customer())).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await codes({ kind: 'anonymous' })).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(await codes({ kind: 'service', name: 'accounts', organizationId })).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('have none of another organization', async () => {
    await move(await newOrganization(), [0, 3], 1_000n);

    const { data } = await ledger.execute(operatorOf(newId()), '{ totals(by: [CLASS]) { groups { accounts } } }');

    expect(data).toEqual({ totals: { groups: [] } });
  });

  it.each(['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z'])('are refused for %s, which does not exist', async (at) => {
    const { errors } = await ledger.execute(ledger.operator(), `{ totals(by: [], at: "${at}") { cursor } }`);

    expect(errors).toMatchObject([
      { message: expect.stringMatching(/^`at`: .*does not exist/), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it.each(['EFFECTIVE', 'RECORDED'])(
    'are zero before the first year of the books, and all at the end of time (%s)',
    async (date) => {
      const organization = await newOrganization();
      await move(organization, [0, 3], 1_000n);

      const { data } = await ledger.execute(
        operatorOf(organization.organizationId),
        `{ first: totals(by: [], at: "0001-01-01T00:00:00Z", date: ${date}) { groups { debits { minorUnits } } }
        last: totals(by: [], at: "9999-12-31T23:59:59.999Z", date: ${date}) { groups { debits { minorUnits } } } }`,
      );

      const groups = (eur: string) => ({ groups: [{ debits: { minorUnits: eur } }, { debits: { minorUnits: '0' } }] });
      expect(data).toEqual({ first: groups('0'), last: groups('1000') });
    },
  );
});

describe('a trial balance', () => {
  const query = `query ($at: DateTime) { trialBalance(at: $at) { cursor
    lines { class currency debits { minorUnits } credits { minorUnits } }
    currencies { currency totalDebits { minorUnits } totalCredits { minorUnits } difference { minorUnits } } } }`;
  const shape = z.object({
    trialBalance: z.object({
      cursor: z.string(),
      lines: z.array(z.object({ class: z.string(), currency: z.string() })),
      currencies: z.array(z.looseObject({ currency: z.string(), difference: z.object({ minorUnits: z.string() }) })),
    }),
  });

  it('is zero in each currency while transfers are posted, now and at a moment', async () => {
    const organization = await newOrganization();
    const over = new AbortController();
    const writing = (async () => {
      for (let number = 0; number < 100; number += 1) {
        await move(organization, [number % 10, (number + 1 + (number % 8)) % 10], BigInt(number + 1));
      }
    })().finally(() => over.abort());

    const cursors = new Set<string>();
    do {
      for (const at of [undefined, new Date().toISOString()]) {
        const { data, errors } = await ledger.execute(operatorOf(organization.organizationId), query, { at });
        expect(errors).toBeUndefined();
        const { cursor, currencies, lines } = shape.parse(data).trialBalance;
        expect(currencies.map(({ difference }) => difference.minorUnits)).toEqual(['0', '0']);
        expect(lines).toHaveLength(10);
        cursors.add(cursor);
      }
    } while (!over.signal.aborted);
    await writing;

    expect(cursors.size).toBeGreaterThan(1);
  });

  it('shows the damage where a balance was changed beside the log', async () => {
    const organization = await newOrganization();
    await move(organization, [0, 3], 1_000n);
    await ledger.sql`update ledger.accounts set posted = posted + 7 where id = ${organization.accounts[0]?.id ?? ''}`;

    const { data } = await ledger.execute(operatorOf(organization.organizationId), query);

    expect(shape.parse(data).trialBalance.currencies).toMatchObject([
      {
        currency: 'EUR',
        totalDebits: { minorUnits: '1007' },
        totalCredits: { minorUnits: '1000' },
        difference: { minorUnits: '7' },
      },
      { currency: 'JPY', difference: { minorUnits: '0' } },
    ]);
  });
});

describe('the line of long reads', () => {
  const busy = { extensions: { code: 'SERVICE_BUSY' } };

  it('cancels a read whose time is up, and begins none that has waited for too long', async () => {
    const { organizationId } = await newOrganization();
    const read = createTotalsReader(postgres.db, { timeMsMax: 800 });
    const question = { organizationId, at: null, date: 'EFFECTIVE' as const };

    const answers = await postgres.sql.begin(async (tx) => {
      await tx`lock table ledger.accounts in access exclusive mode`;
      return Promise.allSettled([read(question), read(question)]);
    });

    expect(answers).toMatchObject([
      { reason: { message: expect.stringContaining('Ask for'), extensions: { code: 'QUERY_TOO_LARGE' } } },
      { reason: busy },
    ]);
    await expect(read(question)).resolves.toMatchObject({ sequence: 0n });
  });

  it('lets one read run at a time, in order, and goes on after a failure', async () => {
    const inQueue = createReadQueue();
    const seen: string[] = [];
    let running = 0;
    const read = (name: string) => async () => {
      running += 1;
      expect(running).toBe(1);
      await postgres.sql`select 1`;
      running -= 1;
      seen.push(name);
      if (name === 'second') {
        throw new Error('it failed');
      }
      return name;
    };

    const answers = await Promise.allSettled(['first', 'second', 'third'].map((name) => inQueue('one', read(name))));

    expect(seen).toEqual(['first', 'second', 'third']);
    expect(answers).toMatchObject([
      { status: 'fulfilled', value: 'first' },
      { status: 'rejected', reason: { message: 'it failed' } },
      { status: 'fulfilled', value: 'third' },
    ]);
  });

  it('has a bound, and a lower one for each organization, and frees every place', async () => {
    const inQueue = createReadQueue();
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const of = (organization: string) => inQueue(organization, () => isOver);

    const taken = ['one', 'one', 'one', 'two', 'two', 'two', 'three', 'three'].map(of);
    await expect(of('four')).rejects.toMatchObject(busy);
    end();
    await Promise.all(taken);
    const again = ['one', 'one', 'one'].map(of);

    await expect(of('one')).rejects.toMatchObject(busy);
    await Promise.all(again);
    await expect(of('one')).resolves.toBeUndefined();
  });
});
