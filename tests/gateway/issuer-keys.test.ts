import { rename, symlink, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthenticator } from '@tributary/gateway/request/authentication.ts';
import type { KeyTiming } from '@tributary/platform/key-source.ts';
import type { TokenIssuer } from '@tributary/gateway/request/tokens/token-issuer.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';
import { freshJwksEndpoint, newProviderKey, providerRules, signToken } from '../support/token-provider.ts';
import { freshNewsroom } from './open-newsroom.ts';

const [first, second] = [await newProviderKey('first'), await newProviderKey('second')];
/** Short times, in which a test can see several loads. */
const fast: Partial<KeyTiming> = { retryMs: { first: 20, longest: 40 }, cooldownMs: 0 };
const hour = 3_600_000;
const valid = { subject: 'ada' };
const invalid = { code: 'UNAUTHENTICATED' };
const unavailable = { code: 'SERVICE_BUSY' };

/** An authenticator of the test's issuer. `judge` gives the subject of a token, or the code of its refusal. */
function openKeys(jwks: TokenIssuer['jwks'], timing: Partial<KeyTiming> = fast) {
  const { log, lines } = collectLogs();
  const metrics = createMetrics();
  const settings = { issuers: [providerRules(jwks)], timing };
  const authenticator = createAuthenticator(settings, { claims: noCache().claims, log, metrics });
  onTestFinished(authenticator.close);
  const judge = async (token: string) =>
    authenticator.identify({ headers: { authorization: `Bearer ${token}` } }).then(
      ({ subject }) => ({ subject }),
      (error: { extensions: { code: string } }) => ({ code: error.extensions.code }),
    );
  return { authenticator, judge, log: () => lines.map(({ msg }) => msg.replaceAll(/http\S+: /g, '')), metrics };
}

async function openEndpoint(...keys: Parameters<typeof freshJwksEndpoint>[0]) {
  const endpoint = await freshJwksEndpoint(keys);
  await endpoint.open();
  return endpoint;
}

describe('a gateway that starts before its provider', () => {
  it('is not ready and answers 503 with Retry-After, and both end without a restart', async () => {
    const provider = await freshJwksEndpoint([first]);
    const { log, lines } = collectLogs();
    const issuers = [providerRules([{ url: provider.url }])];
    const { url } = await freshNewsroom({ authentication: { issuers, timing: fast }, log });
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      fetch(`${url}${path}`, {
        ...(path === '/graphql' ? { method: 'POST', body: '{"query":"{ __typename }"}' } : {}),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const authorization = `Bearer ${await signToken(first)}`;

    const refused = await ask('/graphql', { authorization });
    const streamed = await ask('/graphql', { authorization, accept: 'text/event-stream' });
    const statuses = await Promise.all(
      ['/health/ready', '/health/live', '/.well-known/jwks.json', '/graphql'].map(
        async (path) => (await ask(path)).status,
      ),
    );
    await provider.open();
    await expect.poll(async () => (await ask('/health/ready')).status).toBe(200);

    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_BUSY' } }] });
    for (const { status, headers } of [refused, streamed]) {
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    }
    expect(statuses).toEqual([503, 200, 503, 200]);
    expect((await ask('/graphql', { authorization })).status).toBe(200);
    expect(lines.filter(({ msg }) => msg.includes('keys of')).map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^there are no keys of https:\/\/login.example at .*503 until there are$/),
      expect.stringMatching(/are loaded$/),
    ]);
  });

  it('waits for a load that is under way', async () => {
    const provider = await openEndpoint(first);
    let answer = () => {};
    provider.answerBy((response) => {
      answer = () => response.end(JSON.stringify({ keys: [first.jwk] }));
    });
    const { judge } = openKeys([{ url: provider.url }]);
    await expect.poll(provider.requests).toBe(1);
    const judged = judge(await signToken(first));

    answer();

    expect(await judged).toEqual(valid);
    expect(provider.requests()).toBe(1);
  });
});

describe('while the provider is away', () => {
  it('the last keys stay valid, an unknown key is not judged, and each change is logged once', async () => {
    const provider = await openEndpoint(first);
    const { judge, log, metrics } = openKeys([{ url: provider.url }], { ...fast, refreshMs: 30 });
    expect(await judge(await signToken(first))).toEqual(valid);

    await provider.close();
    await expect.poll(log).toHaveLength(2);

    expect(await judge(await signToken(first, { sub: 'ada' }))).toEqual(valid);
    expect(await judge(await signToken(second))).toEqual(unavailable);
    expect(await judge(await signToken(second, {}, { typ: 'logout+jwt' }))).toEqual(invalid);
    expect(await judge(`${btoa('{"alg":"HS256"}')}.${(await signToken(first)).split('.')[1]}.x`)).toEqual(invalid);
    await provider.open();
    await expect.poll(log).toHaveLength(3);
    expect(await judge(await signToken(second))).toEqual(invalid);
    expect(log()).toEqual([
      expect.stringMatching(/are loaded$/),
      expect.stringMatching(/cannot be loaded: the last ones stay valid$/),
      expect.stringMatching(/are loaded$/),
    ]);
    expect(await metrics.metrics()).toContain('tributary_gateway_issuer_keys{issuer="https://login.example"} 1');
  });

  it('its keys end after a while, and the gateway that was ready stays ready', async () => {
    const provider = await openEndpoint(first);
    const { authenticator, judge, log, metrics } = openKeys([{ url: provider.url }], {
      ...fast,
      refreshMs: 30,
      keepMs: 100,
    });
    await expect.poll(authenticator.isReady).toBe(true);

    await provider.close();
    await expect.poll(() => log().at(-1)).toMatch(/^there are no keys/);

    expect(await judge(await signToken(first))).toEqual(unavailable);
    expect(authenticator.isReady()).toBe(true);
    expect(await metrics.metrics()).toContain('tributary_gateway_issuer_keys{issuer="https://login.example"} 0');
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof freshJwksEndpoint>>['answerBy']>[0]]>([
    ['an error', (response) => response.writeHead(500).end('{"keys":[]}')],
    [
      'a redirect',
      (response) =>
        response.req.url === '/moved'
          ? response.end(JSON.stringify({ keys: [second.jwk] }))
          : response.writeHead(302, { location: '/moved' }).end(),
    ],
    ['a page', (response) => response.end('<html>')],
    ['another document', (response) => response.end('{"keys":"none"}')],
    ['a document that is too long', (response) => response.end(`{"keys":[],"x":"${'x'.repeat(300_000)}"}`)],
    [
      'too many keys',
      (response) => response.end(JSON.stringify({ keys: Array.from({ length: 101 }, () => first.jwk) })),
    ],
    [
      'half an answer',
      (response) => response.writeHead(200, { 'content-length': 50 }).write('{', () => response.destroy()),
    ],
  ])('%s instead of its keys is no answer', async (_, answer) => {
    const provider = await openEndpoint(first);
    const { judge, log } = openKeys([{ url: provider.url }], { ...fast, refreshMs: 20 });
    expect(await judge(await signToken(first))).toEqual(valid);

    provider.answerBy(answer);
    await expect.poll(() => log().at(-1)).toMatch(/the last ones stay valid$/);

    expect(await judge(await signToken(second))).toEqual(unavailable);
  });

  it('an answer that does not come ends after three seconds', async () => {
    const provider = await openEndpoint(first);
    provider.answerBy((response) => response.write('{'));
    const { judge } = openKeys([{ url: provider.url }]);

    const startedAt = performance.now();

    expect(await judge(await signToken(first))).toEqual(unavailable);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('the keys change', () => {
  it('with overlap, by an unknown key that hastens the load, and old keys end with their document', async () => {
    const provider = await openEndpoint(first);
    const { judge } = openKeys([{ url: provider.url }], { ...fast, refreshMs: hour });
    expect(await judge(await signToken(first))).toEqual(valid);

    provider.publish(first, second);

    expect(await judge(await signToken(second))).toEqual(valid);
    expect(await judge(await signToken(first, { jti: '1' }))).toEqual(valid);
    provider.publish(second);
    expect(await judge(await signToken(await newProviderKey('third')))).toEqual(invalid);
    expect(await judge(await signToken(first, { jti: '2' }))).toEqual(invalid);
  });

  it('ahead of their end, without any token', async () => {
    const provider = await openEndpoint(first);
    const { authenticator } = openKeys([{ url: provider.url }], { ...fast, refreshMs: 20 });
    provider.publish(second);

    await expect.poll(() => authenticator.publicKeys()?.keys[0]?.kid).toBe('second');
  });

  it('to none, so that no token is judged', async () => {
    const provider = await openEndpoint(first);
    const { judge, log } = openKeys([{ url: provider.url }], { ...fast, refreshMs: 20 });
    expect(await judge(await signToken(first))).toEqual(valid);

    provider.publish();
    await expect.poll(() => log().at(-1)).toMatch(/^there are no keys/);

    expect(await judge(await signToken(first, { jti: '1' }))).toEqual(unavailable);
  });

  it('in a file that is replaced, also behind a link', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-keys-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'jwks.json');
    const { judge, authenticator } = openKeys([{ file }], { ...fast, refreshMs: 20 });
    expect(await judge(await signToken(first))).toEqual(unavailable);
    expect(authenticator.isReady()).toBe(false);

    await writeFile(join(folder, 'one'), JSON.stringify({ keys: [first.jwk] }));
    await symlink(join(folder, 'one'), file);
    await expect.poll(authenticator.isReady).toBe(true);

    expect(await judge(await signToken(first))).toEqual(valid);
    await writeFile(join(folder, 'two'), JSON.stringify({ keys: [second.jwk] }));
    await symlink(join(folder, 'two'), join(folder, 'next'));
    await rename(join(folder, 'next'), file);
    expect(await judge(await signToken(second))).toEqual(valid);
  });

  it('at one of two places, while the other one is away', async () => {
    const [provider, away] = [await openEndpoint(first), await freshJwksEndpoint([])];
    const { judge } = openKeys([{ url: provider.url }, { url: away.url }], { ...fast, refreshMs: hour });
    expect(await judge(await signToken(first))).toEqual(valid);

    provider.publish(second);

    expect(await judge(await signToken(second))).toEqual(valid);
  });

  it('at one of two places, and the gateway is ready when both were read', async () => {
    const provider = await freshJwksEndpoint([second]);
    const { judge, authenticator } = openKeys([{ keys: { keys: [first.jwk] } }, { url: provider.url }]);

    expect(await judge(await signToken(first))).toEqual(valid);
    expect(await judge(await signToken(second))).toEqual(unavailable);
    expect(authenticator.isReady()).toBe(false);
    await provider.open();
    await expect.poll(authenticator.isReady).toBe(true);
    expect(await judge(await signToken(second))).toEqual(valid);
  });
});
