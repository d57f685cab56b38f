import { newId } from '@tributary/domain/ids.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithRedis } from '../support/fresh-redis.ts';
import { openOwnRedis } from '../support/own-redis.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { openLedgerProcess } from './ledger-process.ts';
import { checkSound } from './verified.ts';

describeWithRedis('a ledger whose Redis', () => {
  let ledger: FreshLedger;
  let redis: Awaited<ReturnType<typeof openOwnRedis>>;
  let running: Awaited<ReturnType<typeof openLedgerProcess>>;
  let bank: string;

  beforeAll(async () => {
    ledger = await freshLedger();
    bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
    redis = await openOwnRedis();
    running = await openLedgerProcess({
      databaseUrl: ledger.databaseUrl,
      redisUrl: redis.url,
      organizationId: ledger.organizationId,
    });
  });
  afterAll(async () => {
    await running.stop();
    await redis.close();
    await ledger.close();
  });
  afterEach(() => checkSound(ledger));

  it.each([
    {
      fault: 'is flushed',
      fail: async (): Promise<void> => {
        await redis.command('flushall');
      },
      recover: async (): Promise<void> => {},
    },
    {
      fault: 'hangs',
      fail: async (): Promise<void> => void redis.pause(),
      recover: async (): Promise<void> => void redis.resume(),
    },
    {
      fault: 'is killed',
      fail: async (): Promise<void> => redis.kill(),
      recover: async (): Promise<void> => redis.start(),
    },
  ])('$fault during writes gives every key the same outcome as without the fault', async ({ fail, recover }) => {
    const payer = await ledger.openAccount();
    const move = (debit: string, credit: string, amount: string) => ({
      idempotencyKey: newId(),
      debitAccountId: acct(debit),
      creditAccountId: acct(credit),
      amount: { amount, currency: 'EUR' },
    });
    // The payer has money for all but the last 20 of 200 transfers.
    await running.createTransfers([move(bank, payer, '180.00')]);
    const requests = Array.from({ length: 20 }, () => Array.from({ length: 10 }, () => move(payer, bank, '1.00')));
    const send = async (some: typeof requests) => {
      const answers = [];
      for (const request of some) {
        answers.push(await running.createTransfers(request));
      }
      return answers;
    };

    const before = await send(requests.slice(0, 5));
    const [meanwhile] = await Promise.all([send(requests.slice(5, 10)), fail()]);
    const without = await send(requests.slice(10, 15));
    const [afterwards] = await Promise.all([send(requests.slice(15)), recover()]);
    const again = await send(requests);

    const answers = [...before, ...meanwhile, ...without, ...afterwards];
    expect(answers.flat().map((answer) => answer.replace(/^tr_.*/, 'done'))).toEqual([
      ...Array.from({ length: 180 }, () => 'done'),
      ...Array.from({ length: 20 }, () => 'INSUFFICIENT_FUNDS'),
    ]);
    expect(again).toEqual(answers);
  });
});
