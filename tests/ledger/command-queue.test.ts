import { openBatchPool } from '@tributary/ledger/write/batch-pool.ts';
import { createCommandQueue } from '@tributary/ledger/write/command-queue.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expiryCommand } from '../../subgraphs/ledger/write/apply-account-intent.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { verified } from './verified.ts';

let ledger: FreshLedger;
let bank: string;
let account: string;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  account = await ledger.openAccount();
});
afterAll(() => ledger.close());

const deposit = (description = 'Deposit') =>
  pastTransferCommand({
    debitAccountId: bank,
    creditAccountId: account,
    amount: 1n,
    currency: 'EUR',
    description,
    recordedAt: new Date(),
  });

/** A full batch that writes nothing. */
const fullBatch = () => Array.from({ length: 1_000 }, () => expiryCommand(newId()));

/** A queue of its own, with the number of batches that it committed. */
async function openQueue(log = createLogger({ name: 'test', level: 'fatal' })) {
  const pool = openBatchPool({
    url: ledger.databaseUrl,
    role: 'tributary_ledger',
    applicationName: 'tests',
    poolSize: 2,
  });
  let batches = 0;
  const queue = createCommandQueue({
    pool,
    onCommit: () => {
      batches += 1;
    },
    log,
  });
  return {
    queue,
    batches: () => batches,
    close: async () => {
      await queue.close();
      await pool.end();
    },
  };
}

describe('the queue', () => {
  it('posts commands that arrive together as one batch, and those that arrive meanwhile as the next', async () => {
    const { queue, batches, close } = await openQueue();

    const first = Array.from({ length: 300 }, () => queue.submit(ledger.organizationId, [deposit()]));
    await Promise.resolve();
    const second = Array.from({ length: 300 }, () => queue.submit(ledger.organizationId, [deposit()]));
    const outcomes = (await Promise.all([...first, ...second])).flat();
    await close();

    expect(outcomes.filter((outcome) => 'refusal' in outcome)).toEqual([]);
    expect(batches()).toBe(2);
    expect(await verified(ledger)).toEqual([]);
  });

  it('refuses commands at once as busy when too many wait, and executes none of the refused', async () => {
    const { queue, close } = await openQueue();
    const waiting = Array.from({ length: 10 }, () => queue.submit(ledger.organizationId, fullBatch()));

    const refused = await Promise.allSettled([queue.submit(ledger.organizationId, [deposit('too much')])]);
    const outcomes = (await Promise.all(waiting)).flat();
    await close();

    expect(refused).toMatchObject([{ status: 'rejected', reason: { extensions: { code: 'SERVICE_BUSY' } } }]);
    expect(outcomes).toHaveLength(10_000);
    const [row] = await ledger.sql`select count(*)::int as count from ledger.log where description = 'too much'`;
    expect(row?.['count']).toBe(0);
  });

  it('posts other requests when one is refused by the database, and logs the ids of the batch', async () => {
    const { log, lines, text } = collectLogs();
    const { queue, close } = await openQueue(log);

    const answers = await Promise.allSettled([
      queue.submit(ledger.organizationId, [deposit()], { id: 'one', deadlineAt: undefined }),
      queue.submit(ledger.organizationId, [deposit('a text that PostgreSQL cannot store: \0')], {
        id: 'two',
        deadlineAt: undefined,
      }),
      queue.submit(ledger.organizationId, [deposit()]),
    ]);
    await close();

    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map(({ requestIds }) => requestIds)).toEqual(lines.map(() => ['one', 'two']));
    expect(text()).not.toContain('a text that');
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await verified(ledger)).toEqual([]);
  });

  it('answers all waiting requests before it closes, and refuses later ones', async () => {
    const { queue, close } = await openQueue();
    const waiting = Array.from({ length: 50 }, () => queue.submit(ledger.organizationId, [deposit('drained')]));

    const closing = close();
    const late = await Promise.allSettled([queue.submit(ledger.organizationId, [deposit()])]);
    await closing;

    expect((await Promise.all(waiting)).flat()).toHaveLength(50);
    expect(late).toMatchObject([{ status: 'rejected', reason: { extensions: { code: 'SERVICE_BUSY' } } }]);
  });

  it('lets no busy organization keep another waiting for more than a batch', async () => {
    const { queue, close } = await openQueue();
    const others = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const organizationId = newId();
        await ledger.sql`insert into ledger.ledgers (organization_id, last_recorded_at) values (${organizationId}, 'epoch')`;
        return organizationId;
      }),
    );
    const finished: string[] = [];
    const submit = async (organizationId: string, name: string) => {
      await queue.submit(
        organizationId,
        Array.from({ length: 1_000 }, () => deposit()),
      );
      finished.push(name);
    };

    await Promise.all([
      ...Array.from({ length: 6 }, () => submit(ledger.organizationId, 'busy')),
      ...others.map((organizationId) => submit(organizationId, 'other')),
    ]);
    await close();

    // All other organizations finish before the busy one.
    expect(finished.slice(-2)).toEqual(['busy', 'busy']);
  });

  it('does not use a remembered account that was changed meanwhile', async () => {
    const { queue, close } = await openQueue();
    const replica = await openQueue();
    const spare = await ledger.openAccount();
    const move = (amount: bigint) =>
      pastTransferCommand({
        debitAccountId: account,
        creditAccountId: spare,
        amount,
        currency: 'EUR',
        recordedAt: new Date(),
      });
    const back = (amount: bigint) =>
      pastTransferCommand({
        debitAccountId: spare,
        creditAccountId: account,
        amount,
        currency: 'EUR',
        recordedAt: new Date(),
      });
    const codesOf = async (one: typeof queue, command: ReturnType<typeof move>) =>
      (await one.submit(ledger.organizationId, [command])).map((outcome) =>
        'refusal' in outcome ? outcome.refusal.code : 'done',
      );

    const answers = [
      await codesOf(queue, move(10n)),
      await codesOf(replica.queue, back(10n)),
      await codesOf(queue, back(1n)),
      await codesOf(queue, move(1n)),
    ];
    await ledger.intend({ kind: 'FREEZE', accountId: `acct_${spare.replaceAll('-', '')}` });
    answers.push(await codesOf(queue, move(1n)));
    await close();
    await replica.close();

    expect(answers).toEqual([['done'], ['done'], ['INSUFFICIENT_FUNDS'], ['done'], ['ACCOUNT_NOT_OPEN']]);
    expect(await verified(ledger)).toEqual([]);
  });
});
