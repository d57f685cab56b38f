import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { logCursor } from '@tributary/ledger/log/log-cursor.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { formatId } from '@tributary/domain/ids.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { readPage } from '@tributary/kit/pagination.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { listTransfers } from '../../subgraphs/ledger/read/list-transfers.ts';
import { createLoaders } from '../../subgraphs/ledger/read/loaders.ts';
import { explain, type Statement } from '../explain.ts';
import { figure, median, printTable } from '../gateway/table.ts';

/** Fixed ids, so that the same run can be continued. */
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const organizationId = idOf(1);
const operatorId = idOf(2);
const customerId = idOf(3);
const bank = idOf(100);
const merchant = idOf(101);
const customers = Array.from({ length: 1_000 }, (_, index) => idOf(1_000 + index));
const day = 86_400_000;
const lastDay = Date.parse('2026-06-30T00:00:00Z');
const days = 365;

runCommand(async (onStop) => {
  const values = createCommand('bench:ledger-reads', {
    summary: 'Measures every read of the ledger on a long imported log, and shows the indexes that each used.',
    examples: ['', '--count 1000000 --data /var/tmp/reads'],
  })
    .option('--count <number>', 'transfers; 10,000,000 take about 12 GB of disk', '100000')
    .option(
      '--data <folder>',
      'keep the database there for the next run; an interrupted import continues (default: a folder that is removed)',
    )
    .option('--only <part>', 'import only makes the data; reads only measures existing data (default: both)')
    .option('--runs <number>', 'how often each read is timed', '9')
    .parse()
    .opts();
  const count = Number(values.count);
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'tributary-reads-')));
  if (values.data === undefined) {
    onStop(() => rm(folder, { recursive: true, force: true }));
  }
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres') });
  onStop(server.stop);
  await runMigrations(server.url);
  const seen: Statement[] = [];
  const sql = postgres(server.url, {
    max: 4,
    onnotice: () => {},
    types: { bigint: postgres.BigInt },
    debug: (_connection, text, parameters) => void seen.push({ text, parameters }),
  });
  onStop(() => sql.end({ timeout: 5 }));

  if (values.only !== 'reads') {
    await makeAccounts(sql);
    await importTransfers({ url: server.url, folder, count });
  }
  if (values.only !== 'import') {
    await sql`vacuum analyze`;
    await measureReads({ sql, seen, runs: Number(values.runs) });
  }
  return 0;
});

async function makeAccounts(sql: postgres.Sql): Promise<void> {
  await sql`insert into users.organizations (id, name) values (${organizationId}, 'Bench') on conflict do nothing`;
  await sql`
    insert into users.users (id, organization_id, email, name, role, password_hash)
    values (${operatorId}, ${organizationId}, 'operator@bench.test', 'Operator', 'OPERATOR', 'none') on conflict do nothing`;
  await sql`insert into ledger.ledgers (organization_id, last_sequence, last_recorded_at) values (${organizationId}, 0, 'epoch') on conflict do nothing`;
  // The first three customer accounts belong to one customer. No account has a floor, so that no transfer is refused.
  await sql`
    insert into ledger.accounts (id, organization_id, owner_id, class, currency, status, overdraft_limit)
    select id, ${organizationId}, case when number < 4 then ${customerId}::uuid end, case when number = 1 then 'ASSET' else 'LIABILITY' end, 'EUR', 'OPEN', null
    from jsonb_array_elements_text(${JSON.stringify([bank, merchant, ...customers])}::text::jsonb) with ordinality as x(text, number),
      lateral (select x.text::uuid as id) y
    on conflict do nothing`;
}

/**
 * A year of transfers: a tenth are deposits from the bank, three tenths payments to one merchant, the others go between
 * customers. Nearly all are in the order of their days, and one in twenty took effect up to a month before. A third
 * have metadata.
 */
async function importTransfers({ url, folder, count }: { url: string; folder: string; count: number }): Promise<void> {
  const file = join(folder, `transfers-${count}.csv`);
  if (!existsSync(file)) {
    await writeTransfers(`${file}.unfinished`, count);
    await rename(`${file}.unfinished`, file);
  }
  const started = performance.now();
  await runLedger(url, [
    'import',
    file,
    '--organization',
    formatId('org', organizationId),
    '--as',
    'operator@bench.test',
  ]);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `Imported ${count.toLocaleString('en')} transfers in ${figure(seconds)} s: ${figure(count / seconds)} per second.`,
  );
  const verifying = performance.now();
  await runLedger(url, ['verify']);
  console.log(`Verified in ${figure((performance.now() - verifying) / 1000)} s.\n`);
}

async function writeTransfers(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(
    'idempotencyKey,debitAccountId,creditAccountId,amount,currency,description,externalId,effectiveAt,metadata\n',
  );
  for (let number = 0; number < count; number += 1) {
    const payer = customers[(number * 7) % 1_000] ?? bank;
    const payee = customers[(number * 13 + 1) % 1_000] ?? bank;
    const [debit, credit] =
      number % 10 === 0 ? [bank, payer] : number % 10 < 4 ? [payer, merchant] : [payer, payee === payer ? bank : payee];
    const onTime = lastDay - days * day + Math.floor((number / count) * days * day);
    const effectiveAt = new Date(number % 20 === 3 ? onTime - (number % 30) * day : onTime).toISOString();
    const amount =
      number % 100_000 === 5 ? '98765.43' : `${1 + (number % 500)}.${String(number % 97).padStart(2, '0')}`;
    const metadata =
      number % 3 === 0 ? `"{""order"":""${number}"",""channel"":""${number % 2 === 0 ? 'web' : 'app'}""}"` : '';
    const line = `k${number},${formatId('acct', debit)},${formatId('acct', credit)},${amount},EUR,Payment,ext-${number},${effectiveAt},${metadata}\n`;
    if (!stream.write(line)) {
      await once(stream, 'drain');
    }
  }
  stream.end();
  await finished(stream);
}

async function runLedger(url: string, args: readonly string[]): Promise<void> {
  const program = fileURLToPath(import.meta.resolve('@tributary/deploy/ledger.ts'));
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], DATABASE_URL: url },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`ledger ${args[0] ?? ''} ended with ${code}`);
  }
}

async function measureReads({
  sql,
  seen,
  runs,
}: {
  sql: postgres.Sql;
  seen: Statement[];
  runs: number;
}): Promise<void> {
  const [log] = await sql<{ rows: bigint; size: string; indexes: string }[]>`
    select count(*) as rows,
      (select pg_size_pretty(sum(pg_relation_size(relid))) from pg_partition_tree('ledger.log')) as size,
      (select pg_size_pretty(sum(pg_indexes_size(relid))) from pg_partition_tree('ledger.log')) as indexes
    from ledger.log`;
  const rows = log?.rows ?? 0n;
  console.log(`The log has ${rows.toLocaleString('en')} rows, ${log?.size}, with ${log?.indexes} of indexes.\n`);
  const parents = new Map(
    (
      await sql<{ child: string; parent: string }[]>`
        select inhrelid::regclass::text as child, inhparent::regclass::text as parent from pg_inherits`
    ).map(({ child, parent }) => [child.replace('ledger.', ''), parent.replace('ledger.', '')]),
  );
  const db: Database = drizzle(sql);
  const table: string[][] = [];
  for (const [name, read] of readsOf(db, rows)) {
    const times: number[] = [];
    await read();
    for (let run = 0; run < runs; run += 1) {
      seen.length = 0;
      const started = performance.now();
      await read();
      times.push(performance.now() - started);
    }
    const statements = seen.filter(({ text }) => text.includes('ledger'));
    const main = statements.at(-1);
    if (main === undefined) {
      throw new Error(`${name} asked nothing of the database`);
    }
    const plan = await explain(sql, main);
    const indexes = [...new Set(plan.indexes.map((index) => parents.get(index) ?? index))].toSorted();
    table.push([
      name,
      ...[figure(median(times)), figure(Math.max(...times)), String(statements.length)],
      ...[plan.rows.toLocaleString('en'), plan.pages.toLocaleString('en'), indexes.join(' ')],
    ]);
  }
  printTable(['read', 'ms', 'slowest', 'statements', 'rows read', 'pages', 'indexes'], table);
}

function readsOf(db: Database, rows: bigint): [string, () => Promise<unknown>][] {
  const operator: SignedInViewer = {
    kind: 'user',
    id: operatorId,
    organizationId,
    role: 'OPERATOR',
    expiresAt: 4_000_000_000,
  };
  const customer: SignedInViewer = { ...operator, id: customerId, role: 'CUSTOMER' };
  const some = customers.slice(100, 200);
  const transfers =
    (args: Parameters<typeof listTransfers>[2], viewer: SignedInViewer = operator) =>
    () =>
      listTransfers(db, viewer, { first: 25, ...args });
  const backwards = (filter: Parameters<typeof listTransfers>[2]['filter']) => () =>
    listTransfers(db, operator, { last: 25, filter });
  /** Accounts are loaded beforehand, as by the parent field, so that only the field itself is timed. */
  const ofAccounts = (
    ids: readonly string[],
    read: (load: ReturnType<typeof createLoaders>, account: Account) => Promise<unknown>,
  ) => {
    const accounts = createLoaders(db, operator).balance.loadMany(ids);
    return async () => {
      const load = createLoaders(db, operator);
      await Promise.all(
        (await accounts).flatMap((account) =>
          account === null || account instanceof Error ? [] : [read(load, account)],
        ),
      );
    };
  };
  const middle = new Date(lastDay - 180 * day + day / 2);
  const balanceAt =
    (by: 'RECORDED' | 'EFFECTIVE', time: Date) => (load: ReturnType<typeof createLoaders>, account: Account) =>
      load.balanceAt.load({ account, time, by });
  const entries =
    (args: Parameters<typeof readPage>[0]) => (load: ReturnType<typeof createLoaders>, account: Account) =>
      load.entries.load({ account, page: readPage(args) });
  const money = (amount: string) => ({ amount, currency: 'EUR' });
  const cursor = logCursor(organizationId, rows / 2n);
  return [
    ['balances of 100 accounts', () => createLoaders(db, operator).balance.loadMany(some)],
    ['balanceAt recorded, 100 accounts', ofAccounts(some, balanceAt('RECORDED', new Date()))],
    ['balanceAt effective, 100 accounts', ofAccounts(some, balanceAt('EFFECTIVE', middle))],
    ['balanceAt effective, the merchant', ofAccounts([merchant], balanceAt('EFFECTIVE', middle))],
    ['balanceAt effective now, the merchant', ofAccounts([merchant], balanceAt('EFFECTIVE', new Date()))],
    ['first entries of 100 accounts', ofAccounts(some, entries({ first: 25 }))],
    ['last entries of 100 accounts', ofAccounts(some, entries({ last: 25 }))],
    ['entries of the merchant after the middle', ofAccounts([merchant], entries({ first: 100, after: cursor }))],
    ['transfers, the last', backwards(null)],
    ['transfers after the middle', transfers({ after: cursor })],
    ['transfers of an account, the last', backwards({ accountIds: [formatId('acct', customers[5] ?? '')] })],
    ['transfers of 100 accounts, the last', backwards({ accountIds: some.map((id) => formatId('acct', id)) })],
    ['transfers of the merchant, the last', backwards({ accountIds: [formatId('acct', merchant)] })],
    ['transfers of a customer', transfers({}, customer)],
    [
      'transfers of a customer and the merchant',
      transfers({ filter: { accountIds: [formatId('acct', merchant)] } }, customer),
    ],
    ['recorded in the last hour', transfers({ filter: { recordedFrom: iso(Date.now() - 3_600_000) } })],
    ['recorded before all', backwards({ recordedBefore: iso(lastDay - 1_000 * day) })],
    [
      'effective on one day',
      transfers({ filter: { effectiveFrom: iso(middle.getTime() - day), effectiveBefore: middle.toISOString() } }),
    ],
    [
      'effective in half a year, the last',
      backwards({ effectiveFrom: iso(lastDay - 360 * day), effectiveBefore: middle.toISOString() }),
    ],
    ['effective from a time on', transfers({ filter: { effectiveFrom: iso(lastDay - day) } })],
    ['of an external id', transfers({ filter: { externalId: `ext-${rows / 2n}` } })],
    ['of no external id', transfers({ filter: { externalId: 'none' } })],
    ['metadata of one', transfers({ filter: { metadata: { order: String((rows / 6n) * 3n) } } })],
    ['metadata of a sixth, the last', backwards({ metadata: { channel: 'web' } })],
    ['metadata of none', transfers({ filter: { metadata: { channel: 'none' } } })],
    ['amount of a few', transfers({ filter: { amountFrom: money('98765.43'), amountTo: money('98765.43') } })],
    ['amounts above all but a few', transfers({ filter: { amountFrom: money('10000.00') } })],
    ['amount of none', transfers({ filter: { amountFrom: money('77777.77'), amountTo: money('77777.77') } })],
    ['amounts of half, the last', backwards({ amountFrom: money('250.00') })],
  ];
}

type Account = Exclude<Awaited<ReturnType<ReturnType<typeof createLoaders>['balance']['load']>>, null>;

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
