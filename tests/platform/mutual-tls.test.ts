import { createSecureContext, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fetchWith } from '@tributary/platform/fetch-with.ts';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import type { ClientTls, PemFiles } from '@tributary/platform/transport/client-tls.ts';
import { TransportError, type SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { signFor, trust } from '../support/service-keys.ts';
import { certificateFiles, certificateIn, createAuthority, type Authority } from '../support/authority.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

const sdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    answer: Int
  }
  type Mutation {
    change: Int
  }
  type Subscription {
    count: Int
  }
`;

async function* count() {
  yield { count: 1 };
  yield { count: 2 };
}

const authority = await createAuthority();
const stranger = await createAuthority('another authority');
const past = new Date(Date.now() - 60_000);

/** A certificate of an authority, in files that are read again and again, which trusts an authority. */
async function identity(of: Authority, trusting: Authority, wanted: Parameters<Authority['issue']>[0] = {}) {
  const files = certificateFiles(await of.issue(wanted), trusting);
  return { files, tls: certificateIn(files) };
}

/** A subgraph that takes clients with a certificate of the authority alone. */
async function openSubgraph(wanted: Parameters<Authority['issue']>[0] = {}) {
  const { log, lines } = collectLogs();
  const { files, tls } = await identity(authority, authority, wanted);
  const changes = { made: 0 };
  const subgraph = await createSubgraph({
    name: 'numbers',
    sdl,
    resolvers: {
      Query: { answer: () => 42 },
      Mutation: { change: () => (changes.made += 1) },
      Subscription: { count: { subscribe: count } },
    },
    createContext: () => ({}),
    trust,
    log,
  });
  const served = await serveSubgraph(subgraph, {
    host: '127.0.0.1',
    port: 0,
    tls,
    log,
    metrics: createMetrics(),
    ready: async () => {},
  });
  onTestFinished(async () => {
    await served.close();
    await subgraph.close();
  });
  return { url: served.url, files, lines, changes };
}

function open(settings: HttpTransportSettings): SubgraphTransport {
  const transport = httpTransport({ retries: { retriesMax: 0 }, ...settings });
  onTestFinished(() => transport.close());
  return transport;
}

function showing(pem: PemFiles): ClientTls {
  return { pem, context: createSecureContext(pem) };
}

const request = async (query: string) => ({
  query,
  caller: signFor('numbers', anonymousCaller),
  requestId: 'one',
});
const answerOf = async (transport: SubgraphTransport) =>
  transport.execute({ ...(await request('{ answer }')), isQuery: true });
const answered = { data: { answer: 42 } };

/** The messages and codes of a failure and its causes. */
function chainOf(error: unknown): string {
  return error instanceof Error
    ? `${error.message} ${'code' in error ? String(error.code) : ''}; ${chainOf(error.cause)}`
    : '';
}

describe.each(['own', 'undici'] as const)('mutual TLS by the client `%s`', (client) => {
  it('lets both sides in that have a certificate of the authority', async () => {
    const { url } = await openSubgraph();
    const { tls } = await identity(authority, authority);

    expect(await answerOf(open({ url, client, tls }))).toMatchObject(answered);
  });

  it.each([
    ['of another authority', { of: stranger, wanted: {} }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['that has expired', { of: authority, wanted: { until: past } }, 'CERT_HAS_EXPIRED'],
  ] as const)('refuses a client with a certificate %s, and logs why', async (_, { of, wanted }, code) => {
    const { url, lines, changes } = await openSubgraph();
    const transport = open({ url, client, tls: showing({ ...(await of.issue(wanted)), ca: authority.cert }) });

    await expect(answerOf(transport)).rejects.toThrow('closed the connection before its answer was complete');
    await expect(transport.execute(await request('mutation { change }'))).rejects.toThrow(TransportError);

    expect(changes.made).toBe(0);
    // Node closes the connection without an alert, so that the server alone knows.
    await expect.poll(() => lines[0]).toMatchObject({ msg: 'a TLS handshake failed', certificate: code });
  });

  it('refuses a client without a certificate', async () => {
    const { url, lines } = await openSubgraph();
    const tls = {
      pem: { cert: '', key: '', ca: authority.cert },
      context: createSecureContext({ ca: authority.cert }),
    };

    await expect(answerOf(open({ url, client, tls }))).rejects.toThrow(TransportError);

    await expect.poll(() => lines[0]).toMatchObject({ err: { code: 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE' } });
  });

  it.each([
    ['of another authority', { trusting: stranger, wanted: {} }, /SELF_SIGNED|UNABLE_TO|unable to/i],
    ['of another name', { trusting: authority, wanted: { names: ['other.test'] } }, /ERR_TLS_CERT_ALTNAME_INVALID/],
  ] as const)('refuses a server with a certificate %s', async (_, { trusting, wanted }, reason) => {
    const { url } = await openSubgraph(wanted);
    const { tls } = await identity(authority, trusting);

    const failure = await answerOf(open({ url, client, tls })).catch((error: unknown) => error);

    expect(chainOf(failure)).toMatch(/^cannot be reached/);
    expect(chainOf(failure)).toMatch(reason);
  });

  it('takes renewed certificates of both sides for new connections', async () => {
    const next = await createAuthority('the next authority');
    const subgraph = await openSubgraph();
    const own = await identity(authority, authority);
    const transport = open({ url: subgraph.url, client, tls: own.tls, connections: { lifeMs: 1_000 } });
    expect(await answerOf(transport)).toMatchObject(answered);

    // As an operator replaces an authority: both are trusted, then certificates of the next one, then it alone.
    for (const { ca, put } of [subgraph.files, own.files]) {
      put(String(ca), authority.cert + next.cert);
    }
    await expect.poll(() => own.tls.pem.ca).toBe(authority.cert + next.cert);
    await Promise.all([subgraph.files, own.files].map(async ({ replace }) => replace(await next.issue())));
    for (const { ca, put } of [subgraph.files, own.files]) {
      put(String(ca), next.cert);
    }
    await expect.poll(() => own.tls.pem.ca).toBe(next.cert);
    const { tls: oldTls } = await identity(authority, next);
    await expect
      .poll(() =>
        answerOf(open({ url: subgraph.url, client, tls: oldTls })).then(
          () => 'in',
          () => 'out',
        ),
      )
      .toBe('out');

    const fresh = open({ url: subgraph.url, client, tls: own.tls });
    expect(await answerOf(fresh)).toMatchObject(answered);
    expect(await answerOf(transport)).toMatchObject(answered);
  });
});

describe('mutual TLS', () => {
  it('carries subscriptions', async () => {
    const { url } = await openSubgraph();
    const { tls } = await identity(authority, authority);

    const events = await Array.fromAsync(open({ url, tls }).subscribe(await request('subscription { count }')));

    expect(events.map(({ data }) => data)).toEqual([{ count: 1 }, { count: 2 }]);
  });

  it('carries subscriptions over server-sent events', async () => {
    const served = await listen({
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      tls: (await identity(authority, authority)).tls,
      handle: async (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('event: next\ndata: {"data":{"count":1}}\n\nevent: complete\ndata:\n\n');
      },
    });
    onTestFinished(served.close);
    const { tls } = await identity(authority, authority);
    const subscriptions = { protocol: 'sse' } as const;

    const events = await Array.fromAsync(
      open({ url: served.url, tls, subscriptions }).subscribe(await request('subscription { count }')),
    );
    const refused = open({ url: served.url, subscriptions }).subscribe(await request('subscription { count }'));

    expect(events).toMatchObject([{ data: { count: 1 } }]);
    expect(chainOf(await refused.next().catch((error: unknown) => error))).toContain('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('says why a subscription cannot be made', async () => {
    const { url } = await openSubgraph({ names: ['other.test'] });
    const { tls } = await identity(authority, authority);

    const stream = open({ url, tls }).subscribe(await request('subscription { count }'));

    const failure = await stream.next().catch((error: unknown) => error);
    expect(chainOf(failure)).toMatch(/^cannot be reached.+ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  it('carries requests to routes of a service', async () => {
    const { url } = await openSubgraph();
    const { tls } = await identity(authority, authority);
    const target = new URL('/health/live', url);
    const options = { headers: {}, signal: AbortSignal.timeout(5_000) };

    expect(await (await fetchWith(tls)(target, options)).json()).toEqual({ status: 'live' });
    await expect(fetchWith(undefined)(target, options)).rejects.toThrow('fetch failed');
  });

  it('that fails is logged with its reason, and answered as a subgraph that is away', async () => {
    const { url } = await openSubgraph({ names: ['other.test'] });
    const { tls } = await identity(authority, authority);
    const { log, text } = collectLogs();
    const gateway = await openTestGateway({
      supergraphSdl: supergraphOf({ numbers: sdl }, () => url),
      transportFor: (subgraph) => httpTransport({ url: subgraph.url, tls, retries: { retriesMax: 0 } }),
      log,
    });
    onTestFinished(gateway.close);
    const ask = async (query: string, accept: string) =>
      (
        await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept },
          body: JSON.stringify({ query }),
        })
      ).text();

    expect(JSON.parse(await ask('{ answer }', 'application/json'))).toMatchObject({
      data: { answer: null },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
    expect(text()).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

describe('a subgraph with a certificate of an authority of the system', () => {
  it('needs no settings', async () => {
    const known = getCACertificates();
    setDefaultCACertificates([...known, authority.cert]);
    onTestFinished(() => setDefaultCACertificates(known));
    const files = certificateFiles(await authority.issue());
    const subgraph = await createSubgraph({
      name: 'numbers',
      sdl,
      resolvers: { Query: { answer: () => 42 }, Subscription: { count: { subscribe: count } } },
      createContext: () => ({}),
      trust,
      log: silentLog,
    });
    const served = await serveSubgraph(subgraph, {
      host: '127.0.0.1',
      port: 0,
      tls: certificateIn(files),
      log: silentLog,
      metrics: createMetrics(),
      ready: async () => {},
    });
    onTestFinished(async () => {
      await served.close();
      await subgraph.close();
    });
    const transport = open({ url: served.url });

    expect(await answerOf(transport)).toMatchObject(answered);
    const events = await Array.fromAsync(transport.subscribe(await request('subscription { count }')));
    expect(events.map(({ data }) => data)).toEqual([{ count: 1 }, { count: 2 }]);
  });
});
