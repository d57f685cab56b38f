import { formatId, newId } from '@tributary/domain/ids.ts';
import { openGateway, type Gateway } from '@tributary/gateway/gateway.ts';
import { revocationsAt } from '@tributary/gateway/request/issuer.ts';
import { serveSubgraph, type SubgraphServer } from '@tributary/kit/serve-subgraph.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import { openCache, type Caches } from '@tributary/platform/cache.ts';
import { issuerAudience } from '@tributary/platform/caller-signer.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { followRevocations, type Revocation, type Revocations } from '@tributary/platform/revocations.ts';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { followStream } from '../support/follow-stream.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer, stranger, trust } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const keys = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
const publicKey = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'EdDSA' };
const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
  enum CacheControlScope { PUBLIC PRIVATE }
  type Query { time: Int @cacheControl(maxAge: 60, scope: PRIVATE) }
  type Mutation { act: Int }
  type Subscription { ticks: Int }`;

/** The revocations of the issuer, and whether it answers the subgraph. */
const issuer: { revocations: Revocation[]; isAwayForSubgraph: boolean; reads: number } = {
  revocations: [],
  isAwayForSubgraph: false,
  reads: 0,
};
let acted = 0;
let caches: Caches;
let ofSubgraph: Revocations;
let subgraph: Subgraph;
let served: SubgraphServer;

beforeAll(async () => {
  caches = await openCache({ log });
  ofSubgraph = followRevocations({
    read: async () => {
      if (issuer.isAwayForSubgraph) {
        throw new Error('away');
      }
      return { position: '1', revocations: issuer.revocations };
    },
    log,
    reader: 'clock',
  });
  subgraph = await createSubgraph({
    name: 'clock',
    sdl,
    resolvers: {
      Query: { time: () => 12 },
      Mutation: { act: () => (acted += 1) },
      Subscription: { ticks: { subscribe: ticks } },
    },
    createContext: () => ({}),
    trust,
    revocations: ofSubgraph,
    log,
  });
  const verifyCaller = trust.verifierFor(issuerAudience);
  served = await serveSubgraph(subgraph, {
    host: '127.0.0.1',
    port: 0,
    log,
    metrics: createMetrics(),
    ready: async () => {},
    extraRoutes: {
      'GET /revocations': async ({ caller }) => {
        await verifyCaller(caller);
        issuer.reads += 1;
        return { position: '1', revocations: issuer.revocations };
      },
    },
  });
});
afterAll(async () => {
  await served.close();
  await subgraph.close();
  await ofSubgraph.close();
  await caches.close();
});
beforeEach(async () => {
  issuer.isAwayForSubgraph = false;
  issuer.revocations = [];
});

/** One tick, and then none. */
function ticks() {
  let given = 0;
  return interruptibleStream<{ ticks: number }>(
    () => {
      given += 1;
      return given === 1 ? Promise.resolve({ done: false as const, value: { ticks: given } }) : new Promise(() => {});
    },
    () => {},
  );
}

async function openOne({ url = null, isInProcess = false }: { url?: string | null; isInProcess?: boolean } = {}) {
  const metrics = createMetrics();
  const gateway: Gateway = await openGateway({
    host: '127.0.0.1',
    port: 0,
    supergraphSdl: supergraphOf({ clock: sdl }),
    transportFor: () => (isInProcess ? { ...subgraph, close: async () => {} } : httpTransport({ url: served.url })),
    metrics,
    authentication: { keys: { keys: [publicKey] } },
    revocations: url === null ? undefined : revocationsAt(url, signer),
    signer,
    caches,
    log,
  });
  onTestFinished(gateway.close);
  return { url: gateway.url, metrics };
}

async function newToken(subject = formatId('usr', newId())) {
  const token = await new SignJWT({ org: formatId('org', newId()) })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject(subject)
    .setIssuer('tributary')
    .setAudience('tributary')
    .setExpirationTime('1 hour')
    .sign(keys.privateKey);
  return { subject, token };
}

async function post(url: string, token: string, query: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
}

describe.each([
  ['over HTTP', false],
  ['in-process', true],
])('a subgraph, %s,', (_, isInProcess) => {
  it('that knows of a revocation refuses its caller with 401, and does nothing', async () => {
    const { url } = await openOne({ isInProcess });
    const { subject, token } = await newToken();
    issuer.revocations = [{ subject, generation: 1 }];
    ofSubgraph.hasten();
    await expect.poll(async () => (await post(url, token, 'mutation { act }')).status).toBe(401);
    const before = acted;

    const { status, body } = await post(url, token, 'mutation { act }');

    expect(status).toBe(401);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(acted).toBe(before);
  });

  it('that cannot read revocations refuses mutations and new streams with 503, and still answers queries', async () => {
    const { url } = await openOne({ isInProcess });
    const { token } = await newToken();
    expect((await post(url, token, 'mutation { act }')).status).toBe(200);
    issuer.isAwayForSubgraph = true;
    await expect.poll(async () => (await post(url, token, 'mutation { act }')).status, { timeout: 10_000 }).toBe(503);
    const before = acted;

    const mutation = await post(url, token, 'mutation { act }');
    const query = await post(url, token, '{ time }');
    const stream = await fetch(`${url}/graphql?query=subscription{ticks}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    });

    expect(mutation).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'SERVICE_BUSY' } }] } });
    expect(acted).toBe(before);
    expect(query).toEqual({ status: 200, body: { data: { time: 12 } } });
    expect(stream.status).toBe(503);
    expect(await stream.text()).toContain('SERVICE_BUSY');
  });
});

describe('a gateway that reads the revocations', () => {
  it.each(['ws', 'sse', 'multipart'] as const)(
    'ends a stream over %s, although the subgraph does not',
    async (transport) => {
      const { url } = await openOne({ url: new URL('/revocations', served.url).href });
      const { subject, token } = await newToken();
      const stream = followStream(transport, url, { query: 'subscription { ticks }', token });
      await stream.next();
      await expect.poll(async () => (await post(url, token, 'mutation { act }')).status).toBe(200);
      issuer.isAwayForSubgraph = true;

      issuer.revocations = [{ subject, generation: 1 }];

      expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    },
  );

  it('closes an idle socket with 4403, and accepts none of a revoked caller', async () => {
    const { url } = await openOne({ url: new URL('/revocations', served.url).href });
    const { subject, token } = await newToken();
    const open = () => {
      const { promise: closed, resolve: close } = Promise.withResolvers<unknown>();
      const { promise: connected, resolve: connect } = Promise.withResolvers<unknown>();
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: () => {},
        connectionParams: { authorization: `Bearer ${token}` },
        on: { connected: () => connect('connected'), closed: close },
      });
      onTestFinished(() => client.terminate());
      return { connected, closed };
    };
    const idle = open();
    const first = await Promise.race([idle.connected, idle.closed]);

    issuer.revocations = [{ subject, generation: 1 }];
    const ended = await idle.closed;
    const again = open();

    expect(first).toBe('connected');
    expect(ended).toMatchObject({ code: 4403 });
    expect(await Promise.race([again.connected, again.closed])).toMatchObject({ code: 4403 });
  });

  it('answers a revoked caller nothing from its cache', async () => {
    const { url } = await openOne({ url: new URL('/revocations', served.url).href });
    const { subject, token } = await newToken();
    await post(url, token, '{ time }');
    await expect.poll(() => post(url, token, '{ time }')).toEqual({ status: 200, body: { data: { time: 12 } } });

    issuer.revocations = [{ subject, generation: 1 }];

    await expect.poll(async () => (await post(url, token, '{ time }')).status).toBe(401);
  });

  it('keeps its sockets while it cannot read revocations', async () => {
    const { url } = await openOne({ url: new URL('/nowhere', served.url).href });
    const { token } = await newToken();
    const stream = followStream('ws', url, { query: 'subscription { ticks }', token });
    await stream.next();
    const next = stream.next().then(() => 'ended');

    expect((await post(url, token, 'mutation { act }')).status).toBe(200);
    expect(await Promise.race([next, post(url, token, '{ time }').then(() => 'open')])).toBe('open');
    stream.cut();
    await next.catch(() => {});
  });
});

describe('a gateway without a URL for revocations', () => {
  it('reads nothing', async () => {
    const { url, metrics } = await openOne();
    const { token } = await newToken();

    await post(url, token, 'mutation { act }');

    expect(await metrics.metrics()).not.toContain('tributary_revocations');
  });
});

describe('the revocations', () => {
  it('are served only to callers whom the gateway signed', async () => {
    const address = new URL('/revocations', served.url);
    const { reads } = issuer;

    const refused = await fetch(address);
    const forged = revocationsAt(address.href, stranger)(null, AbortSignal.timeout(5_000));

    expect(refused.status).toBe(401);
    await expect(forged).rejects.toThrow('answers with status 401');
    expect(issuer.reads).toBe(reads);
  });
});
