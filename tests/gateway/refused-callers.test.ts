import { formatId, newId } from '@tributary/domain/ids.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import type { Gateway } from '@tributary/gateway/gateway.ts';
import { openCache, type Caches } from '@tributary/platform/cache.ts';
import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { openTestSubgraph, transportKinds, type TestSubgraph } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer } from '../support/service-keys.ts';

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
let clock: TestSubgraph;
beforeAll(async () => {
  caches = await openCache({ log: silentLog });
  clock = await openTestSubgraph({
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
            interruptibleStream(
              () => Promise.resolve({ done: false as const, value: { ticks: 1 } }),
              () => {},
            ),
        },
      },
    },
    createContext: ({ caller }) => ({ viewer: viewerOf(caller) }),
  });
});
afterAll(async () => {
  await clock.close();
  await caches.close();
});

describe.each(transportKinds)('a verified token with claims that are invalid for the subgraph, %s', (kind) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openTestGateway({
      supergraphSdl: supergraphOf({ clock: sdl }),
      transportFor: () => clock.transport(kind),
      authentication: { keys: { keys: [publicKey] } },
      signer,
      caches,
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

  it.each(refused)('is refused with 401, and nothing is done: %s', async (_name, claims) => {
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

  it('sets the HTTP status of a stream by GET, too', async () => {
    const token = await tokenOf({ ...user, role: 'ADMIN' });
    const response = await fetch(`${gateway.url}/graphql?query=subscription{ticks}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    });

    expect(response.status).toBe(401);
    expect(await response.text()).toContain('UNAUTHENTICATED');
  });

  it('is valid with unknown scopes, which permit nothing', async () => {
    const client = { sub: formatId('cli', newId()), org: user.org, scopes: ['events:read', 'ledger:rule'] };

    expect(await post('{ kind scopes }', client)).toEqual({
      status: 200,
      text: '{"data":{"kind":"client","scopes":["events:read"]}}',
    });
  });

  it('leaves anonymous callers anonymous', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ kind }' }),
    });

    expect(await response.json()).toEqual({ data: { kind: 'anonymous' } });
  });
});
