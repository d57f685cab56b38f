import { readFile, readdir, stat, writeFile, appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLog } from '../support/open-test-gateway.ts';
import { hourBefore, type UsageStore } from '@tributary/platform/usage-record.ts';
import { openUsageStore } from '@tributary/platform/usage-store.ts';
import { UsageCounter } from '@tributary/gateway/usage/usage-counter.ts';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describeWithRedis, freshRedis } from '../support/fresh-redis.ts';
import { openBookshop } from './open-bookshop.ts';
import { rawSocket } from './raw-socket.ts';
import { freshFolder, hashOf, post } from './open-trusted-documents.ts';

const ofOneDay = hourBefore(1);
const named = (name: string) => ({ 'graphql-client-name': name });

/** Answers requests by a gateway that stores usage there, and reads the usage after it has closed. */
async function usageOf(place: string, ask: (shop: { url: string }) => Promise<unknown>) {
  const usage = await openUsageStore(place, { keepDays: 30, log: silentLog });
  const shop = await openBookshop({ usage });
  await ask(shop);
  await shop.close();
  return read(place);
}

async function read(place: string) {
  const store = await openUsageStore(place, { keepDays: 30, log: silentLog });
  const usage = await store.read(ofOneDay);
  await store.close();
  return usage;
}

const inShort = ({ uses, operations }: Awaited<ReturnType<typeof read>>) =>
  uses
    .map(({ operation, client, count }) => `${operations.get(operation)?.name} of ${client || 'nobody'}: ${count}`)
    .toSorted();

function storesUsage(openPlace: () => Promise<string>): void {
  it('has operations by client, each with its fields, and without literals', async () => {
    const document =
      'query Person { person(id: "4711") { name ...F } __typename } fragment F on Person { reviews { text } }';
    const usage = await usageOf(await openPlace(), async (shop) => {
      await post(shop, { query: document }, named('app'));
      await post(shop, { query: document }, named('app'));
      await post(shop, { query: document }, named('web'));
      await post(shop, { query: '{ greeting }' });
      await post(shop, { query: '{ nothing }' }, named('app'));
      await post(shop, { query: '{ ' }, named('app'));
    });

    expect(inShort(usage)).toEqual(['Person of app: 2', 'Person of web: 1', 'null of nobody: 1']);
    const person = usage.operations.get(hashOf(document));
    expect(person?.fields).toEqual(['Person.name', 'Person.reviews', 'Query.person', 'Review.text']);
    expect(person?.document).not.toContain('4711');
    expect(person?.document).toContain('fragment F on Person');
  });

  it('tells the operations of one document apart', async () => {
    const document = 'query One { greeting } query Two { me { name } }';
    const usage = await usageOf(await openPlace(), async (shop) => {
      await post(shop, { query: document, operationName: 'One' });
      await post(shop, { query: document, operationName: 'Two' });
      await post(shop, { query: document, operationName: 'Two' });
    });

    expect(inShort(usage)).toEqual(['One of nobody: 1', 'Two of nobody: 2']);
    expect(usage.operations.get(`${hashOf(document)}#One`)?.fields).toEqual(['Query.greeting']);
  });

  it('adds up what several gateways and restarts counted', async () => {
    const place = await openPlace();
    const ask = (shop: { url: string }) => post(shop, { query: '{ greeting }' }, named('app'));

    await usageOf(place, ask);
    const { uses } = await usageOf(place, ask);

    expect(uses.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
}

describe('usage in a folder', () => {
  storesUsage(freshFolder);

  it('is kept from other users, survives a torn line, and drops days that are too old', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'usage-2020-01-01.ndjson'), '');
    await usageOf(folder, (shop) => post(shop, { query: '{ greeting }' }));
    const [file = '', second] = await readdir(folder);
    await appendFile(join(folder, file), '{"hour":"20');

    expect(second).toBeUndefined();
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect(inShort(await read(folder))).toEqual(['null of nobody: 1']);
    expect(await readFile(join(folder, file), 'utf8')).toContain('"fields":["Query.greeting"]');
  });

  it('that cannot be written is tried again, and nothing is counted twice', async () => {
    const folder = await freshFolder();
    const store = await openUsageStore(folder, { keepDays: 30, log: silentLog });
    let failures = 2;
    const failing: UsageStore = {
      ...store,
      flushEveryMs: 50,
      add: async (...batch) => {
        failures -= 1;
        if (failures >= 0) {
          throw new Error('no space left on device');
        }
        return store.add(...batch);
      },
    };
    const shop = await openBookshop({ usage: failing });

    await post(shop, { query: '{ greeting }' });
    await expect.poll(() => failures).toBeLessThan(1);
    await post(shop, { query: '{ me { name } }' });
    await shop.close();

    const usage = await read(folder);
    expect(inShort(usage)).toEqual(['null of nobody: 1', 'null of nobody: 1']);
    expect(usage.operations.size).toBe(2);
  });
});

describeWithRedis('usage in Redis', () => {
  storesUsage(async () => (await freshRedis()).url);
});

it('counts operations of sockets under the name in `connection_init`', async () => {
  const usage = await usageOf(await freshFolder(), async ({ url }) => {
    const { say, hears, socket } = await rawSocket({ url });
    say({ type: 'connection_init', payload: { 'graphql-client-name': 'phone' } });
    await hears('connection_ack');
    say({ type: 'subscribe', id: '1', payload: { query: '{ greeting }' } });
    await hears('complete', '1');
    socket.close();
  });

  expect(inShort(usage)).toEqual(['null of phone: 1']);
});

describe('a counter', () => {
  const schema = buildSchema('type Query { greeting: String me: String }');
  const source = '{ greeting }';
  const use = { document: parse(source), source, operationName: null, schema, client: 'app' };
  const counting = async (place: string) => {
    const store = await openUsageStore(place, { keepDays: 30, log: silentLog });
    const dropped: number[] = [];
    const counter = new UsageCounter({ store, log: silentLog, onDropped: (uses) => void dropped.push(uses) });
    return { counter, droppedUses: () => dropped.reduce((sum, uses) => sum + uses, 0) };
  };

  it('counts the names of clients beyond the limit of an hour together', async () => {
    const folder = await freshFolder();
    const { counter } = await counting(folder);

    for (let number = 0; number < 520; number += 1) {
      counter.count({ ...use, client: `client ${number}` });
    }
    await counter.close();

    const { uses } = await read(folder);
    expect(new Set(uses.map(({ client }) => client)).size).toBe(501);
    expect(uses.filter(({ client }) => client === '(other clients)')).toHaveLength(20);
  });

  it('drops and reports pairs beyond the limit of a flush', async () => {
    const folder = await freshFolder();
    const { counter, droppedUses } = await counting(folder);

    for (let number = 0; number < 10_005; number += 1) {
      counter.count({ ...use, client: `client ${number}` });
    }
    counter.count({ ...use, client: 'client 7' });
    await counter.close();

    expect(droppedUses()).toBe(5);
    const { uses } = await read(folder);
    expect(uses.reduce((sum, { count }) => sum + count, 0)).toBe(10_001);
  });

  it('drops and reports documents beyond the size of a flush', async () => {
    const { counter, droppedUses } = await counting(await freshFolder());

    for (const field of ['greeting', 'me']) {
      const long = `{ ${field} } #${'x'.repeat(3 * 1024 * 1024)}`;
      counter.count({ ...use, document: parse(`{ ${field} }`), source: long });
    }
    await counter.close();

    expect(droppedUses()).toBe(1);
  });
});

describeWithRedis('an hour in Redis', () => {
  it('counts pairs beyond its limit together', async () => {
    const store = await openUsageStore((await freshRedis()).url, { keepDays: 1, log: silentLog });
    const hour = hourBefore(0);
    const uses = Array.from({ length: 20_100 }, (_, number) => ({
      hour,
      operation: `o${number}`,
      client: '',
      count: 1,
    }));

    await store.add(uses, []);
    await store.add([{ hour, operation: 'o1', client: '', count: 5 }], []);

    const counted = (await store.read(ofOneDay)).uses;
    await store.close();
    expect(counted).toHaveLength(20_001);
    expect(counted.find(({ operation }) => operation === '')).toMatchObject({ count: 100 });
    expect(counted.find(({ operation }) => operation === 'o1')).toMatchObject({ count: 6 });
  });
});
