import { openBatchPool } from '@tributary/ledger/write/batch-pool.ts';
import { createCommandQueue } from '@tributary/ledger/write/command-queue.ts';
import type { Command, Outcome } from '@tributary/ledger/write/rules/commands.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commitOfPrepared, commitOfTransaction, openWayToDatabase } from '../support/way-to-database.ts';
import { acct, asRemembered, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { checkSound } from './verified.ts';

let ledger: FreshLedger;
let bank: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

const move = (debitAccountId: string, creditAccountId: string, amount: bigint, idempotencyKey = newId()) =>
  pastTransferCommand({
    debitAccountId,
    creditAccountId,
    amount,
    currency: 'EUR',
    recordedAt: new Date(0),
    idempotencyKey,
  });
const codeOf = (outcome: Outcome | undefined) =>
  outcome === undefined ? 'none' : 'refusal' in outcome ? outcome.refusal.code : 'done';

/** Another process of the same ledger, with a pool and a memory of its own. */
function openReplica(url = ledger.databaseUrl) {
  const pool = openBatchPool({ url, role: 'tributary_ledger', applicationName: 'replica', poolSize: 2 });
  const queue = createCommandQueue({ pool, onCommit: () => {}, log: createLogger({ name: 'test', level: 'fatal' }) });
  return {
    submit: async (command: Command) => (await queue.submit(ledger.organizationId, [command]))[0],
    close: async () => {
      await queue.close();
      await pool.end();
    },
  };
}

async function fundedAccounts(count: number, funds: bigint): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => ledger.openAccount()));
  await ledger.commands.submit(
    ledger.organizationId,
    ids.map((id) => move(bank, id, funds)),
  );
  return ids;
}

describe('two processes at once', () => {
  it('pass money round in circles in both directions without a loss or a deadlock', async () => {
    const accounts = await fundedAccounts(5, 20n);
    const replicas = [openReplica(), openReplica()];

    const outcomes = await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const [from, to] = [accounts[index % 5] ?? '', accounts[(index + (index % 2 === 0 ? 1 : 4)) % 5] ?? ''];
        return replicas[index % 2]?.submit(move(from, to, BigInt(1 + (index % 15))));
      }),
    );
    await Promise.all(replicas.map((replica) => replica.close()));

    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['done', 'INSUFFICIENT_FUNDS']));
    const [row] =
      await ledger.sql`select sum(posted)::text as sum from ledger.accounts where id = any(${accounts}::uuid[])`;
    expect(row?.['sum']).toBe('100');
  });

  it.each([2, 3, 8])('pass the whole money of %i accounts round in a circle concurrently', async (count) => {
    const accounts = await fundedAccounts(count, 10n);
    const replicas = [openReplica(), openReplica()];

    const outcomes = await Promise.all(
      Array.from({ length: 10 * count }, async (_, index) =>
        replicas[index % 2]?.submit(
          move(accounts[index % count] ?? '', accounts[(index + 1) % count] ?? '', index < count ? 10n : 1n),
        ),
      ),
    );
    await Promise.all(replicas.map((replica) => replica.close()));

    // A payment of more than is available at that moment is refused.
    expect(new Set([...outcomes.map(codeOf), 'INSUFFICIENT_FUNDS'])).toEqual(new Set(['done', 'INSUFFICIENT_FUNDS']));
    const [row] =
      await ledger.sql`select sum(posted)::text as sum from ledger.accounts where id = any(${accounts}::uuid[])`;
    expect(row?.['sum']).toBe(String(10 * count));
  });

  it('post 10,000 transfers of one account, and lose none', async () => {
    const [account = ''] = await fundedAccounts(1, 4_000n);
    const replicas = [openReplica(), openReplica()];

    // Half pay in and half pay out, in all more than is available, so some are refused in any order.
    const outcomes = await Promise.all(
      Array.from({ length: 10_000 }, async (_, index) =>
        replicas[(index >> 1) % 2]?.submit(index % 2 === 0 ? move(bank, account, 1n) : move(account, bank, 2n)),
      ),
    );
    await Promise.all(replicas.map((replica) => replica.close()));

    const paidOut = outcomes.filter((outcome, index) => index % 2 === 1 && codeOf(outcome) === 'done').length;
    expect(outcomes.filter((outcome, index) => index % 2 === 0 && codeOf(outcome) === 'done')).toHaveLength(5_000);
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['done', 'INSUFFICIENT_FUNDS']));
    const [row] = await ledger.sql`select posted::int, version from ledger.accounts where id = ${account}`;
    expect(row).toEqual({ posted: 9_000 - 2 * paidOut, version: 1 + 5_000 + paidOut });
  });

  it('spend the last money of an account once', async () => {
    const [account = ''] = await fundedAccounts(1, 10n);
    const replicas = [openReplica(), openReplica()];

    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => replicas[index % 2]?.submit(move(account, bank, 1n))),
    );
    await Promise.all(replicas.map((replica) => replica.close()));

    expect(outcomes.filter((outcome) => codeOf(outcome) === 'done')).toHaveLength(10);
  });

  it('give one outcome for each key, refused or not, however often each process receives it', async () => {
    const [account = ''] = await fundedAccounts(1, 5n);
    const replicas = [openReplica(), openReplica()];
    const keys = Array.from({ length: 20 }, () => newId());

    const sent = await Promise.all(
      keys.flatMap((key) =>
        Array.from({ length: 6 }, async (_, index) => {
          const outcome = await replicas[index % 2]?.submit(move(account, bank, 1n, key));
          return [key, JSON.stringify(asRemembered(outcome))] as const;
        }),
      ),
    );
    await Promise.all(replicas.map((replica) => replica.close()));

    const byKey = Map.groupBy(sent, ([key]) => key);
    expect([...byKey.values()].map((answers) => new Set(answers.map(([, outcome]) => outcome)).size)).toEqual(
      keys.map(() => 1),
    );
    expect(sent.filter(([, outcome]) => outcome.includes('transferId'))).toHaveLength(5 * 6);
  });
});

describe('an account', () => {
  it('is frozen and closed between two transfers, never in the middle of one', async () => {
    const [account = ''] = await fundedAccounts(1, 50n);
    const replica = openReplica();
    const spend = () => Promise.all(Array.from({ length: 50 }, () => replica.submit(move(account, bank, 1n))));

    const [before, frozen] = await Promise.all([spend(), ledger.intend({ kind: 'FREEZE', accountId: acct(account) })]);
    const after = await replica.submit(move(account, bank, 1n));
    await replica.close();

    expect(frozen).toMatchObject({ data: { applyAccountIntent: { status: 'FROZEN' } } });
    expect(new Set([...before.map(codeOf), 'done', 'ACCOUNT_NOT_OPEN'])).toEqual(new Set(['done', 'ACCOUNT_NOT_OPEN']));
    expect(codeOf(after)).toBe('ACCOUNT_NOT_OPEN');
    const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${account}`;
    expect(row?.['posted']).toBe(50 - before.filter((outcome) => codeOf(outcome) === 'done').length);
  });

  it('is closed only when it is empty, and takes no money afterwards', async () => {
    const [account = ''] = await fundedAccounts(1, 10n);
    const replica = openReplica();
    const close = async () => {
      const answer = await ledger.intend({ kind: 'CLOSE', accountId: acct(account) });
      return /"status":"(\w+)"/.exec(JSON.stringify(answer.data))?.[1];
    };

    // The account is emptied, filled and closed at once, and closed only if it was empty.
    const [emptied, filled, status] = await Promise.all([
      replica.submit(move(account, bank, 10n)),
      Promise.all(Array.from({ length: 10 }, () => replica.submit(move(bank, account, 1n)))),
      close(),
    ]);
    await replica.close();

    const arrived = filled.filter((outcome) => codeOf(outcome) === 'done').length;
    const [row] = await ledger.sql`select posted::int, status from ledger.accounts where id = ${account}`;
    const posted = 10 + arrived - (codeOf(emptied) === 'done' ? 10 : 0);
    expect(row).toEqual({ posted, status });
    expect(status === 'CLOSED' ? posted : 0).toBe(0);
    expect(new Set([...filled.map(codeOf), 'done', 'ACCOUNT_NOT_OPEN'])).toEqual(new Set(['done', 'ACCOUNT_NOT_OPEN']));
  });

  it('takes every transfer after its opening, and none before, if they race', async () => {
    const id = newId();
    const replicas = [openReplica(), openReplica()];
    const outcomes: string[] = [];
    let isOpen = false;
    const pay = async (replica: (typeof replicas)[number]) => {
      // Ends with the answer to the first transfer that was sent after the opening.
      for (let wasOpen = false; !wasOpen;) {
        wasOpen = isOpen;
        outcomes.push(codeOf(await replica.submit(move(bank, id, 1n))));
      }
    };

    const paying = Promise.all(replicas.map(pay));
    await ledger.intend({
      kind: 'OPEN',
      accountId: acct(id),
      class: 'LIABILITY',
      currency: 'EUR',
      overdraftLimit: '0',
    });
    isOpen = true;
    await paying;
    const last = await Promise.all(replicas.map((replica) => replica.submit(move(bank, id, 1n))));
    await Promise.all(replicas.map((replica) => replica.close()));

    expect(last.map(codeOf)).toEqual(['done', 'done']);
    expect(new Set([...outcomes, 'ACCOUNT_NOT_FOUND'])).toEqual(new Set(['done', 'ACCOUNT_NOT_FOUND']));
    const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${id}`;
    expect(row?.['posted']).toBe(2 + outcomes.filter((outcome) => outcome === 'done').length);
  });

  it('takes its first transfer as soon as it is open, and none before', async () => {
    const id = newId();
    const replica = openReplica();
    const early = await replica.submit(move(bank, id, 1n));

    await ledger.intend({
      kind: 'OPEN',
      accountId: acct(id),
      class: 'LIABILITY',
      currency: 'EUR',
      overdraftLimit: '0',
    });
    const first = await replica.submit(move(bank, id, 1n));
    await replica.close();

    expect([codeOf(early), codeOf(first)]).toEqual(['ACCOUNT_NOT_FOUND', 'done']);
  });
});

describe('a hold', () => {
  it('is captured, voided or expired, and only one of them', async () => {
    const accounts = await fundedAccounts(10, 10n);
    const operator = ledger.operator();
    const send = async (mutation: string, input: Record<string, unknown>) => {
      const { data } = await ledger.execute(
        operator,
        `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { hold { id } errors { code } } }`,
        { input: { idempotencyKey: newId(), ...input } },
      );
      return data?.[mutation] as { hold: { id: string } | null; errors: { code: string }[] };
    };

    const results = await Promise.all(
      accounts.map(async (account) => {
        const made = await send('createHold', {
          debitAccountId: acct(account),
          creditAccountId: formatId('acct', bank),
          amount: { amount: '0.10', currency: 'EUR' },
          expiresIn: 1,
        });
        const holdId = made.hold?.id;
        await ledger.sql`update ledger.holds set expires_at = clock_timestamp() + interval '20 ms' where debit_account_id = ${account}`;
        const answers = await Promise.all([send('captureHold', { holdId }), send('voidHold', { holdId })]);
        return answers.filter(({ errors }) => errors.length === 0).length;
      }),
    );

    // Neither is accepted where the hold expired first.
    expect(results.every((count) => count <= 1)).toBe(true);
    await expect
      .poll(
        async () => {
          const [row] = await ledger.sql`select count(*)::int as open from ledger.holds where status = 'OPEN'`;
          return row?.['open'] as number;
        },
        { timeout: 10_000 },
      )
      .toBe(0);
  });
});

describe('a connection that is cut between a commit and its answer', () => {
  it('gives the first outcome, once', async () => {
    const [account = ''] = await fundedAccounts(1, 100n);
    const proxy = await openWayToDatabase(ledger.databaseUrl);
    const replica = openReplica(proxy.url);
    await replica.submit(move(account, bank, 1n));
    const key = newId();

    proxy.cutNext(commitOfTransaction);
    const outcome = await replica.submit(move(account, bank, 2n, key));
    const again = await replica.submit(move(account, bank, 2n, key));
    await replica.close();
    await proxy.close();

    expect(proxy.cuts()).toBe(1);
    expect(codeOf(outcome)).toBe('done');
    expect(again).toEqual(asRemembered(outcome));
    const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${account}`;
    expect(row?.['posted']).toBe(97);
  });

  it('gives every caller the first outcome, once, if the next batch is already prepared', async () => {
    const [account = ''] = await fundedAccounts(1, 1_000n);
    const proxy = await openWayToDatabase(ledger.databaseUrl);
    const replica = openReplica(proxy.url);
    // The queue posts under the lock until it has found itself alone.
    await replica.submit(move(account, bank, 1n));
    await replica.submit(move(account, bank, 1n));
    const keys = Array.from({ length: 300 }, () => newId());
    const submitAll = () => Promise.all(keys.map((key) => replica.submit(move(account, bank, 2n, key))));

    proxy.cutNext(commitOfPrepared);
    const outcomes = await submitAll();
    const again = await submitAll();
    await replica.close();
    await proxy.close();

    expect(proxy.cuts()).toBe(1);
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['done']));
    expect(again).toEqual(outcomes.map(asRemembered));
    const [row] = await ledger.sql`select posted::int from ledger.accounts where id = ${account}`;
    expect(row?.['posted']).toBe(398);
  });
});
