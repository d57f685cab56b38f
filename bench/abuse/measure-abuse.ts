import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { admit, inArena, reportOf, type Entered } from '../gateway/arena.ts';
import { namesIn } from '../gateway/contenders.ts';
import { endingAllProcesses, startProcess, usageOf } from '../gateway/processes.ts';
import { figure, printTable } from '../gateway/table.ts';
import type { GraphQLRequest } from '../gateway/workloads.ts';
import { attacks } from './attacks.ts';

/** Ordinary load beside each attack of a hostile client: `pnpm bench:abuse`. */

const ordinary: GraphQLRequest = { query: '{ readers { id name } }' };
const attacker = fileURLToPath(new URL('attacker.ts', import.meta.url));
const slowMs = 5_000;
const settleMs = 2_000;

const names = attacks.map(({ name }) => name);
const values = createCommand('bench:abuse', {
  summary: 'Measures what ordinary clients notice of a hostile one.',
  examples: ['', '--only literals,plans --seconds 5', '--contenders ours,before'],
})
  .option('--only <names>', 'attacks, with commas between', ['none', ...names].join(','))
  .option('--contenders <names>', 'gateways: `ours`, and `before` for the checkout that BEFORE names', 'ours')
  .option('--rate <number>', 'ordinary requests per second', '200')
  .option('--seconds <number>', 'length of each attack', '10')
  .option('--profile <folder>', 'write CPU profiles of the gateways and their threads (default: none)')
  .parse()
  .opts();
const chosen = namesIn(values.only, ['none', ...names]);
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];

await endingAllProcesses(async () => {
  const { admitted, refused } = admit(namesIn(values.contenders, ['ours', 'before']));
  await inArena(async (arena) => {
    console.log(
      `${rate} ordinary requests a second, ${seconds} s beside each attack. Failed: wrong, refused, or later than ${slowMs / 1_000} s.\n`,
    );
    for (const contender of admitted) {
      const rows: string[][] = [];
      for (const name of chosen) {
        // Each attack meets a gateway that has just started, so that none pays for the one before.
        const entered = await arena.enter(contender, ordinary, {
          instrumented: true,
          profileFolder: values.profile,
        });
        rows.push(await measure(entered, name, arena.cores?.others));
        await entered.client.close();
        await entered.gateway.stop();
      }
      console.log(contender.title);
      printTable(
        [
          'attack',
          'requests',
          'failed',
          'p50 ms',
          'p99 ms',
          'loop p99.9 ms',
          'loop longest ms',
          'turn p99.9 CPU ms',
          'peak MB',
          'MB after',
        ],
        rows,
      );
    }
    for (const { contender, obstacle } of refused) {
      console.log(`${contender.title} cannot run here: ${obstacle}`);
    }
  });
});

async function measure(
  { gateway, client, isRight, url }: Entered,
  name: string,
  cores: string | undefined,
): Promise<string[]> {
  const attack = attacks.find((candidate) => candidate.name === name);
  await reportOf(gateway);
  const attacking =
    attack === undefined
      ? null
      : startProcess({ command: [process.execPath, attacker, name, url, String(seconds)] }, { cores });
  const latenciesMs: number[] = [];
  let failed = 0;
  let peakBytes = 0;
  const sent: Promise<void>[] = [];
  const body = JSON.stringify(ordinary);
  const started = performance.now();
  for (let number = 0; number < rate * seconds; number += 1) {
    const due = started + (number * 1_000) / rate;
    await wait(Math.max(due - performance.now(), 0));
    sent.push(
      client.post(body).then(
        (answered) => {
          // From the moment at which it was due: a client that waits for a blocked gateway waits, too.
          const tookMs = performance.now() - due;
          latenciesMs.push(tookMs);
          failed += isRight(answered) && tookMs < slowMs ? 0 : 1;
        },
        () => {
          failed += 1;
        },
      ),
    );
    if (number % rate === 0) {
      peakBytes = Math.max(peakBytes, usageOf(gateway.pid).residentBytes);
    }
  }
  await Promise.race([Promise.all(sent), wait(30_000)]);
  const ending = gateway.ended();
  await attacking?.stop();
  if (ending !== undefined) {
    return [attack?.title ?? 'none', `${sent.length}`, `the gateway ${ending.slice(0, 60)}`];
  }
  const { longestBlockMs, p999BlockMs, p999TurnMs } = await reportOf(gateway);
  await wait(settleMs);
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  const at = (share: number) => figure(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
  return [
    attack?.title ?? 'none',
    `${sent.length}`,
    `${failed}`,
    at(0.5),
    at(0.99),
    figure(p999BlockMs),
    figure(longestBlockMs),
    figure(p999TurnMs),
    figure(peakBytes / 1e6),
    figure(usageOf(gateway.pid).residentBytes / 1e6),
  ];
}
