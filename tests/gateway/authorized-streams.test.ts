import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { buildSchema, executeSync, parse } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followStream, transports, type StreamResult } from '../support/follow-stream.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { createTokenIssuer } from '../support/token-issuer.ts';
import { scopedTokensOf } from './open-guarded.ts';

const links = /* GraphQL */ `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@authenticated", "@policy", "@requiresScopes", "@composeDirective"]
    )
    @link(url: "https://specs.tributary.example/resumable/v1.0", import: ["@resumable"])
    @composeDirective(name: "@resumable")
`;
const types = /* GraphQL */ `
  directive @resumable(argument: String!, cursor: String!) on FIELD_DEFINITION
  type Query {
    now: Int
  }
  type Subscription {
    ticks(after: String): Tick @resumable(argument: "after", cursor: "cursor")
    alarms: Tick @requiresScopes(scopes: [["alarms"]])
  }
  type Tick {
    cursor: String!
    number: Int
    place: String @policy(policies: [["places"]])
    secret: String @authenticated
  }
`;

/** A gateway before a subgraph that sends an event whenever it is told to. */
async function openTicks(settings: Partial<GatewaySettings> = {}) {
  const issuer = await createTokenIssuer();
  const schema = buildSchema(types, { assumeValidSDL: true });
  const asked: string[] = [];
  const wakes = new Set<() => void>();
  let count = 0;
  const until = async (event: number): Promise<void> => {
    if (event > count) {
      await new Promise<void>((resolve) => wakes.add(resolve));
      await until(event);
    }
  };
  const transport: SubgraphTransport = {
    execute: async () => ({ data: { now: 1 } }),
    subscribe: async function* ticking({ query }) {
      asked.push(query);
      for (let next = count + 1; ; next += 1) {
        await until(next);
        const ticks = { number: next, place: 'here', secret: 'hunter2', cursor: `c${next}` };
        const { data } = executeSync({ schema, document: parse(query), rootValue: { ticks, alarms: ticks } });
        yield { data };
      }
    },
    close: async () => {},
  };
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ ticks: links + types }),
    transportFor: () => transport,
    authentication: scopedTokensOf(issuer),
    ...settings,
  });
  onTestFinished(gateway.close);
  return {
    url: gateway.url,
    gateway,
    asked,
    token: (claims: Readonly<Record<string, unknown>> = {}) => issuer.sign({ sub: 'ada', ...claims }),
    tick: () => {
      count += 1;
      wakes.forEach((wake) => wake());
      wakes.clear();
    },
  };
}

const codesIn = (result: StreamResult | undefined) => result?.errors?.map((error) => error.extensions?.['code']);

const everything = 'subscription { ticks { number place secret } }';

describe('a subscription', () => {
  it.each(transports)('has null and an entry for a withheld field in each event over %s', async (transport) => {
    const { url, asked, tick } = await openTicks();

    const stream = followStream(transport, url, { query: everything });
    const first = stream.next();
    await expect.poll(() => asked.length).toBe(1);
    tick();
    const events = [await first];
    tick();
    events.push(await stream.next());
    stream.cut();

    expect(events.map(({ value }) => value?.data)).toEqual(
      [1, 2].map((number) => ({ ticks: { number, place: null, secret: null } })),
    );
    expect(events.map(({ value }) => codesIn(value))).toEqual([
      ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
      ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
    ]);
    expect(asked[0]).not.toMatch(/secret|place/);
  });

  it.each(transports)('without the right to its root field is refused over %s', async (transport) => {
    const { url, asked, token } = await openTicks();

    const stream = followStream(transport, url, { query: 'subscription { alarms { number } }', token: await token() });
    const outcome = await stream.next().then(
      ({ value }) => JSON.stringify(value),
      (error: unknown) => JSON.stringify(error) + String(error),
    );

    expect(outcome).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(asked).toEqual([]);
  });

  it('ends with its cursor when a policy grants more or less than before, and can be resumed', async () => {
    let isGranted = true;
    const { url, asked, token, tick } = await openTicks({
      rightsCheckMs: 20,
      authorization: {
        policies: { decide: async () => ({ places: isGranted }), headers: [], timeoutMs: 1_000 },
      },
    });
    const asking = { query: everything, token: await token() };

    const stream = followStream('ws', url, asking);
    const first = stream.next();
    await expect.poll(() => asked.length).toBe(1);
    tick();
    expect((await first).value?.data).toEqual({ ticks: { number: 1, place: 'here', secret: 'hunter2' } });
    isGranted = false;
    const last = await stream.next();

    expect(last.value?.errors).toMatchObject([{ extensions: { code: 'VISIBILITY_CHANGED', cursor: 'c1' } }]);
    const again = followStream('ws', url, asking);
    const next = again.next();
    await expect.poll(() => asked.length).toBe(2);
    tick();
    expect((await next).value?.data).toEqual({ ticks: { number: 2, place: null, secret: 'hunter2' } });
    again.cut();
  });

  it('goes on while policies cannot be decided', async () => {
    let calls = 0;
    const { url, asked, token, tick } = await openTicks({
      rightsCheckMs: 20,
      authorization: {
        policies: {
          decide: async () => {
            calls += 1;
            if (calls > 1) {
              throw new Error('away');
            }
            return { places: true };
          },
          headers: [],
          timeoutMs: 1_000,
        },
      },
    });

    const stream = followStream('ws', url, { query: everything, token: await token() });
    const first = stream.next();
    await expect.poll(() => asked.length).toBe(1);
    await expect.poll(() => calls).toBeGreaterThan(2);
    tick();

    expect((await first).value?.data).toEqual({ ticks: { number: 1, place: 'here', secret: 'hunter2' } });
    stream.cut();
  });

  it('ends when a new schema withholds its root field, and the schema is loaded', async () => {
    const open = links + types.replace(' @requiresScopes(scopes: [["alarms"]])', '');
    const { url, gateway, asked, tick } = await openTicks({ supergraphSdl: supergraphOf({ ticks: open }) });

    const stream = followStream('ws', url, { query: 'subscription { alarms { number } }' });
    const first = stream.next();
    await expect.poll(() => asked.length).toBe(1);
    tick();
    expect((await first).value?.data).toEqual({ alarms: { number: 1 } });
    await gateway.reload(supergraphOf({ ticks: links + types }));

    expect((await stream.next()).value?.errors).toMatchObject([{ extensions: { code: 'OPERATION_INVALID' } }]);
  });

  it('follows a new schema that restricts one of its fields', async () => {
    const open = links + types.replace('secret: String @authenticated', 'secret: String');
    const { url, gateway, asked, tick } = await openTicks({ supergraphSdl: supergraphOf({ ticks: open }) });

    const stream = followStream('ws', url, { query: 'subscription { ticks { number secret } }' });
    const first = stream.next();
    await expect.poll(() => asked.length).toBe(1);
    tick();
    expect((await first).value?.data).toEqual({ ticks: { number: 1, secret: 'hunter2' } });
    await gateway.reload(supergraphOf({ ticks: links + types }));
    const second = stream.next();
    await expect.poll(() => asked.length).toBeGreaterThan(1);
    tick();

    expect((await second).value?.data).toEqual({ ticks: { number: 2, secret: null } });
    stream.cut();
  });
});
