import { createCommand } from '@tributary/platform/command-line.ts';
import { admit, inArena, reportOf } from './arena.ts';
import { contenders, namesIn } from './contenders.ts';
import { checkAgainst, type Check } from './load.ts';
import { differentOperations } from './operations.ts';
import { endingAllProcesses, usageOf } from './processes.ts';
import { randomFrom } from './random.ts';
import { expectedData } from './shop/shop.ts';
import { figure, printTable } from './table.ts';

/** Whether memory stays flat when there are more operations than a gateway can remember: `pnpm bench:memory`. */

const candidates = contenders.filter(({ isNode, shares, name }) => isNode && !shares && name !== 'bare');
/**
 * Number of popular operations. Half of the requests are for one of them, the other half for any operation. So it is in
 * production: few operations are frequent, and others come once.
 */
const popularOperations = 100;
const clients = 8;
const steps = 10;

const values = createCommand('bench:memory', {
  summary: 'Measures whether memory stays flat when there are more operations than a gateway can remember.',
  examples: ['', '--requests 20000 --minutes 3'],
})
  .option('--only <names>', 'contenders, with commas between', 'ours')
  .option('--requests <number>', 'requests in all', '100000')
  .option('--operations <number>', 'different operations', '10000')
  .option('--minutes <number>', 'longest time for all contenders', '15')
  .parse()
  .opts();
const chosen = namesIn(
  values.only,
  candidates.map(({ name }) => name),
);
const requests = Number(values.requests);
const operations = differentOperations({ count: Number(values.operations), depth: 2, seed: 10_000 });
const bodies = operations.map((operation) => JSON.stringify(operation));

await endingAllProcesses(async () => {
  const { admitted, refused } = admit(chosen);
  await inArena(async (arena) => {
    // Expected data of each operation, computed once for all contenders when the operation is first seen.
    const checks = new Map<number, Promise<Check>>();
    const checkOf = async (index: number, query: string): Promise<Check> => {
      const check = checks.get(index) ?? expectedData(arena.apiSchema, { query }).then(checkAgainst);
      checks.set(index, check);
      return check;
    };

    for (const contender of admitted) {
      console.log(`\n${contender.title}: ${requests} requests, ${operations.length} different operations\n`);
      const { gateway, client } = await arena.enter(contender, { query: '{ readers { id } }' }, { instrumented: true });
      const random = randomFrom(1);
      const deadline = performance.now() + (Number(values.minutes) * 60_000) / admitted.length;
      const rows: string[][] = [];
      let sent = 0;
      let wrong = 0;
      const ask = async (until: number) => {
        while (sent < until && performance.now() < deadline) {
          const number = sent;
          sent += 1;
          // Even requests go through all operations again and again.
          const index = number % 2 === 0 ? (number / 2) % operations.length : Math.floor(random() * popularOperations);
          const answered = await client.post(bodies[index] ?? '');
          const isRight = await checkOf(index, operations[index]?.query ?? '');
          wrong += isRight(answered) ? 0 : 1;
        }
      };
      for (let step = 1; step <= steps; step += 1) {
        const before = { sent, at: performance.now() };
        await Promise.all(Array.from({ length: clients }, async () => ask((requests * step) / steps)));
        const { heapBytes } = await reportOf(gateway);
        rows.push([
          `${sent}`,
          figure(heapBytes / 2 ** 20),
          figure(usageOf(gateway.pid).residentBytes / 2 ** 20),
          figure(((sent - before.sent) * 1_000) / (performance.now() - before.at)),
          `${wrong}`,
        ]);
      }
      printTable(['requests', 'heap after collection MB', 'RSS MB', 'requests/s', 'wrong answers'], rows);
      if (sent < requests) {
        console.log(`Stopped after ${values.minutes} minutes; --minutes gives it more.`);
      }
      await client.close();
      await gateway.stop();
    }
    for (const { contender, obstacle } of refused) {
      console.log(`${contender.title} cannot run here: ${obstacle}`);
    }
  });
});
