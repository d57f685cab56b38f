import { buildGeneration } from '@tributary/gateway/generation/generation.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { parse } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBookshop } from './open-bookshop.ts';
import { openWorkers } from '../support/operation-pool.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

async function openShop() {
  const shop = await openBookshop({ caches: noCache() });
  onTestFinished(shop.close);
  const ask = async (query: string) => {
    const answer = await fetch(`${shop.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toEqual({ data: expect.anything() });
  };
  const planned = async () => {
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    return Number(/^tributary_gateway_planning_seconds_count (\d+)$/m.exec(metrics)?.[1]);
  };
  return { ask, planned };
}

describe('the operations that the gateway remembers', () => {
  it('save planning for the same operation with other white space', async () => {
    const { ask, planned } = await openShop();

    await ask('{ greeting }');
    await ask('{greeting}');
    await ask('{ greeting }');

    expect(await planned()).toBe(1);
  });

  it('are bounded in bytes with all their variants, and the least recently used are forgotten', async () => {
    const prepared: number[] = [];
    const supergraphSdl = supergraphOf({ shop: 'type Query { greeting: String parting: String }' });
    const { operationOf, operationBytes } = buildGeneration({
      supergraphSdl,
      workers: openWorkers(supergraphSdl),
      operationsBytesMax: 200_000,
      entitiesApart: 'repeated',
      onPrepared: (seconds) => prepared.push(seconds),
    });
    const use = async (query: string, variables = {}) => operationOf(parse(query), null).bind(variables, () => false);
    const conditional = 'query ($a: Boolean!, $b: Boolean!) { greeting @include(if: $a) parting @skip(if: $b) }';

    await use('{ greeting }');
    await use('{ greeting }');
    const once = prepared.length;
    const light = operationBytes();
    const weightAfter = async (variants: readonly { a: boolean; b: boolean }[]) => {
      await Promise.all(variants.map((variables) => use(conditional, variables)));
      // A variant is weighed at the next use of its operation.
      await use(conditional, { a: true, b: true });
      return operationBytes() - light;
    };
    const withOne = await weightAfter([{ a: true, b: true }]);
    const withThree = await weightAfter([
      { a: true, b: false },
      { a: false, b: true },
    ]);
    for (let number = 0; number < 100; number += 1) {
      await use(`{ one${number}: greeting }`);
    }
    const before = prepared.length;
    await use('{ one99: greeting }');
    await use('{ greeting }');

    expect(once).toBe(1);
    expect(withThree).toBeGreaterThan(2 * withOne);
    expect(operationBytes()).toBeLessThanOrEqual(200_000);
    // The newest is still prepared, and the oldest is prepared again.
    expect(prepared.length - before).toBe(1);
  });
});
