import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openGateway, type Gateway } from '@tributary/gateway/gateway.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { createCommand } from '@tributary/platform/command-line.ts';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { z } from 'zod';
import { supergraphOf } from '../../tests/support/supergraph-of.ts';
import { openClient } from '../gateway/load.ts';
import { endingAllProcesses, startProcess } from '../gateway/processes.ts';
import { figure, printTable } from '../gateway/table.ts';

/** Latency with hedged queries and without, and requests during an outage: `pnpm bench:resilience`. */

type Contender = { title: string; settings: Partial<HttpTransportSettings> };
type Round = { latenciesMs: number[]; wrong: number; requests: number };

const sdls = { one: 'type Query { one: Int }', two: 'type Query { two: Int }' };
const body = JSON.stringify({ query: '{ one two }' });
const rightAnswer = '{"data":{"one":1,"two":2}}';
const warmUpSeconds = 1.5;
/** Every retry is allowed. */
const noBudget = { budgetShare: 1, budgetMin: 10_000 };

const hedging: readonly Contender[] = [
  { title: 'without hedging', settings: {} },
  { title: 'hedged after p95', settings: { hedging: { enabled: true } } },
  { title: 'hedged, undici', settings: { hedging: { enabled: true }, client: 'undici' } },
];
const outage: readonly Contender[] = [
  { title: 'two retries', settings: { retries: noBudget } },
  { title: 'two retries, with a budget', settings: {} },
];

const values = createCommand('bench:resilience', {
  summary: 'Measures what hedged queries and the budget of retries do for a slow subgraph, and for one that is down.',
  examples: ['', '--seconds 10'],
})
  .option('--rate <number>', 'operations a second', '200')
  .option('--seconds <number>', 'length of a round', '2')
  .option('--rounds <number>', 'rounds of each contender', '3')
  .parse()
  .opts();
const [rate, seconds, rounds] = [Number(values.rate), Number(values.seconds), Number(values.rounds)];

await endingAllProcesses(async () => {
  const server = startProcess(
    { command: [process.execPath, fileURLToPath(import.meta.resolve('./slow-server.ts'))] },
    { cores: undefined, channel: true },
  );
  const [message] = await once(server.child, 'message');
  const url = z.string().parse(message);

  const slow = await measure(hedging, { url, pathOf: (name) => name, rounds });
  console.log(`Two subgraphs whose every hundredth answer takes a second, ${rate} operations a second`);
  printTable(
    ['', 'p50 ms', 'p99 ms', 'p99.9 ms', 'slowest ms', 'more requests', 'wrong'],
    hedging.map(({ title }, index) => {
      const all = slow[index] ?? [];
      const latencies = all.flatMap(({ latenciesMs }) => latenciesMs).toSorted((one, other) => one - other);
      const percentile = (share: number) => figure(latencies[Math.ceil(share * latencies.length) - 1] ?? Number.NaN);
      return [
        title,
        ...[0.5, 0.99, 0.999, 1].map(percentile),
        `${figure((requestsPer(all) / 2 - 1) * 100)} %`,
        String(all.reduce((sum, { wrong }) => sum + wrong, 0)),
      ];
    }),
  );

  const down = await measure(outage, { url, pathOf: () => 'down', rounds: 1 });
  console.log('\nTwo subgraphs that answer everything with status 503, without circuit breakers');
  printTable(
    ['', 'requests per query to a subgraph'],
    outage.map(({ title }, index) => [title, figure(requestsPer(down[index] ?? []) / 2)]),
  );
  if (slow.flat().some(({ wrong }) => wrong > 0)) {
    process.exitCode = 1;
  }
});

/** Measures contenders in turns. Gives the rounds of each. */
async function measure(
  contenders: readonly Contender[],
  { url, pathOf, rounds: count }: { url: string; pathOf: (name: string) => string; rounds: number },
): Promise<Round[][]> {
  const gateways = await Promise.all(
    contenders.map(({ settings }) => open(settings, (name) => `${url}/${pathOf(name)}`)),
  );
  const measured: Round[][] = contenders.map(() => []);
  for (const gateway of gateways) {
    await sendAtRate(gateway, warmUpSeconds);
  }
  for (let round = 0; round < count; round += 1) {
    for (const [index, gateway] of gateways.entries()) {
      await countRequests(url);
      const answered = await sendAtRate(gateway, seconds);
      measured[index]?.push({ ...answered, requests: await countRequests(url) });
    }
  }
  await Promise.all(gateways.map((gateway) => gateway.close()));
  return measured;
}

async function open(settings: Partial<HttpTransportSettings>, urlOf: (name: string) => string): Promise<Gateway> {
  return openGateway({
    host: '127.0.0.1',
    port: 0,
    supergraphSdl: supergraphOf(sdls, urlOf),
    transportFor: ({ url }) => httpTransport({ url, circuitBreaker: { requestsMin: 1_000_000 }, ...settings }),
    authentication: null,
    signer: null,
    caches: noCache(),
    log: createLogger({ name: 'bench', level: 'silent' }),
    metrics: createMetrics(),
  });
}

/** Sends operations at the rate, whether or not those before them are answered. */
async function sendAtRate(gateway: Gateway, duration: number): Promise<Omit<Round, 'requests'>> {
  const client = openClient({ port: Number(new URL(gateway.url).port), connections: 512 });
  const latenciesMs: number[] = [];
  let wrong = 0;
  const sent: Promise<void>[] = [];
  const begun = performance.now();
  for (let count = 0; count < rate * duration; count += 1) {
    const due = begun + (count * 1_000) / rate;
    await sleep(Math.max(0, due - performance.now()));
    sent.push(
      client.post(body).then(({ bytes }) => {
        latenciesMs.push(performance.now() - due);
        wrong += bytes.toString().trim() === rightAnswer ? 0 : 1;
      }),
    );
  }
  await Promise.all(sent);
  await client.close();
  return { latenciesMs, wrong };
}

/** The requests to the subgraphs since the last call. */
async function countRequests(url: string): Promise<number> {
  return Number(await (await fetch(`${url}/count`)).text());
}

function requestsPer(all: readonly Round[]): number {
  const operations = all.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0);
  return all.reduce((sum, { requests }) => sum + requests, 0) / operations;
}
