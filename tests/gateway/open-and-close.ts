import { openSupergraph } from './federation/open-supergraph.ts';
import { quotes } from './federation/supergraphs/required-arguments.ts';

/**
 * Opens gateways, asks each and closes it. Prints the bytes by which the heap grew with each after the first ones:
 * `node --expose-gc open-and-close.ts`.
 */

const warmUp = 4;
const measured = 6;

async function openAndClose(times: number): Promise<number> {
  for (let time = 0; time < times; time += 1) {
    const graph = await openSupergraph(quotes);
    const { data } = await graph.askGateway({ query: '{ goods { inKilos } }' });
    await graph.close();
    if (data == null) {
      throw new Error('the gateway did not answer');
    }
  }
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const before = await openAndClose(warmUp);
const after = await openAndClose(measured);
console.log(Math.round((after - before) / measured));
process.exit(0);
