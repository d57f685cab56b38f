import type { ServerResponse } from 'node:http';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { openCache, tenantTag } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { expect, it, onTestFinished } from 'vitest';
import { openSmallServer } from '../support/small-server.ts';
import { createTokenIssuer } from '../support/token-issuer.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const sdl = `
  type Query { number(of: String): Int other: Int }
  type Mutation { write: Int }`;
const ofOne = 'query ($of: String = "one") { number(of: $of) }';

type Ask = { query?: string; variables?: object; token?: string; headers?: Record<string, string> };

/**
 * A gateway that shares queries in flight. Its subgraph numbers the requests, and holds its answers to queries until it
 * is told to send them.
 */
async function openNumbers(settings: Partial<GatewaySettings> = {}) {
  const issuer = await createTokenIssuer();
  const held: (() => void)[] = [];
  let count = 0;
  const server = await openSmallServer((body, response: ServerResponse) => {
    count += 1;
    // A field with arguments may be requested under another name.
    const { 0: name = '' } = /\w*(number|other|write)\b(?=[:}])/.exec(body) ?? [];
    const answer = JSON.stringify({ data: { [name]: count } });
    const send = () => response.setHeader('content-type', 'application/json').end(answer);
    if (body.includes('mutation')) {
      send();
    } else {
      held.push(send);
    }
  });
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ numbers: sdl }),
    transportFor: () => httpTransport({ url: server.url }),
    authentication: { keys: issuer.publicKeys },
    signer,
    headerRulesFor: () => [{ propagate: 'x-language' }],
    trustedProxies: 1,
    shareInFlight: true,
    ...settings,
  });
  onTestFinished(async () => {
    await gateway.close();
    await server.close();
  });
  return {
    token: issuer.token,
    ask: async ({ query = ofOne, variables = {}, token, headers = {} }: Ask): Promise<unknown> => {
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      return answer.json();
    },
    /** Waits until the subgraph holds that many queries. */
    untilHeld: (queries: number) => expect.poll(() => held.length).toBe(queries),
    release: () => held.splice(0).forEach((send) => send()),
  };
}

it('a query in flight is shared with the same viewer', async () => {
  const { ask, token, untilHeld, release } = await openNumbers();
  const same = { token: await token(), headers: { 'x-language': 'de', 'x-forwarded-for': '192.0.2.1' } };

  const first = ask(same);
  await untilHeld(1);
  const second = ask({ ...same, headers: { ...same.headers, 'x-other': 'x' } });
  // Requests after the second have arrived, so the second has arrived, too.
  const other = ask({ ...same, query: '{ other }' });
  await untilHeld(2);
  release();

  expect(await Promise.all([first, second, other])).toEqual([
    { data: { number: 1 } },
    { data: { number: 1 } },
    { data: { other: 2 } },
  ]);
});

const [organizationId, userId] = [newId(), newId()];
it.each<{ what: string; one: Ask; other: Ask & { organizationId?: string; userId?: string; role?: string } }>([
  { what: 'the person', one: {}, other: { userId: newId() } },
  { what: 'the organization', one: {}, other: { organizationId: newId() } },
  { what: 'the role', one: {}, other: { role: 'CUSTOMER' } },
  { what: 'the address', one: {}, other: { headers: { 'x-forwarded-for': '192.0.2.1' } } },
  { what: 'a header that is passed on', one: {}, other: { headers: { 'x-language': 'de' } } },
  { what: 'a variable', one: {}, other: { variables: { of: 'two' } } },
])('a query in flight is not shared if the other one differs in $what', async ({ one, other }) => {
  const { ask, token, untilHeld, release } = await openNumbers();
  const same = { organizationId, userId, role: 'OPERATOR' };

  const first = ask({ token: await token(same), ...one });
  await untilHeld(1);
  const second = ask({ token: await token({ ...same, ...other }), ...other });
  await untilHeld(2);
  release();

  expect(await Promise.all([first, second])).toEqual([{ data: { number: 1 } }, { data: { number: 2 } }]);
});

it('a query in flight is not shared with anonymous callers', async () => {
  const { ask, token, untilHeld, release } = await openNumbers();

  const first = ask({ token: await token() });
  await untilHeld(1);
  const second = ask({});
  await untilHeld(2);
  release();

  expect(await Promise.all([first, second])).toEqual([{ data: { number: 1 } }, { data: { number: 2 } }]);
});

it('a query in flight is not shared after the answer to a mutation', async () => {
  const { ask, token, untilHeld, release } = await openNumbers();
  const same = { token: await token() };

  const first = ask(same);
  await untilHeld(1);
  expect(await ask({ ...same, query: 'mutation { write }' })).toEqual({ data: { write: 2 } });
  const second = ask(same);
  await untilHeld(2);
  release();

  expect(await Promise.all([first, second])).toEqual([{ data: { number: 1 } }, { data: { number: 3 } }]);
});

it('a query in flight is not shared once the tags of its viewer were renewed', async () => {
  const caches = await openCache({ log });
  onTestFinished(caches.close);
  const { ask, token, untilHeld, release } = await openNumbers({ caches });
  const same = { token: await token({ organizationId }) };

  const first = ask(same);
  await untilHeld(1);
  await caches.tags.renew([tenantTag(formatId('org', organizationId))]);
  const second = ask(same);
  await untilHeld(2);
  release();

  expect(await Promise.all([first, second])).toEqual([{ data: { number: 1 } }, { data: { number: 2 } }]);
});
