import { inspect } from 'node:util';
import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { describe, expect, it, vi } from 'vitest';
import { followStream, transports } from '../support/follow-stream.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { freshBookshop, peopleSdl, reviewsSdl, type Bookshop } from './open-bookshop.ts';

/** Waits until so many subscriptions are open at the subgraph. */
const hasStreams = (shop: Bookshop, count: number) =>
  vi.waitFor(() => expect(shop.openStreams()).toBe(count), { timeout: 15_000 });

describe.each(transports)('a subscription over %s', (transport) => {
  const query = 'subscription { reviewAdded { text author { name } } }';
  const enforced = { ...demandControlDefault, mode: 'enforce' } as const;
  const review = { id: 'r9', text: 'Live', authorId: '2' };

  it('is weighed once, with the completion of each event, and what its events cost is counted', async () => {
    const metrics = createMetrics();
    const shop = await freshBookshop({ demandControl: { ...enforced, max: 3 }, metrics });
    const stream = followStream(transport, shop.url, { query });
    const event = stream.next();
    await hasStreams(shop, 1);

    shop.publish(review);

    expect((await event).value).toMatchObject({ data: { reviewAdded: { text: 'Live', author: { name: 'Bob' } } } });
    stream.cut();
    const text = await metrics.metrics();
    // A review, its author, and the lookup of the author's name.
    expect(text).toContain('tributary_gateway_cost_estimated_sum{result="COST_OK"} 3');
    expect(text).toContain('tributary_gateway_cost_actual_sum 3');
  });

  it.each([
    ['its budget', { ...enforced, max: 2 }, 'COST_ESTIMATED_TOO_EXPENSIVE'],
    [
      'the budget of the subgraph that sends its events',
      { ...enforced, subgraph: { mode: 'enforce' as const, all: {}, subgraphs: { reviews: { max: 1 } } } },
      'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
    ],
  ])('is refused above %s', async (_, demandControl, code) => {
    const shop = await freshBookshop({ demandControl });

    const first = followStream(transport, shop.url, { query }).next();

    const refused = await first.then(
      ({ value }): unknown => value,
      (error: unknown) => error,
    );
    expect(inspect(refused, { depth: null })).toContain(code);
    expect(shop.openStreams()).toBe(0);
  });

  it('goes on without a subgraph whose budget it exceeds', async () => {
    const shop = await freshBookshop({
      demandControl: { ...enforced, subgraph: { mode: 'enforce', all: {}, subgraphs: { people: { max: 0 } } } },
    });
    const stream = followStream(transport, shop.url, { query });
    const event = stream.next();
    await hasStreams(shop, 1);

    shop.publish(review);

    expect((await event).value).toMatchObject({
      data: { reviewAdded: { text: 'Live', author: { name: null } } },
      errors: [{ extensions: { code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', subgraph: 'people' } }],
    });
    stream.cut();
    expect(shop.requests).toEqual([]);
  });
});

it('an answer from the cache is weighed, and costs nothing', async () => {
  const metrics = createMetrics();
  const shop = await freshBookshop({ demandControl: { ...demandControlDefault, headers: true }, metrics });
  const token = await shop.token();
  const ask = async () => (await shop.query('{ me { name } }', { token })).headers;

  expect((await ask()).get('x-cost-actual')).toBe('1');
  const cached = await ask();

  expect(cached.get('age')).not.toBeNull();
  expect([cached.get('x-cost-estimated'), cached.get('x-cost-actual')]).toEqual(['1', '0']);
});

it('deferred parts are weighed with the rest, and counted when they have come', async () => {
  const metrics = createMetrics();
  const shop = await freshBookshop({ metrics });

  const response = await fetch(`${shop.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824' },
    body: JSON.stringify({ query: '{ me { name ... @defer { reviews { text } } } }' }),
  });

  expect(await response.text()).toContain('"text":"Good"');
  const text = await metrics.metrics();
  // The person, its lookup at the other subgraph, and ten reviews, of which two came.
  expect(text).toContain('tributary_gateway_cost_estimated_sum{result="COST_OK"} 12');
  await expect.poll(() => metrics.metrics()).toContain('tributary_gateway_cost_actual_sum 4');
});

it('a new supergraph weighs open subscriptions again, and ends those above the budget', async () => {
  const shop = await freshBookshop();
  const follow = (fields: string) => followStream('ws', shop.url, { query: `subscription { reviewAdded ${fields} }` });
  const [stays, ends] = [follow('{ text }'), follow('{ author { name } }')];
  const events = [stays.next(), ends.next()];
  await hasStreams(shop, 2);
  const dearer = reviewsSdl
    .replace('"@requires"', '"@requires", "@cost"')
    .replace('author: Person', 'author: Person @cost(weight: 200000)');

  await shop.gateway.reload(supergraphOf({ people: peopleSdl, reviews: dearer }));
  await hasStreams(shop, 1);
  shop.publish({ id: 'r9', text: 'Live', authorId: '2' });

  const [first, second] = await Promise.allSettled(events);
  expect(first).toMatchObject({ value: { value: { data: { reviewAdded: { text: 'Live' } } } } });
  expect(inspect(second, { depth: null })).toContain('OPERATION_INVALID');
  stays.cut();
});
