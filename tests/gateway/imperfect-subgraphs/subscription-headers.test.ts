import type { HeaderRule } from '@tributary/gateway/request/header-rules.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  eventsOf,
  executing,
  openGraphqlWs,
  openRawSocket,
  openTicker,
  protocols,
  ticksOf,
  type ForeignServer,
} from './open-ticker.ts';

const rules: HeaderRule[] = [
  { propagate: 'x-tenant' },
  { propagate: 'authorization' },
  { insert: 'x-gateway', value: 'tributary' },
];
const query = 'subscription { ticks { number } }';
const one = executing(() => eventsOf('ticks', ticksOf(1, { failing: 0 })));
/** One event, and then none for as long as the test lasts. */
const lasting = executing(async function* () {
  yield { ticks: { number: 1 } };
  await new Promise(() => {});
});

type Init = { headers?: Record<string, string>; payload?: Record<string, unknown> };

/** Subscribes over a socket, and returns the first result. */
function subscribe(url: string, { headers = {}, payload = {} }: Init) {
  class SocketWithHeaders extends WebSocket {
    constructor(address: string, subprotocols: string | string[]) {
      super(address, subprotocols, { headers });
      this.on('error', () => {});
    }
  }
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: SocketWithHeaders,
    connectionParams: payload,
    retryAttempts: 0,
  });
  onTestFinished(() => client.dispose());
  const results = client.iterate({ query });
  return { client, first: results.next(), results };
}

const headersOf = ({ connections }: ForeignServer, index = -1) => connections.at(index)?.headers;

describe.each(protocols)('over %s, the subgraph receives', (_name, open, protocol) => {
  const openGateway = async (behave = one) => {
    const foreign = await open(behave);
    const gateway = await openTicker(
      { url: foreign.url, subscriptions: { protocol } },
      { headerRulesFor: () => rules },
    );
    return { foreign, url: gateway.url };
  };

  it('the headers of a client over HTTP, by the rules', async () => {
    const { foreign, url } = await openGateway();

    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        'x-tenant': 'one',
        'x-other': 'secret',
      },
      body: JSON.stringify({ query }),
    });
    await answer.text();

    expect(headersOf(foreign)).toMatchObject({ 'x-tenant': 'one', 'x-gateway': 'tributary' });
    expect(headersOf(foreign)).not.toHaveProperty('x-other');
    expect(headersOf(foreign)).not.toHaveProperty('authorization');
  });

  it('the fields of a socket payload, by the rules, in any case, and no others', async () => {
    const { foreign, url } = await openGateway();

    const { first } = subscribe(url, {
      headers: { 'x-tenant': 'of the upgrade' },
      payload: { 'X-Tenant': 'one', Authorization: 'Bearer x', 'x-other': 'secret', 'x-gateway': 'mine', nested: {} },
    });
    await first;

    expect(headersOf(foreign)).toMatchObject({
      'x-tenant': 'one',
      authorization: 'Bearer x',
      'x-gateway': 'tributary',
    });
    expect(headersOf(foreign)).not.toHaveProperty('x-other');
  });

  it('the headers of the upgrade that the payload lacks', async () => {
    const { foreign, url } = await openGateway();

    await subscribe(url, { headers: { 'x-tenant': 'of the upgrade' } }).first;

    expect(headersOf(foreign)).toMatchObject({ 'x-tenant': 'of the upgrade' });
  });

  it('different callers over different connections, and one caller over one', async () => {
    const { foreign, url } = await openGateway(lasting);

    for (const tenant of ['one', 'other', 'one', 'other']) {
      await subscribe(url, { payload: { 'x-tenant': tenant } }).first.catch(() => {});
      if (foreign.connections.length === 2) {
        break;
      }
    }

    expect(foreign.connections.map(({ headers }) => headers['x-tenant'])).toEqual(['one', 'other']);
  });
});

describe('the payload of the upstream', () => {
  it('follows the rules', async () => {
    const foreign = await openGraphqlWs(one);
    const gateway = await openTicker({ url: foreign.url }, { headerRulesFor: () => rules });

    await subscribe(gateway.url, { payload: { 'x-tenant': 'one', authorization: 'Bearer x' } }).first;

    expect(foreign.connections[0]?.payload).toEqual({
      'x-tenant': 'one',
      authorization: 'Bearer x',
      'x-gateway': 'tributary',
    });
  });

  it('is absent without rules', async () => {
    const foreign = await openGraphqlWs(one);
    const gateway = await openTicker({ url: foreign.url });

    await subscribe(gateway.url, { payload: { authorization: 'Bearer x' } }).first;

    expect(foreign.connections[0]?.payload).toBeUndefined();
  });
});

it('a payload cannot set headers of the connection or the request', async () => {
  const names = [
    'host',
    'x-request-id',
    'x-forwarded-for',
    'X-Forwarded-Host',
    'forwarded',
    'x-real-ip',
    'tributary-caller',
  ];
  const foreign = await openGraphqlWs(one);
  const gateway = await openTicker(
    { url: foreign.url },
    { headerRulesFor: () => names.map((name) => ({ propagate: name.toLowerCase() })) },
  );

  await subscribe(gateway.url, { payload: Object.fromEntries(names.map((name) => [name, 'forged'])) }).first;

  expect(JSON.stringify(foreign.connections)).not.toContain('forged');
});

it.each([{ 'x-tenant': 'a\r\nx-admin: 1' }, { 'x-tenant': 'caf\u0441' }, { 'x-tenant': 5 }, { 'x-tenant': {} }])(
  'a payload with invalid headers is refused: %j',
  async (payload) => {
    const foreign = await openGraphqlWs(one);
    const gateway = await openTicker({ url: foreign.url }, { headerRulesFor: () => rules });

    await expect(subscribe(gateway.url, { payload }).first).rejects.toMatchObject({ code: 4400 });
    expect(foreign.connections).toHaveLength(0);
  },
);

it('a payload with `AUTHORIZATION` identifies the caller, for the gateway too', async () => {
  const foreign = await openGraphqlWs(one);
  const gateway = await openTicker(
    { url: foreign.url },
    { headerRulesFor: () => rules, authentication: { keys: { keys: [] } } },
  );

  await expect(subscribe(gateway.url, { payload: { AUTHORIZATION: 'Bearer x' } }).first).rejects.toMatchObject({
    code: 4403,
  });
  expect(foreign.connections).toHaveLength(0);
});

it.each(['constructor', '__proto__', 'toString'])('a payload with `%s` is harmless', async (name) => {
  const foreign = await openGraphqlWs(one);
  const gateway = await openTicker({ url: foreign.url }, { headerRulesFor: () => rules });

  const { first } = subscribe(gateway.url, { payload: { [name]: 'x', 'x-tenant': 'one' } });

  expect((await first).value).toEqual({ data: { ticks: { number: 1 } } });
});

describe('a subgraph that refuses', () => {
  it('the payload ends the stream, and gets no further request', async () => {
    const foreign = await openGraphqlWs(one, () => true);
    const gateway = await openTicker({ url: foreign.url }, { headerRulesFor: () => rules });

    const { first } = subscribe(gateway.url, { payload: { authorization: 'Bearer bad' } });

    expect((await first).value).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(foreign.connections).toHaveLength(1);
  });
});

describe('a renewal by ping', () => {
  const rawSocket = async (url: string) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    const messages: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Record<string, unknown>));
    await new Promise((resolve) => {
      socket.once('open', resolve);
    });
    const say = (message: unknown) => socket.send(JSON.stringify(message));
    const heard = (type: string) => expect.poll(() => messages.some((message) => message['type'] === type)).toBe(true);
    return { say, heard, messages };
  };

  it('with other credentials, known only to subgraphs, ends the streams of the old ones', async () => {
    const foreign = await openGraphqlWs(lasting);
    const gateway = await openTicker({ url: foreign.url }, { headerRulesFor: () => rules });
    const { say, heard, messages } = await rawSocket(gateway.url);
    say({ type: 'connection_init', payload: { authorization: 'Bearer one' } });
    await heard('connection_ack');
    say({ type: 'subscribe', id: '1', payload: { query } });
    await heard('next');

    say({ type: 'ping', payload: { authorization: 'Bearer two' } });
    await heard('complete');
    say({ type: 'subscribe', id: '2', payload: { query } });
    await expect.poll(() => foreign.connections.length).toBe(2);

    expect(JSON.stringify(messages)).toContain('VISIBILITY_CHANGED');
    expect(foreign.connections[1]?.headers.authorization).toBe('Bearer two');
  });

  it('with the same credentials changes nothing', async () => {
    const foreign = await openGraphqlWs(lasting);
    const gateway = await openTicker({ url: foreign.url }, { headerRulesFor: () => rules });
    const { say, heard, messages } = await rawSocket(gateway.url);
    say({ type: 'connection_init', payload: { authorization: 'Bearer one' } });
    await heard('connection_ack');
    say({ type: 'subscribe', id: '1', payload: { query } });
    await heard('next');

    say({ type: 'ping', payload: { authorization: 'Bearer one' } });
    await heard('pong');

    expect(messages.some(({ type }) => type === 'complete')).toBe(false);
    expect(foreign.connections).toHaveLength(1);
  });
});

describe('sockets to a subgraph', () => {
  const request = { query: 'subscription { ticks { number } }', caller: '', requestId: 'one', wantsPosition: true };

  it('are shared by equal headers, closed when idle, and opened again', async () => {
    let open = 0;
    const foreign = await openRawSocket((send, { id }, socket) => {
      if (socket.listenerCount('close') < 2) {
        open += 1;
        socket.once('close', () => {
          open -= 1;
        });
      }
      send({ type: 'next', id, payload: { data: { ticks: { number: 1 } } } });
    });
    const transport = httpTransport({ url: foreign.url });
    onTestFinished(() => transport.close());
    const streams = Array.from({ length: 30 }, (_, index) =>
      transport.subscribe({ ...request, connectionHeaders: { 'x-tenant': String(index % 3) } }),
    );
    await Promise.all(streams.map((stream) => stream.next()));
    expect(foreign.connections).toHaveLength(3);

    await Promise.all(streams.map(async (stream) => stream.return?.()));
    await expect.poll(() => open, { timeout: 10_000 }).toBe(0);
    const again = transport.subscribe({ ...request, connectionHeaders: { 'x-tenant': '0' } });

    expect((await again.next()).value).toMatchObject({ data: { ticks: { number: 1 } } });
    expect(foreign.connections).toHaveLength(4);
  });

  it('are bounded in number: an idle socket is closed for a new one, and beyond that a stream is refused', async () => {
    const foreign = await openRawSocket((send, { id }) => {
      send({ type: 'next', id, payload: { data: { ticks: { number: 1 } } } });
    });
    const transport = httpTransport({ url: foreign.url });
    onTestFinished(() => transport.close());
    const subscribeAs = (tenant: number) =>
      transport.subscribe({ ...request, connectionHeaders: { 'x-tenant': String(tenant) } });
    const streams = Array.from({ length: 1_000 }, (_, index) => subscribeAs(index));
    for (let index = 0; index < streams.length; index += 25) {
      await Promise.all(streams.slice(index, index + 25).map((stream) => stream.next()));
    }

    await expect(subscribeAs(1_000).next()).rejects.toThrow('has 1000 sockets open already');
    await streams[0]?.return?.();
    const last = await subscribeAs(1_001).next();

    expect(last.value).toMatchObject({ data: { ticks: { number: 1 } } });
  }, 60_000);
});
