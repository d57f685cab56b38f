import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { z } from 'zod';
import { namesIn } from '../gateway/contenders.ts';
import { endingAllProcesses, startProcess, type MeasuredProcess } from '../gateway/processes.ts';
import { figure, median, printTable } from '../gateway/table.ts';
import type { Order, Report } from './client-process.ts';

/** CPU time per request of the HTTP clients for subgraphs, side by side in one run: `pnpm bench:transport`. */

const contenders = [
  { name: 'own', title: 'HttpPool', client: 'own', scheme: 'http' },
  { name: 'dispatch', title: "undici's dispatch", client: 'dispatch-1.1', scheme: 'http' },
  { name: 'undici', title: 'UndiciPool', client: 'undici', scheme: 'http' },
  { name: 'own-tls', title: 'HttpPool, TLS', client: 'own', scheme: 'https' },
  { name: 'dispatch-tls', title: "undici's dispatch, TLS, HTTP/1.1", client: 'dispatch-1.1', scheme: 'https' },
  { name: 'dispatch-h2', title: "undici's dispatch, TLS, HTTP/2", client: 'dispatch-2', scheme: 'https' },
  { name: 'undici-h2', title: 'UndiciPool, TLS, HTTP/2', client: 'undici', scheme: 'https' },
] as const;
const workloads = { small: '/small', large: '/large' };
const warmUpSeconds = 1.5;

const values = createCommand('bench:transport', {
  summary:
    'Measures the CPU time per request of the HTTP clients for subgraphs, for responses of 150 bytes and of 100 kB.',
  examples: ['', '--only own,dispatch --rounds 3'],
})
  .option('--only <names>', 'clients, with commas between', contenders.map(({ name }) => name).join(','))
  .option('--seconds <number>', 'length of a round', '0.5')
  .option('--rounds <number>', 'rounds of each client', '7')
  .option('--callers <number>', 'concurrent requests', '16')
  .parse()
  .opts();
const chosen = namesIn(
  values.only,
  contenders.map(({ name }) => name),
);
const [seconds, rounds, callers] = [Number(values.seconds), Number(values.rounds), Number(values.callers)];
type Figures = { micros: number[]; perSecond: number[] };
const urlsShape = z.object({ http: z.string(), https: z.string() });
const reportShape = z.object({ requests: z.number(), cpuMicros: z.number() });

await endingAllProcesses(async () => {
  const server = startNode('answering-server.ts', []);
  const urls = urlsShape.parse(await messageOf(server));
  const entrants = contenders
    .filter(({ name }) => chosen.includes(name))
    .map((contender) => ({
      contender,
      process: startNode('client-process.ts', [contender.client, urls[contender.scheme]]),
    }));
  for (const [workload, path] of Object.entries(workloads)) {
    const measured = new Map<string, Figures>(
      entrants.map(({ contender }) => [contender.name, { micros: [], perSecond: [] }]),
    );
    for (const { process } of entrants) {
      await run(process, { path, seconds: warmUpSeconds, callers });
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { contender, process } of entrants) {
        const { requests, cpuMicros } = await run(process, { path, seconds, callers });
        measured.get(contender.name)?.micros.push(cpuMicros / requests);
        measured.get(contender.name)?.perSecond.push(requests / seconds);
      }
    }
    const own = measured.get('own')?.micros ?? [];
    console.log(`\n${workload} responses, ${callers} concurrent requests`);
    printTable(
      ['client', 'CPU µs/request', '× own', 'requests/s'],
      entrants.map(({ contender }) => {
        const { micros = [], perSecond = [] } = measured.get(contender.name) ?? {};
        const ratios = micros.flatMap((each, round) => (own[round] === undefined ? [] : [each / own[round]]));
        return [
          contender.title,
          figure(median(micros)),
          ratios.length === 0 ? '' : figure(median(ratios)),
          String(Math.round(median(perSecond))),
        ];
      }),
    );
  }
});

function startNode(file: string, args: readonly string[]): MeasuredProcess {
  const program = fileURLToPath(import.meta.resolve(`./${file}`));
  return startProcess({ command: [process.execPath, program, ...args] }, { cores: undefined, channel: true });
}

async function run({ child, ...others }: MeasuredProcess, order: Order): Promise<Report> {
  const report = messageOf({ child, ...others });
  child.send(order);
  return reportShape.parse(await report);
}

/** The next message of a process. Throws if it ends first. */
async function messageOf({ child, ended }: MeasuredProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'close').then(() => Promise.reject(new Error(ended() ?? 'it ended'))),
  ]);
  return message;
}
