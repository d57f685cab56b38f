import { newId } from '@tributary/domain/ids.ts';
import { openBatchPool } from '@tributary/ledger/write/batch-pool.ts';
import { transferCommand } from '@tributary/ledger/write/parse-commands.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDryRuns } from '../../subgraphs/ledger/write/dry-runs.ts';
import { transferInput } from './ledger-with-bank.ts';
import { ledgerWithDryRuns, money, type LedgerWithDryRuns } from './ledger-with-dry-runs.ts';
import { checkSound } from './verified.ts';

let ledger: LedgerWithDryRuns;

beforeAll(async () => {
  ledger = await ledgerWithDryRuns();
});
afterAll(() => ledger.close());
afterEach(() => checkSound(ledger));

describe('dry runs', () => {
  it('wait for no lock of the ledger, and take none', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const unlock = await ledger.lockLog();

    const tried = await ledger.dryRun(owner, 'createTransfer', transferInput({ debit: payer, credit: payee }));
    await unlock();

    expect(tried).toMatchObject({ preview: { debitBalance: money('69.00') } });
  });

  it('run in transactions that cannot write', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('70.00');
    const sent = ledger.statements.length;

    await ledger.dryRun(owner, 'createTransfer', transferInput({ debit: payer, credit: payee }));

    const statements = ledger.statements.slice(sent).join('\n');
    expect(statements).toMatch(/repeatable read read only/);
    expect(statements).not.toMatch(/\b(insert|update|delete|for update)\b/i);
  });

  it('see one state of a ledger that others write to', async () => {
    const { payer, payee } = await ledger.payerAndPayee('100.00');
    const operator = ledger.operator();
    const writing = Array.from({ length: 40 }, () =>
      ledger.send(operator, 'createTransfer', transferInput({ debit: payer, credit: payee, amount: '1.00' })),
    );

    const tries = await Promise.all(
      Array.from({ length: 40 }, () =>
        ledger.dryRun(operator, 'createTransfer', transferInput({ debit: payer, credit: payee, amount: '0.50' })),
      ),
    );
    await Promise.all(writing);

    const sums = tries.map(
      ({ preview }) => Number(preview?.debitBalance?.posted.amount) + Number(preview?.creditBalance?.posted.amount),
    );
    expect(sums).toEqual(sums.map(() => 100));
    // Rows of the two accounts and versions agree: one funding, then one row for each transfer on both.
    expect(
      tries.every(({ preview }) => preview?.debitBalance?.version === (preview?.creditBalance?.version ?? 0) + 1),
    ).toBe(true);
  });

  it('do not disturb what is posted at the same time', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('100.00');
    const inputs = Array.from({ length: 300 }, () => transferInput({ debit: payer, credit: payee, amount: '0.50' }));

    const answers = await Promise.all(
      inputs.flatMap((input) => [
        ledger.dryRun(owner, 'createTransfer', input),
        ledger.send(owner, 'createTransfer', input),
      ]),
    );

    const made = new Set(answers.flatMap(({ made: one }) => one?.id ?? []));
    expect(made.size).toBe(200);
    expect(await ledger.balanceOf(payer)).toMatchObject({ _entities: [{ balance: money('0.00') }] });
  });

  it('are refused at once as busy when too many wait, and after the queue is closed', async () => {
    const pool = openBatchPool({
      ...{ url: ledger.databaseUrl, role: 'tributary_ledger', applicationName: 'tests', poolSize: 1 },
    });
    const dryRuns = createDryRuns({ pool });
    const operator = ledger.operator();
    if (operator.kind !== 'user') {
      throw new Error('an operator is a user');
    }
    const { payer, payee } = await ledger.payerAndPayee();
    const command = () => transferCommand(operator, transferInput({ debit: payer, credit: payee }));
    const largest = Array.from({ length: 1_000 }, command);
    const full = dryRuns.submit(ledger.organizationId, largest);
    const more = dryRuns.submit(ledger.organizationId, [command()]);
    const others = Array.from({ length: 4 }, () => dryRuns.submit(newId(), largest));
    const beyond = dryRuns.submit(newId(), [command()]);

    const [accepted, ...refused] = await Promise.allSettled([full, more, beyond, ...others]);
    const again = await dryRuns.submit(newId(), largest);
    await dryRuns.close();
    const [late] = await Promise.allSettled([dryRuns.submit(ledger.organizationId, [command()])]);
    await pool.end();

    const busy = { status: 'rejected', reason: { extensions: { code: 'SERVICE_BUSY' } } };
    expect(accepted).toMatchObject({ status: 'fulfilled', value: { length: 1_000 } });
    expect(refused).toMatchObject([busy, busy, ...others.map(() => ({ status: 'fulfilled' }))]);
    expect(again).toHaveLength(1_000);
    expect(late).toMatchObject(busy);
  });

  it('are answered as busy when the database cannot be reached', async () => {
    const pool = openBatchPool({
      ...{ url: 'postgres://127.0.0.1:9/none', role: 'tributary_ledger', applicationName: 'tests', poolSize: 1 },
    });
    const dryRuns = createDryRuns({ pool });

    const [unreachable] = await Promise.allSettled([dryRuns.submit(newId(), [])]);
    await dryRuns.close();
    await pool.end();

    expect(unreachable).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'SERVICE_BUSY' } } });
  });

  it('of an organization whose ledger has no row find no account', async () => {
    const operator: Viewer = { ...ledger.operator(), organizationId: newId() } as Viewer;

    const tried = await ledger.dryRun(operator, 'createTransfer', transferInput({ debit: newId(), credit: newId() }));

    expect(tried.errors).toMatchObject([{ code: 'ACCOUNT_NOT_FOUND' }]);
  });

  it('count a due hold as expired, and leave its expiry to the ledger', async () => {
    const { owner, payer, payee } = await ledger.payerAndPayee('100.00');
    const input = transferInput({ debit: payer, credit: payee, amount: '60.00', expiresIn: 1 });
    const holdId = await ledger.make('createHold', input);
    // The sweep cannot write it while the ledger is locked.
    const unlock = await ledger.lockLog();
    const isDue = async () => {
      const [row] = await ledger.sql`
        select expires_at <= clock_timestamp() as due from ledger.holds order by recorded_at desc limit 1`;
      return row?.['due'];
    };
    await expect.poll(isDue, { timeout: 10_000 }).toBe(true);
    const before = await ledger.contents();

    const paid = await ledger.dryRun(
      owner,
      'createTransfer',
      transferInput({ debit: payer, credit: payee, amount: '100.00' }),
    );
    const captured = await ledger.dryRun(ledger.operator(), 'captureHold', { idempotencyKey: newId(), holdId });
    const after = await ledger.contents();
    await unlock();

    expect(paid).toMatchObject({ preview: { debitBalance: money('0.00') }, errors: [] });
    expect(captured).toMatchObject({ preview: null, errors: [{ code: 'HOLD_NOT_OPEN' }] });
    expect(after).toEqual(before);
  });
});
