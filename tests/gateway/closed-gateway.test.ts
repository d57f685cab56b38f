import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { expect, it } from 'vitest';
import { openSupergraph } from './federation/open-supergraph.ts';
import { quotes } from './federation/supergraphs/required-arguments.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Opens a gateway, asks it, and closes it. Metrics refer to all parts of a gateway. */
async function metricsOfClosedGateway(): Promise<WeakRef<object>> {
  const metrics = createMetrics();
  const graph = await openSupergraph(quotes, { metrics });
  expect(await graph.askGateway({ query: '{ goods { inKilos } }' })).toMatchObject({ data: {} });
  await graph.close();
  return new WeakRef(metrics);
}

it('nothing of a closed gateway stays in memory', async () => {
  const metrics = await metricsOfClosedGateway();

  await expect
    .poll(() => {
      collectGarbage();
      return metrics.deref() === undefined;
    })
    .toBe(true);
});
