import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { withhold } from '@tributary/gateway/planning/withhold.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openGuarded, refusedPaths, scopedTokensOf, type Guarded } from '../gateway/open-guarded.ts';
import { cpuMs } from '../support/longest-turn.ts';
import { openSmallServer } from '../support/small-server.ts';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { createTokenIssuer } from '../support/token-issuer.ts';

describe('a caller gets no withheld value', () => {
  let graph: Guarded;
  beforeAll(async () => {
    graph = await openGuarded();
  });
  afterAll(() => graph.close());
  beforeEach(() => {
    graph.asked.length = 0;
  });

  it.each([
    ['under an alias', '{ me { name: email } }'],
    ['under the alias of a key', '{ desks { owner { desk id: badge } } }'],
    ['as a key that is fetched all the same', '{ desks { owner { desk badge } } }'],
    ['in a fragment on an interface', '{ me { ... on Named { ... on Person { email } } } }'],
    ['in a fragment within a fragment', '{ me { ...A } } fragment A on Person { ...B } fragment B on Person { email }'],
    [
      'in a named fragment that a permitted place spreads, too',
      '{ vault { ...V } me { name } } fragment V on Vault { number }',
    ],
    ['by a directive with a variable', 'query ($yes: Boolean = true) { me { email @include(if: $yes) } }'],
    ['in a deferred part', '{ me { name ... @defer { email salary } } }'],
    ['below an object that another selection permits', '{ me { boss { name } boss { email } } }'],
    ['in a list of lists of objects', '{ people { friends { email friends { email } } } }'],
  ])('%s', async (_what, query) => {
    const answer = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed; deferSpec=20220824, application/json',
      },
      body: JSON.stringify({ query }),
    });

    const text = await answer.text();
    expect(text).toContain('UNAUTHENTICATED');
    expect(text).not.toMatch(/example\.com|"b\d"|42|10/);
    expect(graph.asked.map(({ query: asked }) => asked).join('\n')).not.toMatch(/email|salary|vault/);
  });

  it('from the plan of a caller with more rights, nor the other way round', async () => {
    const query = '{ me { name email } }';
    const [no, yes] = [{ me: { name: 'Ada', email: null } }, { me: { name: 'Ada', email: 'ada@example.com' } }];

    for (let turn = 0; turn < 2; turn += 1) {
      expect((await graph.ask(query, null)).data).toEqual(no);
      expect((await graph.ask(query, { scopes: [] })).data).toEqual(yes);
    }
  });

  it('with a scope that contains the name of another, or in another case', async () => {
    for (const scope of ['admins', 'ADMIN', 'admin:read', '"admin"', 'x,admin']) {
      const answer = await graph.ask('{ desks { owner { badge } } }', { scopes: [scope] });

      expect(refusedPaths(answer)).toEqual(['desks.@.owner.badge UNAUTHORIZED_FIELD_OR_TYPE']);
    }
  });

  it('with null in a deferred part, and the entries in the first', async () => {
    const answer = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
      body: JSON.stringify({ query: '{ me { name ... @defer { email friends { name } } } }' }),
    });

    const [first, later] = (await answer.text())
      .split('\r\n')
      .filter((line) => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line));
    expect(first).toMatchObject({
      data: { me: { name: 'Ada' } },
      errors: [{ path: ['me', 'email'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(later).toMatchObject({ incremental: [{ data: { email: null, friends: [{ name: 'Bob' }] }, path: ['me'] }] });
  });
});

it('the paths of withheld fields are found in bounded time, and are bounded themselves', () => {
  const { apiSchema: schema, authorization } = parseSupergraph(
    supergraphOf({
      people: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
        type Query { me: Person }
        type Person { boss: Person email: String @authenticated }`,
    }),
  );
  const fragments = Array.from({ length: 60 }, (_, index) => {
    const next = `...F${index + 1}`;
    return `fragment F${index} on Person { a: boss { ${next} } b: boss { ${next} ${next} } }`;
  });
  const document = parse(`{ me { ...F0 } } ${fragments.join(' ')} fragment F60 on Person { email }`);
  const begun = cpuMs();

  const { paths } = withhold(document, { schema, authorization: authorization ?? fail(), isGranted: () => false });

  expect(paths).toHaveLength(100);
  expect(cpuMs() - begun).toBeLessThan(1_000);
});

function fail(): never {
  throw new Error('the supergraph has requirements');
}

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@requiresScopes"])
  type Query { open: Int secret: Int @requiresScopes(scopes: [["secrets"]]) }`;

/** A gateway with a cache before a subgraph whose answers everybody may share, as it says. */
async function openShared({ shareInFlight = false, isHeld = false } = {}) {
  const issuer = await createTokenIssuer();
  const caches = await openCache({ log: silentLog });
  const held: (() => void)[] = [];
  let requests = 0;
  const server = await openSmallServer((body, response) => {
    requests += 1;
    const data = { open: 1, ...(body.includes('secret') ? { secret: 42 } : {}) };
    response.setHeader('content-type', 'application/json').setHeader('cache-control', 'public, max-age=60');
    const send = () => response.end(JSON.stringify({ data }));
    if (isHeld) {
      held.push(send);
    } else {
      send();
    }
  });
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ secrets: sdl }),
    transportFor: () => httpTransport({ url: server.url }),
    authentication: scopedTokensOf(issuer),
    // Without entries about it, an answer with withheld fields could be cached like any other.
    authorization: { errors: 'disabled' },
    caches,
    shareInFlight,
  });
  onTestFinished(async () => {
    await gateway.close();
    await server.close();
    await caches.close();
  });
  const token = (scope: string) => issuer.sign({ sub: 'ada', scope });
  return {
    requests: () => requests,
    held,
    ask: async (scope: string): Promise<unknown> => {
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(scope)}` },
        body: JSON.stringify({ query: '{ open secret }' }),
      });
      const { data } = (await answer.json()) as { data: unknown };
      return data;
    },
  };
}

describe('an answer with a withheld value', () => {
  it('is not read from the cache by a caller with fewer rights, and is shared by those with the same', async () => {
    const { ask, requests } = await openShared();

    const answers = [await ask('secrets'), await ask('others'), await ask('secrets more'), await ask('none')];

    const [whole, part] = [
      { open: 1, secret: 42 },
      { open: 1, secret: null },
    ];
    expect(answers).toEqual([whole, part, whole, part]);
    expect(requests()).toBe(2);
  });

  it('is not shared in flight with a caller with fewer rights', async () => {
    const { ask, held } = await openShared({ shareInFlight: true, isHeld: true });

    const first = ask('secrets');
    await expect.poll(() => held.length).toBe(1);
    const second = ask('others');
    await expect.poll(() => held.length).toBe(2);
    held.forEach((send) => send());

    expect(await Promise.all([first, second])).toEqual([
      { open: 1, secret: 42 },
      { open: 1, secret: null },
    ]);
  });
});
