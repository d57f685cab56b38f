import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId } from '@tributary/domain/ids.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { createCommand } from '@tributary/platform/command-line.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { listAccounts, searchSession } from '../../subgraphs/accounts/list-accounts.ts';
import { explain, type Statement } from '../explain.ts';
import { figure, median, printTable } from '../gateway/table.ts';

const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const organizationId = idOf(1);
/** The owner of the first accounts. */
const customerId = '00000000-0000-7000-9000-000000000001';
const medianMaxMs = 10;

runCommand(async (onStop) => {
  const values = createCommand('bench:search', {
    summary: 'Measures every search of accounts on many accounts, and shows the indexes that each used.',
    examples: ['', '--count 100000 --runs 3', '--data /var/tmp/search'],
  })
    .option('--count <number>', 'accounts; 1,000,000 take about 700 MB of disk', '1000000')
    .option('--data <folder>', 'keep the database there for the next run (default: a folder that is removed)')
    .option('--runs <number>', 'how often each search is timed', '9')
    .parse()
    .opts();
  const count = Number(values.count);
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'tributary-search-')));
  if (values.data === undefined) {
    onStop(() => rm(folder, { recursive: true, force: true }));
  }
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), settings: { fsync: 'off' } });
  onStop(server.stop);
  await runMigrations(server.url);
  const seen: Statement[] = [];
  const sql = postgres(server.url, {
    max: 1,
    onnotice: () => {},
    types: { bigint: postgres.BigInt },
    connection: { ...searchSession },
    debug: (_connection, text, parameters) => void seen.push({ text, parameters }),
  });
  onStop(() => sql.end({ timeout: 5 }));
  await fill(sql, count);
  await measure({ sql, seen, count, runs: Number(values.runs) });
  return 0;
});

/** Makes the missing accounts. Indexes are made anew afterwards, which is faster than to keep them meanwhile. */
async function fill(sql: postgres.Sql, count: number): Promise<void> {
  const [table] = await sql<{ rows: number }[]>`select count(*)::int as rows from accounts.accounts`;
  if (table?.rows === count) {
    return;
  }
  const started = performance.now();
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'accounts' and tablename = 'accounts' and indexname <> 'accounts_pkey'`;
  await sql.begin(async (tx) => {
    await tx`truncate accounts.accounts cascade`;
    for (const { name } of indexes) {
      await tx`drop index accounts.${tx(name)}`;
    }
    await tx`
      insert into accounts.accounts (id, organization_id, owner_id, name, external_id, class, currency, status, overdraft_limit, metadata, visible)
      select
        ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${organizationId},
        case when r[1] % 10 > 0 then ('00000000-0000-7000-9000-' || lpad((1 + n / 3)::text, 12, '0'))::uuid end,
        (array['Anna', 'Björn', 'Chloé', 'Dmitri', 'Émile', 'Fatima', 'Giulia', 'Hiro', 'Ивана', '山田'])[1 + r[2] % 10] || ' ' ||
          initcap(translate(substr(md5(n::text), 1, 6), '0123456789', 'ghijklmnop')) || ' ' ||
          (array['everyday', 'savings', 'travel', 'rent'])[1 + r[3] % 4] ||
          case when r[4] % 1000 = 0 then ' joint' when r[4] % 100 = 1 then ' pension' else '' end,
        'ref-' || n, case when r[5] % 10 = 0 then 'ASSET' else 'LIABILITY' end, (array['EUR', 'USD', 'GBP', 'JPY'])[1 + r[6] % 4],
        case when r[7] % 1000 = 0 then 'FROZEN' when r[7] % 100 = 1 then 'CLOSED' else 'OPEN' end, 0,
        jsonb_build_object('customer', 'C' || n, 'branch', 'B' || r[8] % 200, 'channel', (array['web', 'app'])[1 + r[9] % 2]), true
      from generate_series(1, ${count}::int) n,
        lateral (select array_agg(abs(hashint4extended(n, seed))) as r from generate_series(1, 9) seed) x`;
    for (const { definition } of indexes) {
      await tx.unsafe(definition);
    }
    await tx`alter index accounts.accounts_by_text alter column 1 set statistics 1000`;
  });
  await sql`vacuum analyze accounts.accounts`;
  console.log(`Made ${count.toLocaleString('en')} accounts in ${figure((performance.now() - started) / 1000)} s.`);
}

/** Prints a row per search, and names the slow ones. */
async function measure({
  sql,
  seen,
  count,
  runs,
}: {
  sql: postgres.Sql;
  seen: Statement[];
  count: number;
  runs: number;
}): Promise<void> {
  const [size] = await sql<{ table: string; indexes: string }[]>`
    select pg_size_pretty(pg_relation_size('accounts.accounts')) as table, pg_size_pretty(pg_indexes_size('accounts.accounts')) as indexes`;
  console.log(`The table has ${size?.table}, with ${size?.indexes} of indexes.\n`);
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const table: string[][] = [];
  const slow: string[] = [];
  for (const [name, search] of await searchesOf(drizzle(sql), count)) {
    await search();
    const times: number[] = [];
    const cpuTimes: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      seen.length = 0;
      const [started, used] = [performance.now(), cpuMsOf(backend?.pid)];
      await search();
      times.push(performance.now() - started);
      cpuTimes.push(cpuMsOf(backend?.pid) - used);
    }
    const plans = [];
    const statements = seen.splice(0);
    // An estimate is itself an explanation.
    for (const statement of statements.filter(({ text }) => !text.startsWith('explain'))) {
      plans.push(await explain(sql, statement));
    }
    if (median(cpuTimes) >= medianMaxMs) {
      slow.push(name);
    }
    const rows = plans.reduce((sum, plan) => sum + plan.rows, 0);
    table.push([
      name,
      ...[median(cpuTimes), median(times), Math.max(...times)].map(figure),
      ...[String(statements.length), rows.toLocaleString('en')],
      plans.map(({ indexes }) => [...new Set(indexes)].join(' ').replaceAll('accounts_', '')).join(', then '),
    ]);
  }
  printTable(['search', 'CPU ms', 'ms', 'slowest', 'statements', 'rows read', 'indexes (accounts_…)'], table);
  console.log(`\nA median of ${medianMaxMs} ms of CPU time or more: ${slow.join('; ') || 'none'}.`);
}

/** CPU time of a process so far, in milliseconds. */
function cpuMsOf(pid: number | undefined): number {
  const [nanoseconds = ''] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

type Search = Parameters<typeof listAccounts>[2];

async function searchesOf(db: Database, count: number): Promise<[string, () => Promise<unknown>][]> {
  const operator: SignedInViewer = {
    kind: 'user',
    id: idOf(2),
    organizationId,
    role: 'OPERATOR',
    expiresAt: 4_000_000_000,
  };
  const customer: SignedInViewer = { ...operator, id: customerId, role: 'CUSTOMER' };
  const client: SignedInViewer = {
    kind: 'client',
    id: idOf(3),
    organizationId,
    scopes: ['accounts:read'],
    accountIds: Array.from({ length: 100 }, (_, index) => idOf(1 + Math.floor((index * count) / 100))),
    expiresAt: 4_000_000_000,
  };
  const list =
    (filter: Search['filter'], orderBy: Search['orderBy'] = 'NAME_ASC', viewer: SignedInViewer = operator) =>
    () =>
      listAccounts(db, viewer, { first: 25, filter, orderBy });
  const total = (filter: Search['filter']) => async () => (await list(filter)()).count();
  const ofPage = async (orderBy: Search['orderBy'], filter: Search['filter']) => {
    const { pageInfo } = await listAccounts(db, operator, { first: 100, filter, orderBy });
    return () => listAccounts(db, operator, { first: 25, after: pageInfo.endCursor, orderBy });
  };
  const filters: [string, Search['filter']][] = [
    ['no filter', {}],
    ['name begins as 1 in 10', { nameStartsWith: 'giulia' }],
    ['name begins as 1 in 4,000', { nameStartsWith: 'BJORN ab' }],
    ['name begins as none', { nameStartsWith: 'zz' }],
    ['name contains, 1 in 4', { nameContains: 'savings' }],
    ['name contains, 1 in 10, Cyrillic', { nameContains: 'ивана' }],
    ['name contains, 1 in 100', { nameContains: 'pension' }],
    ['name contains, 1 in 1,000', { nameContains: 'joint' }],
    ['name contains, a few', { nameContains: 'abcdn' }],
    ['name contains, none', { nameContains: 'qqqxyz' }],
    ['metadata of one', { metadata: { customer: `C${Math.floor(count / 2)}` } }],
    ['metadata of 1 in 200', { metadata: { branch: 'B17' } }],
    ['metadata of half', { metadata: { channel: 'web' } }],
    ['metadata of none', { metadata: { channel: 'post' } }],
    ['external id', { externalId: `ref-${Math.floor(count / 2)}` }],
    ['owner', { ownerId: formatId('usr', customerId) }],
    ['status of 1 in 1,000', { statuses: ['FROZEN'] }],
    ['status of 1 in 90', { statuses: ['FROZEN', 'CLOSED'] }],
    ['status of most', { statuses: ['OPEN'] }],
    ['class of none', { classes: ['EXPENSE'] }],
    ['name, metadata and status', { nameContains: 'savings', metadata: { branch: 'B17' }, statuses: ['OPEN'] }],
  ];
  return [
    ...filters.flatMap(([name, filter]): [string, () => Promise<unknown>][] => [
      [`${name}, by name`, list(filter)],
      [`${name}, the newest`, list(filter, 'CREATED_AT_DESC')],
    ]),
    ['after the middle, by name', await ofPage('NAME_DESC', { nameStartsWith: 'fatima' })],
    ['of a customer, by name', list({ nameContains: 'sav' }, 'NAME_ASC', customer)],
    ['of a client with 100 accounts', list({ metadata: { channel: 'web' } }, 'NAME_ASC', client)],
    ['total of all', total({})],
    ['total of a name, 1 in 4', total({ nameContains: 'savings' })],
    ['total of metadata, 1 in 200', total({ metadata: { branch: 'B17' } })],
    ['total of a status', total({ statuses: ['FROZEN'] })],
  ];
}
