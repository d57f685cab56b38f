import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { admit, reportOf } from '../gateway/arena.ts';
import { namesIn, type Contender } from '../gateway/contenders.ts';
import {
  endingAllProcesses,
  freePort,
  pinCores,
  startProcess,
  usageOf,
  type Cores,
  type MeasuredProcess,
} from '../gateway/processes.ts';
import { figure, printTable } from '../gateway/table.ts';
import { composeNewsroom } from './newsroom.ts';
import type { Answer, Order } from './subscribers.ts';

/**
 * What it costs to deliver live events, and how long they take: `pnpm bench:events`. Subscribers of one process, over WebSocket, ask for fields of two subgraphs; the gateway has a core for
 * itself.
 */

const candidates = ['ours', 'hive'];
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: candidates.join() },
    sockets: { type: 'string', default: '100,1000' },
    /** Deliveries per second, of all subscribers together. */
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    distinct: { type: 'boolean', default: false },
    /** After a run at the rate, one at half of what the CPU allows by it. */
    half: { type: 'boolean', default: false },
    /** A folder for CPU profiles of the gateways. */
    profile: { type: 'string' },
  },
});
const chosen = namesIn(values.only, candidates);
const instruments = import.meta.resolve('../gateway/instruments.ts');
const seconds = Number(values.seconds);
const warmUp = { seconds: 5, times: 2 };
const idleMs = 2_000;

type Row = { contender: Contender; sockets: number; rate: number; cells: string[]; perCpuSecond: number };

await endingAllProcesses(async () => {
  const { admitted, refused } = admit(chosen);
  const cores = pinCores();
  console.log(cores === null ? 'Processes cannot be pinned.' : `The gateway has core ${cores.measured} for itself.`);
  const rows: Row[] = [];
  for (const sockets of values.sockets.split(',').map(Number)) {
    for (const contender of admitted) {
      // oxlint-disable-next-line no-await-in-loop -- one gateway at a time
      rows.push(...(await measure(contender, sockets, cores)));
    }
  }
  const oursAt = (sockets: number) =>
    rows.find(({ contender, sockets: other }) => contender.name === 'ours' && other === sockets)?.perCpuSecond;
  printTable(
    [
      'gateway',
      'sockets',
      'heap kB/socket',
      'RSS kB/socket',
      'sent/s',
      'received',
      'CPU ms/1000',
      'per CPU s',
      'ours ×',
      'p50 ms',
      'p99 ms',
    ],
    rows.map(({ contender, sockets, cells, perCpuSecond }) => [
      contender.title,
      `${sockets}${values.distinct ? ' distinct' : ''}`,
      ...cells.slice(0, 5),
      figure(perCpuSecond),
      figure((oursAt(sockets) ?? Number.NaN) / perCpuSecond),
      ...cells.slice(5),
    ]),
  );
  for (const { contender, obstacle } of refused) {
    console.log(`${contender.title} cannot run here: ${obstacle}`);
  }
});

async function measure(contender: Contender, sockets: number, cores: Cores): Promise<Row[]> {
  const folder = mkdtempSync(`${tmpdir()}/tributary-bench-events-`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [subgraphsPort, port] = [await freePort(), await freePort()];
  const subgraphsUrl = `http://127.0.0.1:${subgraphsPort}`;
  writeFileSync(`${folder}/supergraph.graphql`, composeNewsroom(subgraphsUrl));
  // As its documentation says for subscriptions over WebSocket.
  writeFileSync(
    `${folder}/hive-not-sharing.mjs`,
    `export const gatewayConfig = { transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws', location: '/news' } } } } };\n`,
  );
  const script = (name: string) => [process.execPath, fileURLToPath(new URL(name, import.meta.url))];
  const subgraphs = startProcess(
    { command: script('newsroom-server.ts'), env: { PORT: `${subgraphsPort}`, NODE_ENV: 'production' } },
    { cores: cores?.others },
  );
  const nodeFlags = ['--import', instruments];
  if (values.profile !== undefined) {
    nodeFlags.push('--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`);
  }
  const gateway = startProcess(contender.start({ port, folder, subgraphsUrl }, nodeFlags), {
    cores: cores?.measured,
    channel: true,
  });
  const clients = startProcess({ command: script('subscribers.ts') }, { cores: cores?.others, channel: true });
  const url = `http://127.0.0.1:${port}/graphql`;
  await until(gateway, () => isAnswering(url));
  await until(subgraphs, () => isAnswering(`${subgraphsUrl}/news`));

  // What the first subscriber makes it load is not the others'.
  await tell(clients, { open: 1, url: url.replace('http', 'ws'), distinct: false });
  await publish(subgraphsUrl, { perSecond: 5, seconds: 1, rooms: 0 });
  const memoryOf = async () => ({
    heap: (await reportOf(gateway)).heapBytes,
    resident: usageOf(gateway.pid).residentBytes,
  });
  const before = await memoryOf();
  await tell(clients, { open: sockets, url: url.replace('http', 'ws'), distinct: values.distinct });
  await wait(1_000);
  const after = await memoryOf();
  const heapPerSocket = (after.heap - before.heap) / 1024 / sockets;
  const residentPerSocket = (after.resident - before.resident) / 1024 / sockets;

  const row = async (rate: number): Promise<Row> => {
    const perSecond = values.distinct ? rate : rate / (sockets + 1);
    // Its code is compiled while it runs, in threads of its own, whose time counts.
    await publish(subgraphsUrl, {
      perSecond: perSecond * warmUp.times,
      seconds: warmUp.seconds,
      rooms: values.distinct ? sockets : 0,
    });
    await drained(clients);
    // What it costs to be there, which the instruments inside are a part of, is not that of deliveries.
    const idleBefore = usageOf(gateway.pid).cpuMs;
    await wait(idleMs);
    const idleShare = (usageOf(gateway.pid).cpuMs - idleBefore) / idleMs;
    const begun = performance.now();
    const cpuBefore = usageOf(gateway.pid).cpuMs;
    await publish(subgraphsUrl, { perSecond, seconds, rooms: values.distinct ? sockets : 0 });
    await wait(500);
    const cpuMs = usageOf(gateway.pid).cpuMs - cpuBefore - idleShare * (performance.now() - begun);
    const report = await tell(clients, 'report');
    const { deliveries, latenciesMs } = 'deliveries' in report ? report : { deliveries: 0, latenciesMs: [] };
    const sorted = latenciesMs.toSorted((one, other) => one - other);
    const quantile = (share: number) => figure(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
    const sent = Math.round(perSecond * seconds) * (values.distinct ? 1 : sockets + 1);
    return {
      contender,
      sockets,
      rate,
      perCpuSecond: (deliveries * 1_000) / cpuMs,
      cells: [
        figure(heapPerSocket),
        figure(residentPerSocket),
        figure(rate),
        `${figure((deliveries * 100) / sent)} %`,
        figure((cpuMs * 1_000) / deliveries),
        quantile(0.5),
        quantile(0.99),
      ],
    };
  };
  const rows = [await row(Number(values.rate))];
  if (values.half) {
    rows.push(await row((rows[0]?.perCpuSecond ?? 0) / 2));
  }
  await Promise.all([clients, gateway, subgraphs].map(async (started) => started.stop()));
  return rows;
}

async function publish(url: string, what: { perSecond: number; seconds: number; rooms: number }): Promise<void> {
  const response = await fetch(`${url}/publish`, {
    method: 'POST',
    body: JSON.stringify(what),
    signal: AbortSignal.timeout(what.seconds * 3_000 + 10_000),
  });
  await response.text();
}

/** Waits until nothing arrives any more. */
async function drained(clients: MeasuredProcess): Promise<void> {
  for (let arrived = 1, attempts = 0; arrived > 0 && attempts < 20; attempts += 1) {
    // oxlint-disable-next-line no-await-in-loop -- until it is quiet
    await wait(500);
    // oxlint-disable-next-line no-await-in-loop
    const report = await tell(clients, 'report');
    arrived = 'deliveries' in report ? report.deliveries : 0;
  }
}

async function tell({ child }: MeasuredProcess, order: Order): Promise<Answer> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(120_000) });
  child.send(order);
  const [answer] = await answered;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent by subscribers.ts
  return answer as Answer;
}

async function isAnswering(url: string): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
    signal: AbortSignal.timeout(5_000),
  });
  return response.ok;
}

async function until(started: MeasuredProcess, isReady: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  // oxlint-disable-next-line no-await-in-loop -- until it is ready
  while (!(await isReady().catch(() => false))) {
    const ending = started.ended();
    if (ending !== undefined || performance.now() > deadline) {
      throw new Error(ending ?? 'gave no answer in time');
    }
    // oxlint-disable-next-line no-await-in-loop
    await wait(100);
  }
}
