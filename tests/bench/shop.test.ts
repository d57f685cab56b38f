import { differentOperations } from '@tributary/bench/gateway/operations.ts';
import { apiSchemaOf, composeShop, expectedData } from '@tributary/bench/gateway/shop/shop.ts';
import { workloads } from '@tributary/bench/gateway/workloads.ts';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';

const apiSchema = apiSchemaOf(composeShop((name) => `http://127.0.0.1:1/${name}`));

it('the responses of the workloads have the sizes that their names say', async () => {
  const sizes = await Promise.all(
    workloads.map(async ({ name, request }) => {
      const data = await expectedData(apiSchema, request);
      return [name, JSON.stringify({ data }).length] as const;
    }),
  );

  const { reviews, small, entities } = Object.fromEntries(sizes);
  expect(reviews).toBeGreaterThan(86_000);
  expect(reviews).toBeLessThan(88_000);
  expect(small).toBeLessThan(1_000);
  expect(entities).toBeGreaterThan(50_000);
});

it('generated operations are valid and all different', () => {
  const operations = differentOperations({ count: 500, depth: 4, seed: 1 });

  const problems = operations.flatMap(({ query }) => validate(apiSchema, parse(query)));

  expect(problems).toEqual([]);
  expect(new Set(operations.map(({ query }) => query.replace(/^query \w+/, ''))).size).toBe(500);
});
