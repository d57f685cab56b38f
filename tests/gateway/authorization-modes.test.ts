import { createMetrics } from '@tributary/platform/metrics.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { policyHook, policyModule } from '@tributary/gateway/request/policies.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { openSmallServer } from '../support/small-server.ts';
import { freshGuarded, refusedPaths } from './open-guarded.ts';

const query = '{ open me { name email } vault { number } }';

describe('an operation with unauthorized fields', () => {
  it('is refused before any request in the mode `reject`', async () => {
    const { ask, asked, url } = await freshGuarded({ authorization: { mode: 'reject' } });

    const anonymous = await ask(query, null);
    const wages = await ask('{ wages { amount } }', { scopes: [] });
    const permitted = await ask(query, { scopes: [] });

    expect(anonymous.data).toBeUndefined();
    expect(refusedPaths(anonymous)).toEqual(['me.email UNAUTHENTICATED', 'vault UNAUTHENTICATED']);
    expect(refusedPaths(wages)).toEqual(['wages UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(permitted).toMatchObject({ data: { vault: { number: 42 } } });
    expect(asked).toHaveLength(1);
    const { status } = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query }),
    });
    expect(status).toBe(401);
  });

  it('is answered whole in the mode `dryRun`, reported in the extensions, logged and counted', async () => {
    const { log, lines } = collectLogs();
    const metrics = createMetrics();
    const { ask } = await freshGuarded({ authorization: { mode: 'dryRun' }, log, metrics });

    const answer = await ask(query, null);

    expect(answer.data).toEqual({ open: 'yes', me: { name: 'Ada', email: 'ada@example.com' }, vault: { number: 42 } });
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions).toMatchObject({
      authorizationErrors: [{ path: ['me', 'email'] }, { path: ['vault'] }],
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'an operation has fields that its caller may not select' }),
    );
    expect(await metrics.metrics()).toContain('tributary_gateway_unauthorized_operations_total{mode="dryRun"} 1');
  });

  it('is told in the extensions, or not at all, by the settings', async () => {
    const inExtensions = await freshGuarded({ authorization: { errors: 'extensions' } });
    const silent = await freshGuarded({ authorization: { errors: 'disabled' } });

    const [one, other] = [await inExtensions.ask(query, null), await silent.ask(query, null)];

    const data = { open: 'yes', me: { name: 'Ada', email: null }, vault: null };
    expect(one).toMatchObject({ data, extensions: { authorizationErrors: [{ path: ['me', 'email'] }, {}] } });
    expect(one.errors).toBeUndefined();
    expect(other).toEqual({ data });
  });
});

describe('a policy', () => {
  const mood = '{ mood }';

  it('is decided by a function of the claims and of chosen headers, and remembered as long as it says', async () => {
    const calls: unknown[] = [];
    const { ask, url } = await freshGuarded({
      authorization: {
        policies: {
          decide: async (policies, input) => {
            calls.push([policies, input]);
            return { policies: { always: input.headers['x-region'] === 'eu' }, maxAgeSeconds: 60 };
          },
          headers: ['x-region'],
          timeoutMs: 1_000,
        },
      },
    });
    const who = { scopes: ['a'], claims: { plan: 'gold' } };

    const answers = [
      await ask(mood, who, { 'x-region': 'eu', 'x-other': '1' }),
      await ask(mood, who, { 'x-region': 'eu', 'x-other': '2' }),
      await ask(mood, who, { 'x-region': 'us' }),
      await ask(mood, { ...who, subject: 'bob' }, { 'x-region': 'eu' }),
    ];

    expect(answers.map(({ data }) => data)).toEqual([
      { mood: 'GOOD' },
      { mood: 'GOOD' },
      { mood: null },
      { mood: 'GOOD' },
    ]);
    expect(calls).toHaveLength(3);
    const { headers } = await fetch(`${url}/graphql?query={mood}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(headers.get('vary')).toContain('x-region');
    expect(calls[0]).toEqual([
      ['always', 'day', 'mood'],
      {
        claims: expect.objectContaining({ sub: 'ada', plan: 'gold', scopes: ['a'] }),
        headers: { 'x-region': 'eu' },
      },
    ]);
  });

  it.each([
    { what: 'all of one list', answer: { mood: true, day: true }, data: { mood: 'GOOD' } },
    { what: 'part of a list', answer: { mood: true, day: null }, data: { mood: null } },
    { what: 'nothing', answer: {}, data: { mood: null } },
  ])('is granted by $what', async ({ answer, data }) => {
    const { ask } = await freshGuarded({
      authorization: { policies: { decide: async () => answer, headers: [], timeoutMs: 1_000 } },
    });

    expect((await ask(mood, { scopes: [] })).data).toEqual(data);
  });

  it.each<{ what: string; decide: () => Promise<unknown> }>([
    { what: 'fails', decide: () => Promise.reject(new Error('the password is hunter2')) },
    { what: 'says nothing in time', decide: () => new Promise(() => {}) },
    { what: 'says something else', decide: async () => ({ always: 'yes' }) },
  ])('whose decision $what is no denial: the answer is 503, and other operations are answered', async ({ decide }) => {
    const { ask, url } = await freshGuarded({ authorization: { policies: { decide, headers: [], timeoutMs: 50 } } });

    const answer = await ask(mood, { scopes: [] });
    const { status } = await fetch(`${url}/graphql?query={mood}`, { headers: { 'apollo-require-preflight': '1' } });

    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_BUSY' } }] });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(status).toBe(503);
    expect(await ask('{ open }', { scopes: [] })).toEqual({ data: { open: 'yes' } });
  });

  it('is decided by a URL, whose answer is bounded', async () => {
    const bodies: unknown[] = [];
    let answer = '{"policies":{"always":true}}';
    const server = await openSmallServer((body, response) => {
      bodies.push(JSON.parse(body));
      response.setHeader('content-type', 'application/json').end(answer);
    });
    onTestFinished(server.close);
    const { ask } = await freshGuarded({
      authorization: { policies: { decide: policyHook(server.url, 10_000), headers: [], timeoutMs: 10_000 } },
    });

    const first = await ask(mood, { scopes: ['a'] });
    answer += ' '.repeat(100_000);
    const second = await ask(mood, { scopes: ['a'] });

    expect(first.data).toEqual({ mood: 'GOOD' });
    expect(bodies[0]).toEqual({
      policies: ['always', 'day', 'mood'],
      claims: expect.objectContaining({ sub: 'ada', scopes: ['a'] }),
      headers: {},
    });
    expect(second).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_BUSY' } }] });
  });

  it('needs a module with a function as its default export', async () => {
    await expect(policyModule('tests/gateway/open-guarded.ts')).rejects.toThrow(/must be its default export/);
    await expect(policyModule('no/such/file.js')).rejects.toThrow(/cannot be loaded/);
  });
});
