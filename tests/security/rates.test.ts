import type { RateLimit } from '@tributary/gateway/request/rate-limits.ts';
import { trafficShape } from '@tributary/gateway/front/traffic-settings.ts';
import { localTokenBuckets } from '@tributary/platform/token-buckets.ts';
import { describe, expect, it } from 'vitest';
import { freshNewsroom, type Newsroom } from '../gateway/open-newsroom.ts';
import { initialised, subscribe } from '../gateway/raw-socket.ts';

/** Three requests, and then hardly any. */
const three = { name: 'three', by: 'address', of: 'requests', callers: 'all', capacity: 3, perSecond: 0.01 } as const;

const limited = (...limits: RateLimit[]) =>
  freshNewsroom({ rates: { limits, buckets: localTokenBuckets() }, trustedProxies: 1 });

/** The status of a request from that address, with its headers. */
async function ask(
  { url }: Newsroom,
  { address = '192.0.2.1', token, headers = {}, body = { query: '{ latest }' } }: Partial<Asking> = {},
) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
type Asking = { address: string; token: string; headers: Record<string, string>; body: object };

/** The statuses of a number of requests, one after the other. */
async function statuses(room: Newsroom, count: number, asking: Partial<Asking> = {}): Promise<number[]> {
  const found: number[] = [];
  for (let number = 0; number < count; number += 1) {
    found.push((await ask(room, asking)).status);
  }
  return found;
}

describe('a rate limit', () => {
  it('refuses with 429, a code and the time to wait, and tells what is left', async () => {
    const room = await limited(three);

    const first = await ask(room);
    await statuses(room, 2);
    const refused = await ask(room);

    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"three";q=3;w=300');
    // A bucket gains a token in 100 s, so a slow test sees a little less.
    expect(first.headers.get('ratelimit')).toMatch(/^"three";r=2;t=(?:9\d|100)$/);
    expect(refused.status).toBe(429);
    const seconds = refused.headers.get('retry-after');
    expect(seconds).toMatch(/^(?:9\d|100)$/);
    expect(refused.headers.get('ratelimit')).toMatch(/^"three";r=0;t=(?:29\d|300)$/);
    expect(JSON.parse(refused.text)).toEqual({
      errors: [
        {
          message: `The rate limit \`three\` (requests) is used up. Try again in ${seconds} s.`,
          extensions: { code: 'REQUEST_RATE_LIMITED' },
        },
      ],
    });
  });

  it('counts a document that is invalid, or no GraphQL at all', async () => {
    const room = await limited(three);

    await ask(room, { body: { query: '{' } });
    await ask(room, { body: { query: '{ nothing }' } });
    await ask(room, { body: { query: '{ latest }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } } });

    expect(await statuses(room, 1)).toEqual([429]);
  });

  it('counts requests whose token does not hold as those of nobody, by their address', async () => {
    const room = await limited(three, { ...three, name: 'others', callers: 'signedIn', capacity: 1 });

    expect(await statuses(room, 4, { token: 'not.a.token' })).toEqual([401, 401, 401, 429]);
    expect(await statuses(room, 1, { token: 'not.a.token', address: '192.0.2.2' })).toEqual([401]);
  });

  it('counts every transport together', async () => {
    const room = await limited(three);

    const bySocket = await initialised(room);
    bySocket.say(subscribe('1', '{ latest }', {}));
    await bySocket.hears('complete', '1');
    const fromHere = { address: '127.0.0.1' };
    const accept = { accept: 'text/event-stream' };
    expect(await statuses(room, 3, { ...fromHere, headers: accept })).toEqual([200, 200, 429]);
    bySocket.say(subscribe('2', '{ latest }', {}));

    expect((await bySocket.hears('error', '2')).payload).toEqual([
      expect.objectContaining({ extensions: { code: 'REQUEST_RATE_LIMITED' } }),
    ]);
  });

  it('is not escaped by a forged header or another address of the same IPv6 network', async () => {
    const room = await limited(three);

    expect(await statuses(room, 3, { address: '2001:db8::1' })).toEqual([200, 200, 200]);
    expect(await statuses(room, 1, { address: '198.51.100.7, 2001:db8::ffff:1' })).toEqual([429]);
    expect(await statuses(room, 1, { address: '2001:db8:0:1::1' })).toEqual([200]);
  });

  it('of callers follows them to any address, and leaves others alone', async () => {
    const room = await limited({ ...three, by: 'caller' });
    const [one, other] = [await room.token({}), await room.token({})];

    expect(await statuses(room, 3, { token: one })).toEqual([200, 200, 200]);
    expect(await statuses(room, 1, { token: one, address: '198.51.100.7' })).toEqual([429]);
    expect(await statuses(room, 1, { token: other })).toEqual([200]);
    // Whoever has no subject is limited by address.
    expect(await statuses(room, 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(room, 1, { address: '203.0.113.9' })).toEqual([200]);
  });

  it('of organizations counts all of their callers', async () => {
    const room = await limited({ ...three, by: 'organization' });
    const organizationId = '0190a000-0000-7000-8000-000000000001';

    for (let number = 0; number < 3; number += 1) {
      expect(await statuses(room, 1, { token: await room.token({ organizationId }) })).toEqual([200]);
    }

    expect(await statuses(room, 1, { token: await room.token({ organizationId }) })).toEqual([429]);
    expect(await statuses(room, 1, { token: await room.token({}) })).toEqual([200]);
  });

  it('by an expression counts each of its values, and by address where it fails', async () => {
    const expression = '"x-app" in headers ? headers["x-app"] : claims.missing';
    const room = await limited({ ...three, by: { expression } });

    expect(await statuses(room, 4, { headers: { 'x-app': 'shop' } })).toEqual([200, 200, 200, 429]);
    expect(await statuses(room, 1, { headers: { 'x-app': 'desk' } })).toEqual([200]);
    expect(await statuses(room, 4)).toEqual([200, 200, 200, 429]);
  });

  it('of anonymous callers leaves out those with a token', async () => {
    const room = await limited({ ...three, callers: 'anonymous' });

    expect(await statuses(room, 4)).toEqual([200, 200, 200, 429]);
    const { status, headers } = await ask(room, { token: await room.token({}) });

    expect(status).toBe(200);
    expect(headers.has('ratelimit')).toBe(false);
  });

  it('takes nothing from other limits when it refuses', async () => {
    const room = await limited(three, { ...three, name: 'wide', capacity: 10, perSecond: 0.001 });

    const answers = [await ask(room), await ask(room), await ask(room), await ask(room), await ask(room)];

    expect(answers.map(({ headers }) => /"wide";r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])).toEqual([
      '9',
      '8',
      '7',
      '7',
      '7',
    ]);
  });
});

describe('the settings of rate limits', () => {
  const problemsOf = (limit: object) =>
    trafficShape.safeParse({ rateLimits: [{ ...three, ...limit }] }).error?.issues.map(({ message }) => message);

  it('refuse an expression that is no CEL, and one over an unknown variable', () => {
    expect(problemsOf({ by: { expression: 'claims.sub +' } })?.join()).toMatch(
      /is no valid CEL: ParseError: Unexpected token: EOF$/,
    );
    expect(problemsOf({ by: { expression: 'request.ip' } })?.join()).toMatch(
      /is no valid CEL: .*Unknown variable: request$/,
    );
    expect(problemsOf({ by: { expression: 'claims.?azp.orValue(address)' } })).toBeUndefined();
  });

  it('refuse limits that let nothing through, and two of the same name', () => {
    expect(problemsOf({ capacity: 0.5 })).toHaveLength(1);
    expect(problemsOf({ perSecond: 0 })).toHaveLength(1);
    expect(trafficShape.safeParse({ rateLimits: [three, three] }).success).toBe(false);
  });
});
