import { newId, parseId } from '@tributary/domain/ids.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { openLedgerProcess } from './ledger-process.ts';
import { checkSound } from './verified.ts';

const hourMs = 3_600_000;
const operatorId = newId();

let ledger: FreshLedger;
let bank: string;
let processes: { ahead: Process; behind: Process };

type Process = Awaited<ReturnType<typeof openLedgerProcess>>;

beforeAll(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null, openedAt: '2026-01-01T00:00:00Z' });
  const open = (clockAheadMs: number) =>
    openLedgerProcess({
      databaseUrl: ledger.databaseUrl,
      organizationId: ledger.organizationId,
      operatorId,
      clockAheadMs,
    });
  const [ahead, behind] = await Promise.all([open(hourMs), open(-hourMs)]);
  processes = { ahead, behind };
});
afterAll(async () => {
  await Promise.all([processes.ahead.stop(), processes.behind.stop()]);
  await ledger.close();
});
afterEach(() => checkSound(ledger));

const transfer = (debit: string, credit: string, change: Record<string, unknown> = {}) => ({
  idempotencyKey: newId(),
  debitAccountId: acct(debit),
  creditAccountId: acct(credit),
  amount: { amount: '1.00', currency: 'EUR' },
  ...change,
});

async function databaseTime(): Promise<number> {
  const [row] = await ledger.sql<{ now: number }[]>`
    select extract(epoch from date_trunc('milliseconds', clock_timestamp()))::float8 * 1000 as now`;
  return row?.now ?? Number.NaN;
}

describe.each(['ahead', 'behind'] as const)('a process whose clock is an hour %s', (which) => {
  it('records transfers by the time of the database', async () => {
    const payee = await ledger.openAccount();
    const from = await databaseTime();

    const [id = ''] = await processes[which].createTransfers([transfer(bank, payee)]);

    const until = await databaseTime();
    const [row] = await ledger.sql<{ recordedAt: number; effectiveAt: number }[]>`
      select extract(epoch from recorded_at)::float8 * 1000 as "recordedAt", extract(epoch from effective_at)::float8 * 1000 as "effectiveAt"
      from ledger.log where credit_account_id = ${payee}`;
    expect(row?.effectiveAt).toBe(row?.recordedAt);
    expect(row?.recordedAt).toBeGreaterThanOrEqual(from);
    expect(row?.recordedAt).toBeLessThanOrEqual(until);
    // The UUIDv7 of the transfer has the wrong time of the process.
    const hoursAhead = Math.round((Number.parseInt(id.slice(3, 15), 16) - from) / hourMs);
    expect(hoursAhead).toBe(which === 'ahead' ? 1 : -1);
  });

  it('permits times that are past by the clock of the database, and no others', async () => {
    const payee = await ledger.openAccount({ openedAt: '2026-01-01T00:00:00Z' });
    const now = await databaseTime();
    const at = (shiftMs: number) => transfer(bank, payee, { effectiveAt: new Date(now + shiftMs).toISOString() });

    const answers = await processes[which].createTransfers([at(0), at(hourMs / 2), at(-hourMs / 2)]);

    expect(answers.map((answer) => answer.replace(/^tr_.*/, 'done'))).toEqual(['done', 'INVALID_INPUT', 'done']);
  });

  it('keeps a hold until it is due by the clock of the database, and then counts it no more', async () => {
    const payer = await ledger.openAccount();
    await processes[which].createTransfers([transfer(bank, payer)]);
    const from = await databaseTime();
    const holdId = await createHold(processes[which], transfer(payer, bank, { expiresIn: 1_800 }));
    const until = await databaseTime();
    const [row] = await ledger.sql<{ expiresAt: number; status: string }[]>`
      select extract(epoch from expires_at)::float8 * 1000 as "expiresAt", status from ledger.holds where id = ${holdId}`;
    const [whileHeld] = await processes[which].createTransfers([transfer(payer, bank)]);

    await ledger.sql`update ledger.holds set expires_at = clock_timestamp() where id = ${holdId}`;
    const [whenDue] = await processes[which].createTransfers([transfer(payer, bank)]);

    expect(row?.status).toBe('OPEN');
    expect(row?.expiresAt).toBeGreaterThanOrEqual(from + 1_800_000);
    expect(row?.expiresAt).toBeLessThanOrEqual(until + 1_800_000);
    expect(whileHeld).toBe('INSUFFICIENT_FUNDS');
    expect(whenDue).toMatch(/^tr_/);
  });
});

describe('two processes whose clocks are two hours apart', () => {
  it('write one log under load, in the order of time, and give each key one outcome', async () => {
    const accounts = await Promise.all(Array.from({ length: 4 }, () => ledger.openAccount()));
    await processes.ahead.createTransfers(
      accounts.map((id) => transfer(bank, id, { amount: { amount: '20.00', currency: 'EUR' } })),
    );
    const transfers = Array.from({ length: 400 }, (_, index) =>
      transfer(accounts[index % 4] ?? '', bank, { amount: { amount: `${1 + (index % 9)}.00`, currency: 'EUR' } }),
    );
    const chunks = Array.from({ length: 40 }, (_, index) => transfers.slice(10 * index, 10 * (index + 1)));

    // Each transfer is sent to both processes, in opposite orders.
    const [byAhead, byBehind] = await Promise.all([
      Promise.all(chunks.map((chunk) => processes.ahead.createTransfers(chunk))),
      Promise.all(chunks.toReversed().map((chunk) => processes.behind.createTransfers(chunk))),
    ]);

    expect(byBehind.toReversed()).toEqual(byAhead);
    expect(new Set(byAhead.flat().map((answer) => answer.replace(/^tr_.*/, 'done')))).toEqual(
      new Set(['done', 'INSUFFICIENT_FUNDS']),
    );
    const [row] = await ledger.sql`
      select bool_and(recorded_at >= previous) as ordered, max(recorded_at) <= clock_timestamp() as past
      from (select recorded_at, lag(recorded_at, 1, recorded_at) over (order by sequence) as previous from ledger.log) rows`;
    expect(row).toEqual({ ordered: true, past: true });
  });
});

/** Returns the UUID of the hold. */
async function createHold({ ask }: Process, input: object): Promise<string> {
  const answer = await ask(
    `mutation ($input: CreateHoldInput!) { createHold(input: $input) { hold { id } errors { code } } }`,
    { input },
  );
  const made = z.object({ data: z.object({ createHold: z.object({ hold: z.object({ id: z.string() }) }) }) });
  return parseId('hold', made.parse(answer).data.createHold.hold.id);
}
