import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { selectLedgers, verifyLedger, type KeptHead } from '@tributary/ledger/audit/verify-ledger.ts';
import { newId } from '@tributary/domain/ids.ts';
import { openPool, openPostgres } from '@tributary/platform/postgres.ts';
import { asc, eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chain } from '../../subgraphs/ledger/log/chain.ts';
import { log } from '../../subgraphs/ledger/log/tables.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';

let ledger: FreshLedger;
let bank: string;
let payer: string;
let payee: string;
let openHold: string;

/** A history with rows of every kind: 14 rows, of which the first two fund the accounts. */
beforeEach(async () => {
  ledger = await freshLedger();
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  payer = await ledger.openAccount({ overdraftLimit: '500' });
  payee = await ledger.openAccount();
  const transfer = (debitAccountId: string, creditAccountId: string, amount: bigint, more: object = {}) =>
    pastTransferCommand({
      ...{ debitAccountId, creditAccountId, amount, currency: 'EUR', recordedAt: new Date('2026-01-01T00:00:00Z') },
      ...more,
    });
  await ledger.commands.submit(ledger.organizationId, [
    transfer(bank, payer, 10_000n),
    transfer(bank, payee, 10_000n, { metadata: { b: '2', a: '1' }, description: 'Käse' }),
    ...Array.from({ length: 4 }, (_, index) => transfer(payer, payee, 10n, { effectiveAt: new Date(index * 1e9) })),
  ]);
  const hold = async (amount: string) => {
    const { data } = await mutate('createHold', 'hold { id }', { ...between(), amount: { amount, currency: 'EUR' } });
    return /hold_[0-9a-f]{32}/.exec(JSON.stringify(data))?.[0] ?? '';
  };
  const captured = await hold('10.00');
  const voided = await hold('5.00');
  openHold = await hold('7.00');
  await mutate('captureHold', 'hold { id }', { holdId: captured, amount: { amount: '4.00', currency: 'EUR' } });
  await mutate('captureHold', 'hold { id }', { holdId: captured });
  await mutate('captureHold', 'hold { id }', { holdId: openHold, amount: { amount: '1.00', currency: 'EUR' } });
  await mutate('voidHold', 'hold { id }', { holdId: voided });
  const made = await mutate('createTransfer', 'transfer { id }', {
    ...between(),
    amount: { amount: '3.00', currency: 'EUR' },
  });
  const [transferId] = JSON.stringify(made.data).match(/tr_[0-9a-f]{32}/) ?? [];
  await mutate('reverseTransfer', 'transfer { id }', { transferId, amount: { amount: '2.00', currency: 'EUR' } });
});
afterEach(() => ledger.close());

const between = () => ({ debitAccountId: acct(payer), creditAccountId: acct(payee) });

async function mutate(name: string, selection: string, input: object) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const response = await ledger.execute(
    ledger.operator(),
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} errors { code } } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
  expect(response).toMatchObject({ data: { [name]: { errors: [] } } });
  return response;
}

async function verify(keptHeads: KeptHead[] = []) {
  const sql = openPool({ url: ledger.databaseUrl, role: 'tributary_ledger', applicationName: 'tests', poolSize: 1 });
  try {
    return await verifyLedger(sql, { organizationId: ledger.organizationId, keptHeads });
  } finally {
    await sql.end();
  }
}

/** Runs statements as a superuser, whom no trigger stops. */
async function tamper(...statements: string[]) {
  await ledger.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const statement of statements) {
      await tx.unsafe(statement);
    }
  });
}

const rowCount = 15n;

it('finds no fault in a log of the ledger, and returns the head to keep', async () => {
  const { data } = await ledger.execute(ledger.operator(), '{ ledgerHead { sequence hash } }');

  const { faults, rows, head, unknownFloors } = await verify();

  expect(faults).toEqual([]);
  expect(rows).toBe(rowCount);
  expect({ ledgerHead: { sequence: String(head.sequence), hash: head.hash } }).toEqual(data);
  expect(unknownFloors).toBe(0);
  expect(await verify([{ organizationId: ledger.organizationId, ...head }])).toMatchObject({ faults: [] });
});

it.each([
  ['an amount', 'update ledger.log set amount = amount + 1 where sequence = 4', 4n, /hash/],
  ['a description', `update ledger.log set description = 'Wurst' where sequence = 2`, 2n, /hash/],
  ['metadata', `update ledger.log set metadata = '{"a": "1"}' where sequence = 2`, 2n, /hash/],
  ['a hash', `update ledger.log set hash = sha256('') where sequence = 5`, 5n, /hash/],
  ['a time', `update ledger.log set effective_at = effective_at + interval '1 ms' where sequence = 6`, 6n, /hash/],
  ['a deleted row', 'delete from ledger.log where sequence = 3', 3n, /missing.* 4$/],
  ['a deleted first row', 'delete from ledger.log where sequence = 1', 1n, /missing/],
  [
    'two swapped rows',
    'update ledger.log set sequence = case sequence when 4 then 5 else 4 end where sequence in (4, 5)',
    4n,
    /hash/,
  ],
  [
    'a tail that is cut',
    `delete from ledger.log where sequence > ${rowCount - 2n}`,
    rowCount - 1n,
    /ends before.* 15$/,
  ],
])('names the row of %s', async (_, statement, sequence, problem) => {
  // Two rows can be swapped only without the primary key.
  await tamper('alter table ledger.log drop constraint log_pkey', statement);

  expect((await verify()).faults).toEqual([{ sequence, problem: expect.stringMatching(problem) }]);
});

it('finds a cut tail only by a kept head, if all other tables were changed to match', async () => {
  const { head } = await verify();
  const [before] = await ledger.sql<{ hash: Buffer; at: string }[]>`
    select hash, recorded_at::text as at from ledger.log where sequence = ${String(rowCount - 1n)}`;
  // The last row is a reversal of 2.00 from the payee to the payer.
  await tamper(
    `delete from ledger.log where sequence = ${rowCount}`,
    `delete from ledger.idempotency where transfer_id not in (select id from ledger.log)`,
    `update ledger.ledgers set last_sequence = last_sequence - 1, head_hash = '\\x${before?.hash.toString('hex')}', last_recorded_at = '${before?.at}'`,
    `update ledger.accounts set posted = posted - 200, pending = pending - 200, available = available - 200, version = version - 1 where id = '${payer}'`,
    `update ledger.accounts set posted = posted + 200, pending = pending + 200, available = available + 200, version = version - 1 where id = '${payee}'`,
  );

  const [without, withHead] = [await verify(), await verify([{ organizationId: ledger.organizationId, ...head }])];

  expect(without.faults).toEqual([]);
  expect(withHead.faults).toEqual([{ sequence: rowCount, problem: expect.stringContaining('ends before it') }]);
});

it('finds a history that was rewritten with all its hashes, by a kept head and by the balances', async () => {
  const { head } = await verify();
  await rewrite((content) => (content.sequence === 2n ? { ...content, description: 'Wurst' } : content));
  const [quiet, kept] = [await verify(), await verify([{ organizationId: ledger.organizationId, ...head }])];
  await rewrite((content) => (content.sequence === 4n ? { ...content, amount: 11n } : content));

  const loud = await verify();

  expect(quiet.faults).toEqual([]);
  expect(kept.faults).toEqual([{ sequence: rowCount, problem: expect.stringContaining('kept') }]);
  expect(loud.faults).toEqual([{ sequence: 4n, problem: expect.stringContaining('posted of the debited account') }]);
});

/** Changes rows, and all hashes from the first of them on. */
async function rewrite(change: (row: typeof log.$inferSelect) => typeof log.$inferSelect) {
  const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests', poolSize: 1 });
  await db.execute('set session_replication_role = replica');
  const rows = chain('0'.repeat(64), (await db.select().from(log).orderBy(asc(log.sequence))).map(change));
  for (const row of rows) {
    await db.update(log).set(row).where(eq(log.sequence, row.sequence));
  }
  await db.execute(
    'update ledger.ledgers set head_hash = (select hash from ledger.log order by sequence desc limit 1)',
  );
  await close();
}

it.each<[string, () => string[], RegExp]>([
  [
    'a balance',
    () => [`update ledger.accounts set posted = posted + 1 where id = '${payee}'`],
    /^posted of account acct_/,
  ],
  [
    'a version',
    () => [`update ledger.accounts set version = 1 where id = '${payee}'`],
    /^version of account acct_.* is 1, and by the log 14$/,
  ],
  [
    'an account without rows',
    () => [
      `insert into ledger.accounts select gen_random_uuid(), organization_id, null, class, 'USD', status, 0, 5, 5, 5, 0 from ledger.accounts where id = '${payee}'`,
    ],
    /^posted of account acct_.* is 5, and by the log 0$/,
  ],
  [
    'a day',
    () => [`update ledger.daily_shifts set shift = shift + 1 where day = '1970-01-01' and account_id = '${payer}'`],
    /^the shift of account acct_.* on 1970-01-01 between effect and recording is -9, and by the log -10$/,
  ],
  [
    'a deleted day',
    () => [`delete from ledger.daily_shifts where day = '1970-01-01' and account_id = '${payer}'`],
    /on 1970-01-01 .* is 0, and by the log -10$/,
  ],
  [
    'what is left of a hold',
    () => [`update ledger.holds set remaining = remaining + 1 where status = 'OPEN'`],
    /^hold hold_.* has 601 left, and by the log 600$/,
  ],
  [
    'the status of a hold',
    () => [`update ledger.holds set status = 'EXPIRED' where status = 'VOIDED'`],
    /^hold hold_.* contradicts its rows/,
  ],
  ['a deleted hold', () => [`delete from ledger.holds where status = 'OPEN'`], /^1 holds that are open by the log/],
  [
    'the head',
    () => [`update ledger.ledgers set head_hash = sha256('')`],
    /^the head of the ledger has another hash than row 15$/,
  ],
  [
    'a remembered outcome',
    () => [`update ledger.idempotency set transfer_id = gen_random_uuid() where transfer_id is not null`],
    /^the outcome of the idempotency key/,
  ],
])('finds %s by comparison with the log', async (_, statements, problem) => {
  await tamper(...statements());

  const { faults } = await verify();

  expect(faults[0]).toEqual({ sequence: null, problem: expect.stringMatching(problem) });
});

it('checks the floor of each row by the limit that was in force then', async () => {
  const overdraw = (amount: string) =>
    ledger.execute(
      ledger.operator(),
      'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
      { input: { idempotencyKey: newId(), ...between(), amount: { amount, currency: 'EUR' } } },
    );
  await ledger.intend({ kind: 'LIMIT', accountId: acct(payer), overdraftLimit: '100000' });
  expect(await overdraw('500.00')).toMatchObject({ data: { createTransfer: { errors: [] } } });
  await mutate('createTransfer', 'transfer { id }', {
    ...{ debitAccountId: acct(bank), creditAccountId: acct(payer), amount: { amount: '1000.00', currency: 'EUR' } },
  });
  await ledger.intend({ kind: 'LIMIT', accountId: acct(payer), overdraftLimit: '0' });

  const sound = await verify();
  await tamper(`update ledger.overdraft_limits set overdraft_limit = 500 where overdraft_limit = 100000`);
  const broken = await verify();

  expect(sound).toMatchObject({ faults: [], unknownFloors: 0 });
  expect(broken.faults).toEqual([
    { sequence: rowCount + 1n, problem: expect.stringMatching(/below the floor of -500$/) },
  ]);
});

it('finds no fault while transfers are made', async () => {
  const over = new AbortController();
  const working = (async () => {
    while (!over.signal.aborted) {
      await mutate('createTransfer', 'transfer { id }', { ...between(), amount: { amount: '0.01', currency: 'EUR' } });
    }
  })();

  const results = [];
  for (let time = 0; time < 5; time += 1) {
    results.push(await verify());
  }
  over.abort();
  await working;

  expect(results.map(({ faults }) => faults)).toEqual([[], [], [], [], []]);
  expect(results.at(-1)?.rows).toBeGreaterThan(rowCount);
});

it('knows every organization that has accounts', async () => {
  const sql = openPool({ url: ledger.databaseUrl, role: 'tributary_ledger', applicationName: 'tests', poolSize: 1 });

  const ledgers = await selectLedgers(sql);
  await sql.end();

  expect(ledgers).toEqual([{ organizationId: ledger.organizationId, lastSequence: rowCount }]);
});
