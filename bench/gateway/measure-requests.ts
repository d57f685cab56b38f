import { createCommand } from '@tributary/platform/command-line.ts';
import { admit, inArena, type Arena, type Entered } from './arena.ts';
import { contenders, namesIn, type Contender } from './contenders.ts';
import { sendLoad } from './load.ts';
import { endingAllProcesses, usageOf } from './processes.ts';
import { figure, median, printTable } from './table.ts';
import { workloads, type Workload } from './workloads.ts';

/** CPU time per request of each gateway, side by side in one run: `pnpm bench:gateway`. */

type Round = {
  cpuMs: number;
  requestsPerSecond: number;
  p95Ms: number;
  subgraphRequests: number;
  entities: number;
  wrong: number;
};
type Result = { contender: Contender; rounds: Round[]; residentBytes: number };

/**
 * Requests of the warm-up, enough for the compiler to have seen all code. A slow machine sends fewer, within the time.
 */
const warmUp = { requests: 400, secondsMax: 16, stepSeconds: 2 };
/** Unmeasured share of a round at its start, since other contenders had the caches of the core in between. */
const rewarmShare = 0.2;

const values = createCommand('bench:gateway', {
  summary: 'Measures the CPU time per request of each gateway, side by side in one run. About 8 minutes.',
  examples: ['', '--only ours,stock --workload reviews --rounds 3'],
  notes: 'Environment:\n  BEFORE   an installed checkout of an earlier version, measured in the same run',
})
  .option('--only <names>', 'contenders, with commas between', contenders.map(({ name }) => name).join(','))
  .option('--workload <names>', 'workloads, with commas between', workloads.map(({ name }) => name).join(','))
  .option('--seconds <number>', 'length of a round', '1')
  .option('--rounds <number>', 'rounds of each gateway', '20')
  .option('--profile <folder>', 'write a CPU profile of each gateway in Node (default: none)')
  .parse()
  .opts();
const chosen = namesIn(
  values.only,
  contenders.map(({ name }) => name),
);
const chosenWorkloads = namesIn(
  values.workload,
  workloads.map(({ name }) => name),
);
const schedule = { rounds: Number(values.rounds), seconds: Number(values.seconds) };

await endingAllProcesses(async () => {
  const { admitted, refused } = admit(chosen);
  await inArena(async (arena) => {
    console.log(
      arena.cores === null
        ? 'Not pinned: this needs taskset and two cores. The gateways compete with their own load.'
        : `Gateways on core ${arena.cores.measured}; subgraphs and clients on ${arena.cores.others}.`,
    );
    console.log(`${schedule.rounds} rounds of ${schedule.seconds} s each, in turns. Every response is checked.`);
    for (const workload of workloads.filter(({ name }) => chosenWorkloads.includes(name))) {
      const failed = [...refused];
      const entrants = admitted.filter(({ door }) =>
        door === undefined ? workload.name !== 'rest' : door.workload === workload.name,
      );
      const results = await measure(arena, { workload, admitted: entrants, failed });
      report(workload, results, failed);
    }
  });
});

/**
 * Starts all contenders, warms them up, and gives each its rounds in turns, so that noise of the machine meets all
 * alike.
 */
async function measure(
  arena: Arena,
  {
    workload,
    admitted,
    failed,
  }: {
    workload: Workload;
    admitted: readonly Contender[];
    failed: { contender: Contender; obstacle: string }[];
  },
): Promise<Result[]> {
  const entered = new Map<Entered, Result>();
  const cannot = (contender: Contender, error: unknown) =>
    failed.push({ contender, obstacle: error instanceof Error ? error.message : String(error) });

  for (const contender of admitted) {
    try {
      const entrant = await arena.enter(contender, workload.request, { profileFolder: values.profile });
      await warm(entrant, workload);
      entered.set(entrant, { contender, rounds: [], residentBytes: 0 });
    } catch (error) {
      cannot(contender, error);
    }
  }
  for (let round = 0; round < schedule.rounds; round += 1) {
    for (const [entrant, result] of turnFrom(round, [...entered])) {
      try {
        result.rounds.push(await runRound(arena, entrant, workload));
      } catch (error) {
        cannot(entrant.contender, error);
        entered.delete(entrant);
      }
    }
  }
  for (const [entrant, result] of entered) {
    result.residentBytes = usageOf(entrant.gateway.pid).residentBytes;
    await entrant.client.close();
    await entrant.gateway.stop();
  }
  return [...entered.values()];
}

/** The order of a turn. Each contender is the first in some, since the first one was found to cost up to 7 % more. */
function turnFrom<Item>(round: number, items: readonly Item[]): Item[] {
  const first = round % Math.max(items.length, 1);
  return [...items.slice(first), ...items.slice(0, first)];
}

async function warm(entrant: Entered, workload: Workload): Promise<void> {
  let sent = 0;
  for (let seconds = 0; sent < warmUp.requests && seconds < warmUp.secondsMax; seconds += warmUp.stepSeconds) {
    const { requests } = await load(entrant, workload, warmUp.stepSeconds);
    sent += requests;
  }
}

async function runRound(arena: Arena, entrant: Entered, workload: Workload): Promise<Round> {
  await load(entrant, workload, schedule.seconds * rewarmShare);
  await arena.requestsToSubgraphs();
  const before = usageOf(entrant.gateway.pid);
  const { requests, wrong, seconds, latenciesMs } = await load(entrant, workload, schedule.seconds);
  const after = usageOf(entrant.gateway.pid);
  const sent = await arena.requestsToSubgraphs();
  return {
    cpuMs: (after.cpuMs - before.cpuMs) / requests,
    requestsPerSecond: requests / seconds,
    p95Ms: latenciesMs[Math.floor(requests * 0.95)] ?? Number.NaN,
    subgraphRequests: sent.requests / requests,
    entities: sent.entities / requests,
    wrong,
  };
}

async function load({ client, message, isRight }: Entered, { clients }: Workload, seconds: number) {
  return sendLoad(client, { message, clients, seconds, isRight });
}

function report(
  { title, clients }: Workload,
  results: readonly Result[],
  failed: readonly { contender: Contender; obstacle: string }[],
): void {
  const middle = (result: Result | undefined, value: (round: Round) => number) =>
    median((result?.rounds ?? []).map(value));
  /**
   * Compared round by round, since the machine's speed changes within seconds: the rounds of one turn follow each
   * other.
   */
  const ratio = (one: Result | undefined, other: Result | undefined) =>
    median((one?.rounds ?? []).map(({ cpuMs }, turn) => cpuMs / (other?.rounds[turn]?.cpuMs ?? Number.NaN)));
  const named = (name: string) => results.find(({ contender }) => contender.name === name);

  const headings = [
    'gateway',
    'CPU ms/request',
    'least – most',
    '× ours',
    'requests/s',
    'p95 ms',
    'subgraph requests',
    'entities requested',
    'RSS MB',
    'wrong answers',
  ];
  const rowOf = (result: Result) => {
    const cpu = result.rounds.map(({ cpuMs }) => cpuMs);
    return [
      result.contender.title,
      figure(median(cpu)),
      `${figure(Math.min(...cpu))} – ${figure(Math.max(...cpu))}`,
      figure(ratio(result, named('ours'))),
      figure(middle(result, ({ requestsPerSecond }) => requestsPerSecond)),
      figure(middle(result, ({ p95Ms }) => p95Ms)),
      figure(middle(result, ({ subgraphRequests }) => subgraphRequests)),
      figure(middle(result, ({ entities }) => entities)),
      figure(result.residentBytes / 2 ** 20),
      `${result.rounds.reduce((sum, { wrong }) => sum + wrong, 0)}`,
    ];
  };

  console.log(`\n${title}; ${clients} clients`);
  const [sharing, separate] = [true, false].map((shares) =>
    results.filter(({ contender }) => contender.shares === shares),
  );
  console.log('\nEvery request reaches the subgraphs:\n');
  printTable(headings, (separate ?? []).map(rowOf));
  if (sharing !== undefined && sharing.length > 0) {
    console.log('\nIdentical requests in flight are shared:\n');
    printTable(headings, sharing.map(rowOf));
  }
  console.log();
  for (const { contender, obstacle } of failed) {
    console.log(`${contender.title} cannot run here: ${obstacle}`);
  }
  if (results.some(({ rounds }) => rounds.some(({ wrong }) => wrong > 0))) {
    process.exitCode = 1;
  }
  const [rest, trusted] = [named('ours-rest'), named('ours-trusted')];
  if (rest !== undefined && trusted !== undefined) {
    console.log(`A call by REST costs ${figure(ratio(rest, trusted))} of the same trusted document over GraphQL.`);
  }
  if (named('ours') === undefined) {
    return;
  }
  const ratioTo = (name: string) => figure(ratio(named('ours'), named(name)));
  console.log(
    `Ours, without sharing, costs ${ratioTo('stock')} of Apollo Gateway, ${ratioTo('hive-rust')} of Hive with its Rust planner ` +
      `(${ratioTo('hive-rust-sharing')} where that shares) and ${ratioTo('grafbase')} of Grafbase (${ratioTo('grafbase-sharing')} where that shares).`,
  );
}
