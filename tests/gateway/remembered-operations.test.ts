import { noCache } from '@tributary/platform/cache.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBookshop } from './open-bookshop.ts';
import { longProof } from '../support/long-proof.ts';

/** The gateway's limit on remembered operations. */
const remembered = 1_000;

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

  longProof('are bounded in number, and the least recently used are forgotten', async () => {
    const { ask, planned } = await openShop();
    const first = '{ greeting }';
    const second = '{ me { id } }';
    await ask(first);
    await ask(second);
    for (let number = 2; number < remembered; number += 1) {
      await ask(`{ one${number}: greeting }`);
    }
    await ask(first);
    expect(await planned()).toBe(remembered);

    await ask('{ oneMore: greeting }');
    await ask(first);
    expect(await planned()).toBe(remembered + 1);

    await ask(second);
    expect(await planned()).toBe(remembered + 2);
  });
});
