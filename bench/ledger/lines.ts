import { CreateTransfers } from '@tributary/schema/operations/operations.generated.ts';
import { print } from 'graphql';
import type { Pool } from 'undici';
import { usageOf } from '../gateway/processes.ts';
import { figure, median, printTable } from '../gateway/table.ts';

const warmUpRounds = 3;
const createTransfers = print(CreateTransfers);

/** The two ways to send many transfers: one item on each line, or all in the variables of a mutation. */
const ways = {
  'lines of JSON': {
    path: '/api/v1/transfers/batch',
    type: 'application/x-ndjson',
    bodyOf: (transfers: readonly object[]) => transfers.map((transfer) => JSON.stringify(transfer)).join('\n'),
  },
  createTransfers: {
    path: '/graphql',
    type: 'application/json',
    bodyOf: (transfers: readonly object[]) =>
      JSON.stringify({ query: createTransfers, variables: { input: { transfers } } }),
  },
};
/** The beginning of a transfer that was made, in the answers to both. */
const madeTransfer = /"transfer":\{"id":/g;
type Way = (typeof ways)[keyof typeof ways];

const noFigures = (): { ms: number[]; cpuMs: number } => ({ ms: [], cpuMs: 0 });

/**
 * Sends the same number of transfers by both ways, in turns, and prints the time and the gateway's CPU time of each
 * transfer. Throws if a transfer is refused, since none should be.
 */
export async function measureLines({
  pool,
  token,
  gatewayPid,
  size,
  rounds,
  newTransfers,
}: {
  pool: Pool;
  token: string;
  gatewayPid: number;
  size: number;
  rounds: number;
  newTransfers: (count: number) => object[];
}): Promise<void> {
  const send = async ({ path, type, bodyOf }: Way) => {
    const text = bodyOf(newTransfers(size));
    const before = usageOf(gatewayPid).cpuMs;
    const startedAt = performance.now();
    const { body } = await pool.request({
      path,
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
      body: text,
    });
    const answer = await body.text();
    const figures = { ms: performance.now() - startedAt, cpuMs: usageOf(gatewayPid).cpuMs - before };
    const made = answer.match(madeTransfer)?.length ?? 0;
    if (made !== size) {
      throw new Error(`${made} of ${size} transfers were made: ${answer.slice(0, 500)}`);
    }
    return figures;
  };
  const measured = Object.entries(ways).map(([name, way]) => ({ name, way, ...noFigures() }));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    // Another one begins each round, since the first one costs more.
    for (const one of round % 2 === 0 ? measured : measured.toReversed()) {
      const { ms, cpuMs } = await send(one.way);
      if (round >= 0) {
        one.ms.push(ms);
        one.cpuMs += cpuMs;
      }
    }
  }
  const perTransfer = (ms: number) => (ms * 1_000) / size;
  const [lines, mutation] = measured.map(({ ms, cpuMs }) => ({
    wall: perTransfer(median(ms)),
    cpu: perTransfer(cpuMs / rounds),
  }));
  printTable(
    [`${size} transfers at once`, 'µs', 'gateway µs'],
    measured.map(({ name, ms, cpuMs }) => [name, figure(perTransfer(median(ms))), figure(perTransfer(cpuMs / rounds))]),
  );
  if (lines !== undefined && mutation !== undefined) {
    console.log(
      `Lines take ${figure(lines.wall / mutation.wall)} of the time of the mutation, and ${figure(lines.cpu / mutation.cpu)} of the gateway's CPU time.`,
    );
  }
}
