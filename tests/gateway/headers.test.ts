import { applyHeaderRules, headerRule, headersInPayload } from '@tributary/gateway/request/header-rules.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { traceHeaders, traceIn } from '@tributary/platform/trace-context.ts';
import { describe, expect, it } from 'vitest';
import { openForeignShop } from './open-foreign-subgraphs.ts';

const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const request = (headers: Record<string, string>, caller: Partial<Caller> = {}) => ({
  headers,
  caller: { ...anonymousCaller, ...caller },
});

describe('header rules', () => {
  it('propagate the named headers that are present, and insert fixed ones', () => {
    const rules = [
      { propagate: 'X-Tenant' },
      { propagate: 'x-absent' },
      { insert: 'X-Gateway', value: 'tributary' },
    ].map((rule) => headerRule.parse(rule));

    expect(applyHeaderRules(rules, request({ 'x-tenant': 'one', cookie: 'secret' }))).toEqual({
      'x-tenant': 'one',
      'x-gateway': 'tributary',
    });
  });

  it('override earlier rules', () => {
    const rules = [{ propagate: 'x-tenant' }, { insert: 'x-tenant', value: 'none' }];

    expect(applyHeaderRules(rules, request({ 'x-tenant': 'one' }))).toEqual({ 'x-tenant': 'none' });
  });

  it('insert parts of the verified caller', () => {
    const caller = {
      issuer: 'https://login.example',
      subject: 'ada',
      scopes: ['read', 'write'],
      claims: { email: 'ada@example.com', org: { id: 7 }, isAdmin: false, name: 'Ада' },
    };
    const paths = ['subject', 'scopes', 'claims.email', '/claims/org/id', 'claims.isAdmin', 'tenant', 'claims.name'];
    const rules = [...paths, 'claims.org'].map((path, index) =>
      headerRule.parse({ insert: `x-${index}`, caller: path }),
    );

    expect(applyHeaderRules(rules, request({}, caller))).toEqual({
      ...{ 'x-0': 'ada', 'x-1': 'read write', 'x-2': 'ada@example.com', 'x-3': '7', 'x-4': 'false' },
    });
  });

  it('never let a header of the client stand for a part of the caller', () => {
    const rules = [{ propagate: 'x-user' }, headerRule.parse({ insert: 'x-user', caller: 'subject' })];

    expect(applyHeaderRules(rules, request({ 'x-user': 'eve' }))).toEqual({});
  });

  it.each(['connection', 'host', 'content-length', 'transfer-encoding', 'accept-encoding', 'content-type', 'te'])(
    'never propagate `%s`, which belongs to one connection or one body',
    (name) => {
      expect(applyHeaderRules([{ propagate: name }], request({ [name]: 'x' }))).toEqual({});
    },
  );

  it.each([
    { propagate: 'not a name' },
    { propagate: '' },
    { insert: 'x' },
    { propagate: 'x', value: 'y' },
    {},
    { insert: 'x', caller: 'address' },
  ])('are refused if they are invalid: %j', (rule) => {
    expect(headerRule.safeParse(rule).success).toBe(false);
  });
});

describe('the payload of `connection_init`', () => {
  const headersIn = (payload: Record<string, unknown>, propagated: readonly string[] = []) =>
    headersInPayload(payload, () => propagated);

  it('gives the authorization and the propagated headers, in any case', () => {
    expect(
      headersIn({ Authorization: 'Bearer x', 'X-Tenant': 'one', 'x-other': 'two', no: null }, ['x-tenant']),
    ).toEqual({
      authorization: 'Bearer x',
      'x-tenant': 'one',
    });
  });

  it.each(['x-request-id', 'forwarded', 'x-forwarded-for', 'x-real-ip', 'tributary-caller', 'host', 'connection'])(
    'never gives %s, even if a rule propagates it',
    (name) => {
      expect(headersIn({ [name]: 'x' }, [name])).toEqual({});
    },
  );

  it.each([1, {}, 'a\nb', 'a\0'])('is invalid if a header is %j', (value) => {
    expect(headersIn({ authorization: value })).toBeNull();
  });
});

describe('the trace context', () => {
  it('keeps the trace of the client, with a new span', () => {
    const { traceparent, tracestate } = traceHeaders(traceIn({ traceparent: given, tracestate: 'vendor=1' }));

    expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
    expect(traceparent).not.toBe(given);
    expect(tracestate).toBe('vendor=1');
  });

  it.each([
    undefined,
    'x',
    given.toUpperCase(),
    given.replace('00-', 'ff-'),
    given.replace(/-0\w{15}-/, `-${'0'.repeat(16)}-`),
    given.replace(/4bf\w+/, '0'.repeat(32)),
    `${given}-more`,
  ])('begins a new trace for a missing or invalid one: %s', (traceparent) => {
    const begun = traceHeaders(
      traceIn({ ...(traceparent === undefined ? {} : { traceparent }), tracestate: 'vendor=1' }),
    );

    expect(begun).toEqual({ traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/) });
    expect(begun['traceparent']).not.toContain('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('of a later version is read as far as version 00 goes', () => {
    const { traceparent } = traceHeaders(traceIn({ traceparent: `cc${given.slice(2)}-what-will-be` }));

    expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
  });
});

describe('subgraphs', () => {
  async function openShop(settings: Partial<GatewaySettings>) {
    const shop = await openForeignShop(settings);
    const query = async (document: string, headers: Record<string, string>) => {
      const answer = await shop.post(document, { headers });
      return { body: await answer.json(), vary: answer.headers.get('vary') };
    };
    return { ...shop, query };
  }

  it('receive the headers of their rules, the trace and the request id, and nothing else of the client', async () => {
    const { query, requests } = await openShop({
      headerRulesFor: (name) => (name === 'fruits' ? [{ propagate: 'x-tenant' }] : []),
    });

    await query('{ fruit { price } }', {
      'x-tenant': 'one',
      'x-other': 'secret',
      'x-request-id': 'abc',
      authorization: 'Bearer x',
      traceparent: given,
    });

    const [fruits, prices] = requests.map(({ headers }) => headers);
    expect(fruits).toMatchObject({ 'x-tenant': 'one', 'x-request-id': 'abc' });
    expect(fruits?.['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-/);
    expect(prices?.['traceparent']).toBe(fruits?.['traceparent']);
    expect(Object.keys(prices ?? {}).toSorted()).toEqual([
      ...['accept', 'content-length', 'content-type', 'host', 'traceparent', 'x-request-id'],
    ]);
  });

  it('answer for each value of a propagated header, also from the cache', async () => {
    const { query, behave, requests } = await openShop({ headerRulesFor: () => [{ propagate: 'x-tenant' }] });
    behave('prices', (response) => {
      response.setHeader('cache-control', 'max-age=60, public');
      response.end(JSON.stringify({ data: { currency: requests.at(-1)?.headers['x-tenant'] } }));
    });

    const answers = [];
    for (const tenant of ['one', 'one', 'two', 'one']) {
      answers.push(await query('{ currency }', { 'x-tenant': tenant }));
    }

    expect(answers.map(({ body }) => body)).toEqual(
      ['one', 'one', 'two', 'one'].map((currency) => ({ data: { currency } })),
    );
    expect(requests).toHaveLength(2);
    expect(answers[0]?.vary).toBe('accept, authorization, x-tenant');
  });
});
