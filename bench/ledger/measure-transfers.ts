import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { newId } from '@tributary/domain/ids.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import postgres from 'postgres';
import { usageOf } from '../gateway/processes.ts';
import { figure, median, printTable } from '../gateway/table.ts';
import type { Contender } from './contender.ts';
import { openOneTransactionEach } from './one-transaction-each.ts';
import { openThroughTheQueue } from './through-the-queue.ts';

/**
 * Transfers per second of the ledger, against one database transaction per transfer, on one durable PostgreSQL in one
 * run: `pnpm bench:ledger`.
 */

/** Enough that no account runs dry. */
const funds = 1_000_000_000n;
const connectionsToTry = [4, 8, 16, 32];
const trialSeconds = 1.5;

type Round = { perSecond: number; p50Ms: number; p99Ms: number; databaseMicros: number; clientMicros: number };
type Setting = { accounts: number; callers: number };

const values = createCommand('bench:ledger', {
  summary:
    'Measures transfers per second of the ledger against one database transaction per transfer, on one durable PostgreSQL.',
  examples: ['', '--accounts 1000 --callers 256 --rounds 1'],
})
  .option('--accounts <numbers>', 'accounts between which money moves, with commas between', '1000,10')
  .option('--callers <numbers>', 'callers, with commas between', '8,32,256,2000')
  .option(
    '--only <names>',
    'contenders, with commas between: also limited (a tenth of the accounts has transfer limits) and followed (a subscriber gets all balances)',
    'statements,function,ours',
  )
  .option('--connections <number>', 'database connections of the others (default: the best of a trial)')
  .option('--seconds <number>', 'length of a round', '4')
  .option('--rounds <number>', 'rounds of each', '3')
  .parse()
  .opts();
const numbersIn = (list: string) => list.split(',').map(Number);
const schedule = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
const settings: Setting[] = numbersIn(values.accounts).flatMap((accounts) =>
  numbersIn(values.callers).map((callers) => ({ accounts, callers })),
);

runProcess(async (onStop) => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ directory });
  onStop(server.stop);
  await runMigrations(server.url);
  const database = await inspect(server.url);
  console.log(
    `PostgreSQL ${database.version}, fsync ${database.fsync}, synchronous_commit ${database.synchronousCommit}.`,
  );
  const connections = values.connections === undefined ? await bestConnections(server.url) : Number(values.connections);
  console.log(
    `${schedule.rounds} rounds of ${schedule.seconds} s each, in turns; the others with ${connections} connections.\n`,
  );
  const rows: string[][] = [];
  for (const setting of settings) {
    rows.push(...(await measure({ url: server.url, setting, connections, postmaster: database.postmaster })));
  }
  printTable(
    [
      'accounts',
      'callers',
      '',
      'transfers/s',
      '× statements',
      '× function',
      'p50 ms',
      'p99 ms',
      'PostgreSQL µs',
      'Node µs',
    ],
    rows,
  );
  process.kill(process.pid, 'SIGTERM');
});

async function measure({
  url,
  setting: { accounts, callers },
  connections,
  postmaster,
}: {
  url: string;
  setting: Setting;
  connections: number;
  postmaster: number;
}): Promise<string[][]> {
  const accountIds = Array.from({ length: accounts }, () => newId());
  const results = new Map<string, Round[]>();
  const place = { url, accountIds, funds };
  const contenders: [string, () => Promise<Contender>][] = [
    ['statements', () => openOneTransactionEach({ ...place, connections, by: 'STATEMENTS' })],
    ['function', () => openOneTransactionEach({ ...place, connections, by: 'FUNCTION' })],
    ['ours', () => openThroughTheQueue(place)],
    ['limited', () => openThroughTheQueue({ ...place, limitedShare: 0.1 })],
    ['followed', () => openThroughTheQueue({ ...place, isFollowed: true })],
  ];
  const opened: [string, Contender][] = [];
  for (const [name, open] of contenders) {
    if (values.only.split(',').includes(name)) {
      opened.push([name, await open()]);
    }
  }
  for (let round = -1; round < schedule.rounds; round += 1) {
    for (const [name, contender] of opened) {
      // The first round is the warm-up.
      const seconds = round === -1 ? 1 : schedule.seconds;
      const result = await sendLoad(contender, { accountIds, callers, seconds, postmaster });
      if (round >= 0) {
        results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
  }
  for (const [, contender] of opened) {
    await contender.close();
  }
  const of = (name: string, key: keyof Round) => median((results.get(name) ?? []).map((round) => round[key]));
  return opened.map(([name]) => [
    String(accounts),
    String(callers),
    name,
    figure(of(name, 'perSecond')),
    ...['statements', 'function'].map((other) =>
      name === 'ours' ? figure(of(name, 'perSecond') / of(other, 'perSecond')) : '',
    ),
    ...(['p50Ms', 'p99Ms', 'databaseMicros', 'clientMicros'] as const).map((key) => figure(of(name, key))),
  ]);
}

/**
 * Makes transfers between random accounts, the next of each caller when it has its answer. Throws if money or a
 * transfer is lost on the way.
 */
async function sendLoad(
  contender: Contender,
  {
    accountIds,
    callers,
    seconds,
    postmaster,
  }: { accountIds: readonly string[]; callers: number; seconds: number; postmaster: number },
): Promise<Round> {
  const latencies: number[] = [];
  let done = 0;
  const before = await contender.count();
  const usedBefore = usageOf(postmaster).cpuMs;
  const ownBefore = process.cpuUsage();
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let sent = start; sent < end;) {
        sent = performance.now();
        const debit = Math.floor(Math.random() * accountIds.length);
        const credit = (debit + 1 + Math.floor(Math.random() * (accountIds.length - 1))) % accountIds.length;
        const isDone = await contender.transfer({
          id: newId(),
          debitAccountId: accountIds[debit] ?? '',
          creditAccountId: accountIds[credit] ?? '',
          amount: 1n + BigInt(Math.floor(Math.random() * 100)),
        });
        done += isDone ? 1 : 0;
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const elapsedMs = performance.now() - start;
  const own = process.cpuUsage(ownBefore);
  const databaseMs = usageOf(postmaster).cpuMs - usedBefore;
  const after = await contender.count();
  if (after.sum !== before.sum || after.transfers - before.transfers !== done || done !== latencies.length) {
    throw new Error(
      `a transfer or money was lost: ${done} of ${latencies.length} done, ${after.transfers - before.transfers} written, ${before.sum} became ${after.sum}`,
    );
  }
  const sorted = Float64Array.from(latencies).toSorted();
  const quantile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  return {
    perSecond: (done * 1_000) / elapsedMs,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    databaseMicros: (databaseMs * 1_000) / done,
    clientMicros: (own.user + own.system) / done,
  };
}

/** The number of connections with which *statements* is fastest. */
async function bestConnections(url: string): Promise<number> {
  const accountIds = Array.from({ length: 1_000 }, () => newId());
  let best = { connections: 0, perSecond: 0 };
  for (const connections of connectionsToTry) {
    const contender = await openOneTransactionEach({ url, accountIds, funds, connections, by: 'STATEMENTS' });
    const load = { accountIds, callers: 64, postmaster: process.pid };
    await sendLoad(contender, { ...load, seconds: 0.5 });
    const { perSecond } = await sendLoad(contender, { ...load, seconds: trialSeconds });
    await contender.close();
    console.log(`Statements with ${connections} connections: ${figure(perSecond)} transfers/s.`);
    best = perSecond > best.perSecond ? { connections, perSecond } : best;
  }
  return best.connections;
}

async function inspect(url: string) {
  const sql = postgres(url, { max: 1 });
  const [row] = await sql<{ pid: number; version: string; fsync: string; synchronous_commit: string }[]>`
    select pg_backend_pid() as pid, current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as synchronous_commit`;
  if (row === undefined) {
    throw new Error('PostgreSQL did not answer');
  }
  const parent = /^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${row.pid}/status`, 'utf8'))?.[1];
  await sql.end();
  return {
    version: row.version,
    fsync: row.fsync,
    synchronousCommit: row.synchronous_commit,
    postmaster: Number(parent),
  };
}
