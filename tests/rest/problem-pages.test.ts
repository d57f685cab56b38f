import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { partners, visit } from '../gateway/open-contracts.ts';
import { openGuarded } from '../gateway/open-guarded.ts';
import { openRest } from './open-rest.ts';
import { published } from './published.ts';

const indexShape = z.object({
  problems: z.array(z.object({ type: z.string(), statuses: z.array(z.int()), meaning: z.string().min(10) })),
});
const typeShape = z.object({
  type: z.string(),
  statuses: z.array(z.int()).min(1),
  meanings: z
    .array(
      z.object({
        statuses: z.array(z.int()).min(1),
        meaning: z.string().min(10),
        remedy: z.string().min(10).optional(),
        members: z.record(z.string(), z.string().min(5)),
      }),
    )
    .min(1),
});

describe('the types of problems', () => {
  let rest: Awaited<ReturnType<typeof openRest>>;
  beforeAll(async () => {
    rest = await openRest();
  });
  afterAll(() => rest.close());

  const json = async (path: string) => (await fetch(`${rest.url}${path}`)).json();
  const page = async (path: string) => {
    const response = await fetch(`${rest.url}${path}`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    return { policy: response.headers.get('content-security-policy'), html: await response.text() };
  };

  it('that the document of OpenAPI names are explained at their URLs, as JSON and as a page, to anybody', async () => {
    const document = await (await fetch(`${rest.url}/api/openapi.json`)).text();
    const types = [...new Set(document.match(/\/problems\/[a-z][a-z\d-]+/g))];

    for (const type of types) {
      expect(typeShape.parse(await json(type)).type).toBe(type);
      const { html, policy } = await page(type);
      expect(html).toContain(`<h1>${type.slice('/problems/'.length)}</h1>`);
      expect(html).not.toContain('<script');
      expect(policy).toMatch(/^default-src 'none'/);
    }
    expect(types.length).toBeGreaterThan(80);
    const listed = indexShape.parse(await json('/problems')).problems.map(({ type }) => type);
    expect(listed).toEqual(expect.arrayContaining(types));
  });

  it('have the members and the statuses with which they are answered', async () => {
    expect(await json('/problems/insufficient-funds')).toMatchObject({
      statuses: [422],
      meanings: [{ members: { available: expect.any(String), required: expect.any(String) } }],
    });
    expect(await json('/problems/too-many-attempts')).toMatchObject({ statuses: [429] });
    expect(await json('/problems/account-not-found')).toMatchObject({ statuses: [404, 422] });
    // The gateway's own limits, and those of transfers.
    const { meanings } = typeShape.parse(await json('/problems/limit-exceeded'));
    expect(meanings.map(({ statuses }) => statuses)).toEqual([[400, 413, 503], [422]]);
    expect((await page('/problems')).html).toContain('<a href="/problems/insufficient-funds">');
  });

  it('come by GET, with a tag, and others are not there', async () => {
    const response = await fetch(`${rest.url}/problems/not-found`);
    const again = await fetch(`${rest.url}/problems/not-found`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    const others = await Promise.all(
      ['/problems/none', '/problems/', '/problems/not-found/more'].map((path) => fetch(`${rest.url}${path}`)),
    );
    const posted = await fetch(`${rest.url}/problems`, { method: 'POST' });

    expect(again.status).toBe(304);
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(await others[0]?.json()).toMatchObject({ type: '/problems/not-found', status: 404 });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

it('a contract is told no refusal that it lacks', async () => {
  const graph = await openGuarded(
    {
      contracts: [partners],
      publicOperations: await published(`
        "Buys." mutation Buy($input: BuyInput!) @endpoint(method: POST, path: "/purchases") {
          buy(input: $input) { bought errors { code message path } }
        }
      `),
    },
    {
      name: 'refusals with tags',
      subgraphs: {
        shop: /* GraphQL */ `
          type Query {
            level: Int
          }
          type Mutation {
            buy(input: BuyInput!): BuyPayload!
          }
          input BuyInput {
            name: String
          }
          type BuyPayload {
            bought: Boolean
            errors: [Refusal!]!
          }
          type Refusal {
            code: Code!
            message: String!
            path: [String!]
          }
          enum Code {
            "Nothing is left. Come back tomorrow."
            SOLD_OUT
            "An auditor looks at it."
            UNDER_AUDIT @tag(name: "internal")
          }
        `,
      },
      data: () => ({ Query: { level: 1 }, Mutation: {}, entities: [] }),
      computed: {},
    },
  );
  onTestFinished(graph.close);
  const statusOf = async (host: string, path: string) => (await visit(graph.url, { host, path })).status;

  const ofPartners = ['sold-out', 'under-audit'].map((name) => statusOf('partners.example.com', `/problems/${name}`));
  const ofOthers = ['sold-out', 'under-audit'].map((name) => statusOf('localhost', `/problems/${name}`));
  const { body } = await visit(graph.url, { host: 'partners.example.com', path: '/problems' });

  expect(await Promise.all(ofPartners)).toEqual([200, 404]);
  expect(await Promise.all(ofOthers)).toEqual([200, 200]);
  expect(body).toContain('sold-out');
  expect(body).not.toContain('audit');
});
