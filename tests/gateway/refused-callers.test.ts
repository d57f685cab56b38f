import { formatId, newId } from '@tributary/domain/ids.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import { openGateway, type Gateway } from '@tributary/gateway/gateway.ts';
import { serveSubgraph, type SubgraphServer } from '@tributary/kit/serve-subgraph.ts';
import { createSubgraph, type Subgraph } from '@tributary/kit/subgraph.ts';
import { openCache, type Caches } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { leavable } from '@tributary/platform/leavable.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { supergraphOf } from './open-bookshop.ts';

const callerSecret = 's'.repeat(32);
const log = createLogger({ name: 'test', level: 'silent' });
const keys = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
const publicKey = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'EdDSA' };
const sdl = 'type Query { kind: String scopes: [String!] } type Mutation { act: Int } type Subscription { ticks: Int }';

const user = { sub: formatId('usr', newId()), org: formatId('org', newId()), role: 'CUSTOMER' };
const tokenOf = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setIssuer('tributary')
    .setAudience('tributary')
    .setExpirationTime('1 hour')
    .sign(keys.privateKey);

let acted = 0;
let caches: Caches;
let subgraph: Subgraph;
let served: SubgraphServer;
beforeAll(async () => {
  caches = await openCache({ log });
  subgraph = await createSubgraph({
    name: 'clock',
    sdl,
    resolvers: {
      Query: {
        kind: (_: unknown, _args: unknown, { viewer }: { viewer: { kind: string } }) => viewer.kind,
        scopes: (_: unknown, _args: unknown, { viewer }: { viewer: object }) =>
          'scopes' in viewer ? viewer.scopes : null,
      },
      Mutation: { act: () => (acted += 1) },
      Subscription: {
        ticks: {
          subscribe: () =>
            leavable(
              () => Promise.resolve({ done: false as const, value: { ticks: 1 } }),
              () => {},
            ),
        },
      },
    },
    createContext: ({ caller }) => ({ viewer: viewerOf(caller) }),
    callerSecret,
    log,
  });
  served = await serveSubgraph(subgraph, {
    host: '127.0.0.1',
    port: 0,
    log,
    metrics: createMetrics(),
    ready: async () => {},
  });
});
afterAll(async () => {
  await served.close();
  await subgraph.close();
  await caches.close();
});

describe.each([
  ['in-process', () => ({ ...subgraph, close: async () => {} })],
  ['over HTTP', () => httpTransport({ url: served.url })],
])('a token that is verified and means nothing to the subgraph, %s', (_, transportOf) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openGateway({
      host: '127.0.0.1',
      port: 0,
      supergraphSdl: supergraphOf({ clock: sdl }),
      transportFor: transportOf,
      metrics: createMetrics(),
      authentication: { keys: { keys: [publicKey] } },
      callerSecret,
      caches,
      log,
    });
  });
  afterAll(() => gateway.close());

  const post = async (query: string, claims: Record<string, unknown>, accept = 'application/json') => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(claims)}`, accept },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, text: await response.text() };
  };
  const refused = [
    ['a subject of the wrong kind', { ...user, sub: formatId('acct', newId()) }],
    ['a tenant of the wrong kind', { ...user, org: formatId('usr', newId()) }],
    ['an unknown role', { ...user, role: 'ADMIN' }],
    ['no role', { ...user, role: undefined }],
  ] as const;

  it.each(refused)('is answered with 401, and nothing is done: %s', async (_name, claims) => {
    const before = acted;

    for (const query of ['{ kind scopes }', 'mutation { act }']) {
      const { status, text } = await post(query, claims);

      expect(status).toBe(401);
      expect(text).toContain('UNAUTHENTICATED');
      expect(text).toContain('The access token is not valid or has expired. Get a new one with `signIn`');
      expect(text).not.toContain('http');
    }
    expect(acted).toBe(before);
  });

  it.each(refused)('closes its socket with 4403: %s', async (_name, claims) => {
    const { promise: closed, resolve: close } = Promise.withResolvers<unknown>();
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${await tokenOf(claims)}` },
      on: { closed: close },
    });

    await client
      .iterate({ query: 'subscription { ticks }' })
      .next()
      .catch(() => {});

    expect(await closed).toMatchObject({ code: 4403 });
  });

  it('gets the status of a stream by GET, too', async () => {
    const token = await tokenOf({ ...user, role: 'ADMIN' });
    const response = await fetch(`${gateway.url}/graphql?query=subscription{ticks}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    });

    expect(response.status).toBe(401);
    expect(await response.text()).toContain('UNAUTHENTICATED');
  });

  it('is none with unknown scopes, which permit nothing', async () => {
    const client = { sub: formatId('cli', newId()), org: user.org, scopes: ['events:read', 'ledger:rule'] };

    expect(await post('{ kind scopes }', client)).toEqual({
      status: 200,
      text: '{"data":{"kind":"client","scopes":["events:read"]}}',
    });
  });

  it('is none of who is anonymous', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ kind }' }),
    });

    expect(await response.json()).toEqual({ data: { kind: 'anonymous' } });
  });
});
