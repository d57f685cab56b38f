import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBookshop, type Bookshop } from './open-bookshop.ts';

let shop: Bookshop;
beforeAll(async () => {
  shop = await openBookshop();
});
afterAll(() => shop.close());

/**
 * Audits of GETs without a content type or a header that requires a preflight. Any page could send these in the name of
 * its visitor. The specification leaves the answer to the server ("MAY").
 */
const refusedAgainstForgery = [
  '5A70', // accept application/x-www-form-urlencoded formatted GET requests
  'D6D5', // allow the parameter {variables} in GETs when accepting application/graphql-response+json
  '6A70', // allow the parameter {variables} in GETs when accepting application/json
];

/**
 * Audits that expect 200 for a refused request with `accept: application/json`. The draft said so until its change #404
 * of July 2026. Since then a response without data is 4xx, whatever its media type.
 */
const refusedWith200 = [
  '572B', // use 200 status code on document parsing failure when accepting application/json
  'FDE2', // use 200 status code on document validation failure when accepting application/json
  '7B9B', // use a status code of 200 on variable coercion failure when accepting application/json
];

const failing = async (fetchFn: typeof fetch): Promise<string[]> => {
  const audits = serverAudits({ url: () => `${shop.url}/graphql`, fetchFn });
  expect(audits).toHaveLength(61);
  const failed: string[] = [];
  for (const { id, fn } of audits) {
    const { status } = await fn();
    if (status !== 'ok') {
      failed.push(id);
    }
  }
  return failed;
};

describe('GraphQL over HTTP', () => {
  it('is implemented, as of July 2026, for requests that no page of another site could send', async () => {
    const failed = await failing((url, options) => {
      const headers = new Headers(options?.headers);
      headers.set('apollo-require-preflight', 'true');
      return fetch(url, { ...options, headers });
    });

    expect(failed).toEqual(refusedWith200);
  });

  it('is implemented for other requests too, except those that a page of another site could send', async () => {
    expect(await failing(fetch)).toEqual([...refusedAgainstForgery, ...refusedWith200]);
  });
});
