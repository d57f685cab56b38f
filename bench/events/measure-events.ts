import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
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
import { composeNewsroom, type Published } from './newsroom.ts';
import type { Answer, Order, Report, Slice } from './subscribers.ts';

/**
 * Cost and latency of live events: `pnpm bench:events`. Subscribers of one process, over WebSocket, select fields of
 * two subgraphs; the gateway has a core for itself.
 */

const candidates = ['ours', 'hive'];
const values = createCommand('bench:events', {
  summary: 'Measures the CPU time and the latency of live events.',
  examples: ['', '--only ours --sockets 100 --no-most'],
})
  .option('--only <names>', 'contenders, with commas between', candidates.join())
  .option('--sockets <numbers>', 'subscribers, with commas between', '100,1000')
  .option('--rates <numbers>', 'deliveries per second to all subscribers together', '1000,2000')
  .option('--seconds <number>', 'length of a measurement', '4')
  .option('--distinct', 'a filter of its own for each subscriber', false)
  .option('--no-most', 'only at --rates (default: also at the maximum sustained rate, and at half of it)')
  .option('--profile <folder>', 'write a CPU profile of each gateway (default: none)')
  .option('--from <number>', 'events per second at which the search for the maximum begins', '1000')
  .parse()
  .opts();
const chosen = namesIn(values.only, candidates);
const instruments = import.meta.resolve('./heap-report.ts');
const seconds = Number(values.seconds);
const rates = values.rates.split(',').map(Number);
/**
 * Node.js flag for subscribers and subgraphs: enough room to avoid their full garbage collections during a measurement,
 * which would count as latency of events.
 */
const toolFlags = ['--initial-old-space-size=1024'];
/**
 * A rate that no contender is too slow for. Code that runs per event is compiled meanwhile, on CPU time of the same
 * process. That is over once the maximum is found.
 */
const warmUp = { rate: 1_500, seconds: 8 };
const leadInSeconds = 1;
/** Lowest number of events in a measurement, however few are due in a second. */
const eventsMin = 3;
const idleMs = 1_000;
/** Longest wait for due events. */
const drainMs = 30_000;
/**
 * Search for the maximum sustained rate. First come higher rates, until one cannot be sustained, then rates between the
 * last two. Last come lower ones, until one is sustained again. Above the highest rate, the subgraphs cannot publish
 * and answer.
 */
const search = { factor: 4, between: 4, less: 0.9, seconds: 3, eventsMax: 10_000 };
/**
 * Limit of the growth of latency, as a share of the passing time. A rate is sustained if every event arrives and the
 * mean latency grows by no more. So no more than that is published beyond the deliveries, however long either takes.
 */
const growthMax = 0.03;
/** Wait after the end for late events. */
const lateMs = 1_000;

const publishedShape = z.object({ fromMs: z.number(), toMs: z.number() });

type Row = {
  contender: Contender;
  sockets: number;
  rate: number;
  /** Key of the rows to compare with: those at the same rate, or at the same share of each contender's maximum. */
  kind: string;
  cells: string[];
  perCpuSecond: number;
};

await endingAllProcesses(async () => {
  const { admitted, refused } = admit(chosen);
  const cores = pinCores();
  console.log(cores === null ? 'Processes cannot be pinned.' : `The gateway has core ${cores.measured} for itself.`);
  const rows: Row[] = [];
  for (const sockets of values.sockets.split(',').map(Number)) {
    for (const contender of admitted) {
      rows.push(...(await measure(contender, sockets, cores)));
    }
  }
  const oursBeside = (row: Row) =>
    rows.find(
      ({ contender, sockets, kind, rate }) =>
        contender.name === 'ours' &&
        sockets === row.sockets &&
        kind === row.kind &&
        (kind !== 'the same' || rate === row.rate),
    )?.perCpuSecond ?? Number.NaN;
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
      'busy: gateway',
      'subscribers',
      'subgraphs',
      'others',
      '',
    ],
    rows.map((row) => [
      row.contender.title,
      `${row.sockets}${values.distinct ? ' distinct' : ''}`,
      ...row.cells.slice(0, 5),
      figure(row.perCpuSecond),
      figure(oursBeside(row) / row.perCpuSecond),
      ...row.cells.slice(5),
      row.kind === 'the same' ? '' : row.kind,
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
  // The configuration of Hive for subscriptions over WebSocket, as its documentation says.
  writeFileSync(
    `${folder}/hive-not-sharing.mjs`,
    `export const gatewayConfig = { transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws', location: '/news' } } } } };\n`,
  );
  const script = (name: string) => [process.execPath, ...toolFlags, fileURLToPath(new URL(name, import.meta.url))];
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
  // The subgraphs go first on their shared core: delays of theirs would count as delays of every gateway.
  const clients = startProcess(
    { command: ['nice', '-n', '10', ...script('subscribers.ts')] },
    { cores: cores?.others, channel: true },
  );
  await until(gateway, () => isAnswering(`http://127.0.0.1:${port}/graphql`));
  await until(subgraphs, () => isAnswering(`${subgraphsUrl}/news`));

  // Memory that the first subscriber makes it load does not count for the others.
  await tell(clients, { open: 1, port, distinct: false });
  await publish(subgraphsUrl, { perSecond: 5, seconds: 1, rooms: 0 });
  await tell(clients, 'report');
  const memoryOf = async () => ({
    heap: (await reportOf(gateway)).heapBytes,
    resident: usageOf(gateway.pid).residentBytes,
  });
  const before = await memoryOf();
  await tell(clients, { open: sockets, port, distinct: values.distinct });
  await wait(1_000);
  const after = await memoryOf();
  const heapPerSocket = (after.heap - before.heap) / 1024 / sockets;
  const residentPerSocket = (after.resident - before.resident) / 1024 / sockets;

  const measured = [gateway, clients, subgraphs];
  let outstanding = 0;
  /** Publishes at a rate of deliveries, waits for late ones, and returns how many were due and received. */
  const publishAt = async (rate: number, forSeconds: number) => {
    const perSecond = values.distinct ? rate : rate / (sockets + 1);
    const events = Math.max(eventsMin, Math.round(perSecond * forSeconds));
    const begun = performance.now();
    const machineBefore = machineCpuMs();
    const cpuBefore = measured.map(({ pid }) => usageOf(pid).cpuMs);
    const cpuSince = () => measured.map(({ pid }, index) => usageOf(pid).cpuMs - (cpuBefore[index] ?? 0));
    const published = await publish(subgraphsUrl, {
      perSecond,
      seconds: events / perSecond,
      rooms: values.distinct ? sockets : 0,
    });
    const publishingMs = performance.now() - begun;
    const cpuMsOfEach = cpuSince();
    const cpuMsOfOthers = machineCpuMs() - machineBefore - cpuMsOfEach.reduce((sum, each) => sum + each, 0);
    const busy = [...cpuMsOfEach, cpuMsOfOthers].map((each) => `${Math.round((each * 100) / publishingMs)} %`);
    const due = events * (values.distinct ? 1 : sockets + 1);
    outstanding += due;
    await wait(lateMs);
    const [cpuMs = Number.NaN] = cpuSince();
    const elapsedMs = performance.now() - begun;
    const sentPerSecond = (due * 1_000) / (published.toMs - published.fromMs);
    return { due, published, sentPerSecond, busy, cpuMs, elapsedMs, came: await reportOfClients() };
  };
  /** The deliveries since the last report. */
  const reportOfClients = async (): Promise<Report> => {
    const report = await tell(clients, 'report');
    if (!('deliveries' in report)) {
      throw new Error('the subscribers gave no report');
    }
    if (report.wrong > 0) {
      throw new Error(`${contender.title} delivered ${report.wrong} events that were not what was due`);
    }
    outstanding -= report.deliveries;
    return report;
  };
  /** Waits until everything due has arrived. */
  const drained = async (): Promise<void> => {
    const deadline = performance.now() + drainMs;
    const isWaiting = () => outstanding > 0 && performance.now() < deadline;
    while (isWaiting()) {
      await wait(100);
      await reportOfClients();
    }
    outstanding = 0;
  };
  const row = async (rate: number, kind: string): Promise<Row> => {
    // Code that runs for the first time at this rate is compiled first.
    await publishAt(rate, leadInSeconds);
    await drained();
    // Garbage of a higher rate is not collected in the time of a lower one.
    await reportOf(gateway);
    await wait(idleMs);
    // The idle cost is not a cost of deliveries.
    const idleBefore = usageOf(gateway.pid).cpuMs;
    await wait(idleMs);
    const idleShare = (usageOf(gateway.pid).cpuMs - idleBefore) / idleMs;
    const { due, came, sentPerSecond, busy, cpuMs, elapsedMs } = await publishAt(rate, seconds);
    const deliveriesMs = cpuMs - idleShare * elapsedMs;
    return {
      contender,
      sockets,
      rate,
      kind,
      perCpuSecond: (came.deliveries * 1_000) / deliveriesMs,
      cells: [
        figure(heapPerSocket),
        figure(residentPerSocket),
        figure(sentPerSecond),
        `${figure((came.deliveries * 100) / due)} %`,
        figure((deliveriesMs * 1_000) / came.deliveries),
        figure(came.p50Ms),
        figure(came.p99Ms),
        ...busy,
      ],
    };
  };
  /** The maximum sustained rate, in deliveries per second. */
  const findMost = async (): Promise<number> => {
    const holds = async (rate: number): Promise<boolean> => {
      await drained();
      const { due, came, published, sentPerSecond } = await publishAt(rate, search.seconds);
      return (
        came.deliveries === due &&
        sentPerSecond >= rate * (1 - growthMax) &&
        growthOf(came.slices, published) <= growthMax
      );
    };
    // Other processes of the machine may have caused one failure.
    const holdsAtLast = async (rate: number) => (await holds(rate)) || holds(rate);
    const from = Number(values.from);
    const limit = search.eventsMax * (values.distinct ? 1 : sockets + 1);
    let held = 0;
    let next = from;
    while (held < limit && (await holdsAtLast(next))) {
      held = next;
      next = Math.min(next * search.factor, limit);
    }
    for (let step = 0; step < search.between && held < limit; step += 1) {
      const middle = Math.sqrt(Math.max(held, from / search.factor) * next);
      [held, next] = (await holdsAtLast(middle)) ? [middle, next] : [held, middle];
    }
    // A rate sustained by luck is lowered until it is sustained again.
    while (held > from && !(await holds(held))) {
      held *= search.less;
    }
    return held;
  };

  await publishAt(warmUp.rate, warmUp.seconds);
  const most = values.most ? await findMost() : Infinity;
  const wanted: [rate: number, kind: string][] = [
    ...rates.filter((rate) => rate < most).map((rate): [number, string] => [rate, 'the same']),
    ...(values.most
      ? ([
          [most / 2, 'half of the maximum'],
          [most, 'the maximum'],
        ] satisfies [number, string][])
      : []),
  ];
  const rows: Row[] = [];
  for (const [rate, kind] of wanted) {
    rows.push(await row(rate, kind));
  }
  await Promise.all([clients, gateway, subgraphs].map(async (started) => started.stop()));
  return rows;
}

/**
 * Growth of the latency, as a share of the passing time: the last quarter of the time against the second. The first
 * quarter may still show a pause before it.
 */
function growthOf(slices: readonly Slice[], { fromMs, toMs }: Published): number {
  const quarter = (toMs - fromMs) / 4;
  const meanOfQuarter = (index: number): number => {
    const [from, to] = [fromMs + index * quarter, fromMs + (index + 1) * quarter];
    const within = slices.filter((slice) => slice.fromMs >= from && slice.fromMs < to);
    const deliveries = within.reduce((sum, slice) => sum + slice.deliveries, 0);
    return within.reduce((sum, slice) => sum + slice.latenciesMs, 0) / deliveries;
  };
  return (meanOfQuarter(3) - meanOfQuarter(1)) / (2 * quarter);
}

async function publish(url: string, what: { perSecond: number; seconds: number; rooms: number }): Promise<Published> {
  const response = await fetch(`${url}/publish`, {
    method: 'POST',
    body: JSON.stringify(what),
    signal: AbortSignal.timeout(Math.ceil(what.seconds * 3_000) + 10_000),
  });
  return publishedShape.parse(await response.json());
}

/** CPU time of the whole machine in milliseconds, user and system, without I/O wait. */
function machineCpuMs(): number {
  const [user, nice, system, , , interrupts, softInterrupts] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .flatMap((line) => line.split(/ +/).slice(1).map(Number));
  return [user, nice, system, interrupts, softInterrupts].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) * 10;
}

async function tell({ child }: MeasuredProcess, order: Order): Promise<Answer> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(120_000) });
  child.send(order);
  const [answer] = await answered;
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
  while (!(await isReady().catch(() => false))) {
    const ending = started.ended();
    if (ending !== undefined || performance.now() > deadline) {
      throw new Error(ending ?? 'gave no answer in time');
    }
    await wait(100);
  }
}
