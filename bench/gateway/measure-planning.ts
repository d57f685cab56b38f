import { setTimeout as wait } from 'node:timers/promises';
import { createCommand } from '@tributary/platform/command-line.ts';
import { admit, inArena, reportOf } from './arena.ts';
import { contenders, namesIn } from './contenders.ts';
import { checkAgainst } from './load.ts';
import { differentOperations } from './operations.ts';
import { endingAllProcesses, usageOf } from './processes.ts';
import { expectedData } from './shop/shop.ts';
import { figure, printTable } from './table.ts';
import type { GraphQLRequest } from './workloads.ts';

/** Time for which new operations block all other requests: `pnpm bench:planning`. */

const candidates = contenders.filter(({ name, isNode, shares }) => isNode && !shares && name !== 'bare');
const probe: GraphQLRequest = { query: '{ readers { id } }' };

const values = createCommand('bench:planning', {
  summary: 'Measures how long new operations block all other requests.',
  examples: ['', '--operations 50'],
})
  .option('--only <names>', 'contenders, with commas between', candidates.map(({ name }) => name).join(','))
  .option('--operations <number>', 'different operations', '200')
  .option('--rate <number>', 'operations per second', '50')
  .parse()
  .opts();
const chosen = namesIn(
  values.only,
  candidates.map(({ name }) => name),
);
const rate = Number(values.rate);
const operations = differentOperations({ count: Number(values.operations), depth: 4, seed: 200 });

await endingAllProcesses(async () => {
  const { admitted, refused } = admit(chosen);
  await inArena(async (arena) => {
    console.log(`${operations.length} different operations arrive cold, ${rate} a second; each response is checked.\n`);
    const checks = await Promise.all(
      operations.map(async (operation) => checkAgainst(await expectedData(arena.apiSchema, operation))),
    );
    const rows: string[][] = [];
    for (const contender of admitted) {
      const { gateway, client } = await arena.enter(contender, probe, { instrumented: true });
      await reportOf(gateway);
      const before = usageOf(gateway.pid);
      const latencies: number[] = [];
      let wrong = 0;
      const sent: Promise<void>[] = [];
      for (const [index, operation] of operations.entries()) {
        sent.push(
          (async () => {
            const start = performance.now();
            const answered = await client.post(JSON.stringify(operation));
            latencies.push(performance.now() - start);
            wrong += checks[index]?.(answered) === true ? 0 : 1;
          })(),
        );
        await wait(1_000 / rate);
      }
      await Promise.all(sent);
      const { longestBlockMs } = await reportOf(gateway);
      const sorted = latencies.toSorted((one, other) => one - other);
      rows.push([
        contender.title,
        figure(longestBlockMs),
        figure(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
        figure(sorted.at(-1) ?? Number.NaN),
        figure((usageOf(gateway.pid).cpuMs - before.cpuMs) / operations.length),
        `${wrong}`,
      ]);
      await client.close();
      await gateway.stop();
    }
    printTable(
      ['gateway', 'longest block ms', 'median answer ms', 'slowest answer ms', 'CPU ms/operation', 'wrong answers'],
      rows,
    );
    for (const { contender, obstacle } of refused) {
      console.log(`${contender.title} cannot run here: ${obstacle}`);
    }
  });
});
