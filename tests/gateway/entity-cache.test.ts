import { createEntityCaches } from '@tributary/gateway/caching/entity-cache.ts';
import { openCache, tenantTag } from '@tributary/platform/cache.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openBookshop, type Bookshop } from './open-bookshop.ts';

let shop: Bookshop;
beforeEach(async () => {
  shop = await openBookshop();
});
afterEach(() => shop.close());

/** A new text each time, so that the cache of whole responses is not involved. */
const ask = (number: number, token?: string) =>
  shop.query(`query Ask${number} { reviews { id club { id motto } } }`, { token });
const askedOfPeople = () => shop.requests.filter(({ subgraph }) => subgraph === 'people').length;

describe('the entity cache', () => {
  it('answers cached entities in any operation, to the same viewer only', async () => {
    const organizationId = newId();
    const [one, other] = [await shop.token({ organizationId }), await shop.token({ organizationId })];

    const first = await ask(1, one);
    await ask(2, one);
    const again = await ask(3, one);
    expect(askedOfPeople()).toBe(1);
    expect(again.body).toEqual(first.body);

    await ask(4, other);
    await ask(5);
    expect(askedOfPeople()).toBe(3);
  });

  it('fetches entities again after a change in the organization', async () => {
    const organizationId = newId();
    const token = await shop.token({ organizationId });
    await ask(1, token);
    await ask(2, token);

    await shop.query('mutation { rename(id: "1", name: "Eve") { id } }', { token });
    await shop.caches.tags.renew([tenantTag(formatId('org', organizationId))]);
    shop.requests.length = 0;
    const { body } = await ask(3, token);

    expect(askedOfPeople()).toBe(1);
    expect(JSON.stringify(body)).toContain('Eve was here');
  });

  it('separates entities by the context in which they were fetched', async () => {
    const token = await shop.token();
    const query = (number: number) => `query Ask${number} { reviews { club { reply } } }`;
    const replies = ['Good?', 'Bad?', 'Fine?'].map((reply) => ({ club: { reply } }));

    const first = await shop.query(query(1), { token });
    await shop.query(query(2), { token });
    shop.requests.length = 0;
    const again = await shop.query(query(3), { token });

    expect(first.body).toEqual({ data: { reviews: replies } });
    expect(again.body).toEqual(first.body);
    expect(askedOfPeople()).toBe(0);
  });

  it("never caches entities without the subgraph's permission", async () => {
    for (const number of [1, 2, 3]) {
      await shop.query(`query Ask${number} { reviews { author { name } } }`);
    }

    expect(askedOfPeople()).toBe(3);
  });
});

describe('an entity', () => {
  it('is looked up only if the subgraph allowed caching the last time, and tags can be read', async () => {
    const caches = await openCache({ log: createLogger({ name: 'test', level: 'silent' }) });
    onTestFinished(caches.close);
    const entitiesOf = createEntityCaches(caches);
    const entities = entitiesOf({ scope: 'one', tagValues: {} });
    const areCacheable = () => [
      entities.isCacheable('s'),
      entitiesOf({ scope: 'other', tagValues: null }).isCacheable('s'),
    ];

    expect(areCacheable()).toEqual([false, false]);
    entities.learn('s', true);
    expect(areCacheable()).toEqual([true, false]);
    entities.learn('s', false);
    expect(areCacheable()).toEqual([false, false]);
  });
});
