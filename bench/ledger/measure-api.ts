import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { demoOperator, demoPassword } from '@tributary/standalone/demo-credentials.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { formatId, newId, parseId } from '@tributary/domain/ids.ts';
import postgres from 'postgres';
import { Pool } from 'undici';
import { z } from 'zod';
import {
  childRunning,
  endingAllProcesses,
  freePort,
  startProcess,
  usageOf,
  type MeasuredProcess,
} from '../gateway/processes.ts';
import { figure, printTable } from '../gateway/table.ts';
import { measureLines } from './lines.ts';

/**
 * Transfers per second through the API, over HTTP through the processes of gateway and ledger, on one durable
 * PostgreSQL: `pnpm bench:ledger-api`.
 */

const values = createCommand('bench:ledger-api', {
  summary:
    'Measures transfers per second through the API, on one durable PostgreSQL, and lines of JSON against a mutation.',
  examples: ['', '--callers 32 --seconds 2'],
})
  .option('--accounts <number>', 'accounts between which money moves', '1000')
  .option('--callers <numbers>', 'callers of createTransfer, with commas between', '8,32,256')
  .option('--bulk <numbers>', 'callers of createTransfers, with commas between', '1,4')
  .option('--size <number>', 'transfers in each createTransfers', '500')
  .option('--lines <number>', 'transfers on lines of JSON, against as many in createTransfers', '1000')
  .option('--rounds <number>', 'rounds of that comparison', '20')
  .option('--seconds <number>', 'length of a measurement', '4')
  .parse()
  .opts();
const warmUpSeconds = 2;
const startTimeoutMs = 60_000;
const answerTimeoutMs = 30_000;

const one = /* GraphQL */ `
  mutation ($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      transfer {
        id
      }
      errors {
        code
      }
    }
  }
`;
const many = /* GraphQL */ `
  mutation ($input: CreateTransfersInput!) {
    createTransfers(input: $input) {
      results {
        transfer {
          id
        }
        errors {
          code
        }
      }
    }
  }
`;
const madeShape = z.object({ transfer: z.object({ id: z.string() }) });
const oneShape = z.object({ createTransfer: madeShape });
const manyShape = z.object({ createTransfers: z.object({ results: z.array(madeShape) }) });
const answerShape = z.object({ data: z.record(z.string(), z.unknown()) });
const signedInShape = z.object({ signIn: z.object({ accessToken: z.string() }) });
const organizationShape = z.object({ organization: z.object({ id: z.string() }) });

type Api = { pool: Pool; token: string };

await endingAllProcesses(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  const server = await startEmbeddedPostgres({ directory });
  try {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()].map(String);
    const [port = '', usersPort = '', accountsPort = '', ledgerPort = ''] = ports;
    const services = startProcess(
      {
        command: [
          process.execPath,
          fileURLToPath(import.meta.resolve('@tributary/deploy/start-services.ts')),
          '--demo',
        ],
        env: {
          DATABASE_URL: server.url,
          PORT: port,
          USERS_PORT: usersPort,
          ACCOUNTS_PORT: accountsPort,
          LEDGER_PORT: ledgerPort,
        },
      },
      { cores: undefined },
    );
    const url = `http://127.0.0.1:${port}`;
    // The gateway is ready before the subgraphs, which start at the same time.
    for (const each of ports) {
      await untilReady(services, `http://127.0.0.1:${each}`);
    }
    const pool = new Pool(url, { connections: 512, bodyTimeout: answerTimeoutMs, headersTimeout: answerTimeoutMs });
    const api = { pool, token: await signIn(pool) };
    const accountIds = await makeAccounts(api, server.url);
    const [postmaster = ''] = (await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    const pids = { services: services.pid, postmaster: Number(postmaster) };
    const rows: string[][] = [];
    for (const [size, list] of [
      [1, values.callers],
      [Number(values.size), values.bulk],
    ] as const) {
      for (const callers of list.split(',').map(Number)) {
        await sendLoad(api, { accountIds, callers, size, seconds: warmUpSeconds, pids });
        rows.push(await sendLoad(api, { accountIds, callers, size, seconds: Number(values.seconds), pids }));
      }
    }
    printTable(
      ['', 'callers', 'transfers/s', 'p50 ms', 'p99 ms', 'gateway and ledger µs', 'PostgreSQL µs', 'client µs'],
      rows,
    );
    await measureLines({
      ...api,
      gatewayPid: childRunning(services.pid, 'gateway/server.ts'),
      size: Number(values.lines),
      rounds: Number(values.rounds),
      newTransfers: (length) => Array.from({ length }, () => aTransfer(accountIds)),
    });
    await pool.destroy();
    await services.stop();
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
});

/**
 * Each caller sends its next request when it has its answer. Throws if a transfer is refused, since none should be. CPU
 * times are per transfer.
 */
async function sendLoad(
  api: Api,
  {
    accountIds,
    callers,
    size,
    seconds,
    pids,
  }: {
    accountIds: readonly string[];
    callers: number;
    size: number;
    seconds: number;
    pids: { services: number; postmaster: number };
  },
): Promise<string[]> {
  const used = () => [
    usageOf(pids.services).cpuMs,
    usageOf(pids.postmaster).cpuMs,
    (process.cpuUsage().user + process.cpuUsage().system) / 1_000,
  ];
  const latencies: number[] = [];
  let done = 0;
  const before = used();
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let sent = start; sent < end;) {
        sent = performance.now();
        const transfers = Array.from({ length: size }, () => aTransfer(accountIds));
        if (size === 1) {
          oneShape.parse(await ask(api, one, { input: transfers[0] }));
        } else {
          manyShape.parse(await ask(api, many, { input: { transfers } }));
        }
        done += size;
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const elapsedMs = performance.now() - start;
  const after = used();
  const sorted = Float64Array.from(latencies).toSorted();
  const quantile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  return [
    size === 1 ? 'createTransfer' : `createTransfers by ${size}`,
    String(callers),
    figure((done * 1_000) / elapsedMs),
    figure(quantile(0.5)),
    figure(quantile(0.99)),
    ...after.map((ms, index) => figure(((ms - (before[index] ?? Number.NaN)) * 1_000) / done)),
  ];
}

function aTransfer(accountIds: readonly string[]) {
  const debit = Math.floor(Math.random() * accountIds.length);
  const credit = (debit + 1 + Math.floor(Math.random() * (accountIds.length - 1))) % accountIds.length;
  return {
    idempotencyKey: newId(),
    debitAccountId: accountIds[debit],
    creditAccountId: accountIds[credit],
    amount: { amount: `${1 + Math.floor(Math.random() * 100)}.00`, currency: 'EUR' },
    description: 'Payment',
  };
}

async function ask({ pool, token }: Api, query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const { body } = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const answer: unknown = await body.json();
  const read = answerShape.safeParse(answer);
  if (!read.success) {
    throw new Error(`the platform answered ${JSON.stringify(answer).slice(0, 500)}`);
  }
  return read.data.data;
}

async function signIn(pool: Pool): Promise<string> {
  const mutation = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
  const answer = await ask({ pool, token: '' }, mutation, { input: { email: demoOperator, password: demoPassword } });
  return signedInShape.parse(answer).signIn.accessToken;
}

/** Accounts of the demo's organization without a floor, so that no transfer is refused. */
async function makeAccounts(api: Api, databaseUrl: string): Promise<string[]> {
  const { organization } = organizationShape.parse(await ask(api, '{ organization { id } }'));
  const ids = Array.from({ length: Number(values.accounts) }, () => newId());
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`insert into ledger.accounts (id, organization_id, class, currency, status)
    select id::uuid, ${parseId('org', organization.id)}, 'LIABILITY', 'EUR', 'OPEN' from unnest(${ids}::text[]) id`;
  await sql.end();
  return ids.map((id) => formatId('acct', id));
}

async function untilReady(services: MeasuredProcess, url: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await isReady(url))) {
    const ended = services.ended();
    if (ended !== undefined || Date.now() > deadline) {
      throw new Error(`the services did not start: ${ended ?? 'it took too long'}`);
    }
    await sleep(100);
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
