import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerAt, openRest, textIn } from './open-rest.ts';

let rest: Awaited<ReturnType<typeof openRest>>;
let accounts: { debit: string; credit: string };
beforeAll(async () => {
  rest = await openRest();
  const { body } = await rest.call('GET', '/api/v1/accounts?filter[classes]=LIABILITY&filter[currencies]=EUR&first=2');
  accounts = { debit: textIn(body, 'data', 0, 'id'), credit: textIn(body, 'data', 1, 'id') };
});
afterAll(() => rest.close());

const money = (amount: string) => ({ amount, currency: 'EUR' });
const transfer = (amount = '1.00') => ({
  debitAccountId: accounts.debit,
  creditAccountId: accounts.credit,
  amount: money(amount),
});

describe('a read', () => {
  it('answers an object without the envelope of GraphQL, with a tag for the next request', async () => {
    const { status, body, headers } = await rest.call('GET', `/api/v1/accounts/${accounts.debit}`);
    const again = await rest.call('GET', `/api/v1/accounts/${accounts.debit}`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ id: accounts.debit, currency: 'EUR', balance: { posted: { currency: 'EUR' } } });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).not.toBeNull();
    expect(again).toMatchObject({ status: 304, body: null });
  });

  it('answers 404 for what is not there, as a problem', async () => {
    const { status, body, headers } = await rest.call('GET', `/api/v1/accounts/acct_${'0'.repeat(31)}1`);

    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: '/problems/not-found',
      title: 'Nothing was found',
      status: 404,
      detail: expect.any(String),
      requestId: headers.get('x-request-id'),
    });
  });

  it('pages through a list by its links, in both directions', async () => {
    const first = await rest.call('GET', '/api/v1/transfers?first=1');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await rest.call('GET', next);
    const previous = /<([^>]+)>; rel="prev"/.exec(second.headers.get('link') ?? '')?.[1] ?? '';
    const back = await rest.call('GET', previous);

    expect(first.body).toMatchObject({
      data: [{ id: expect.stringMatching(/^tr_/) }],
      pageInfo: { hasNextPage: true },
    });
    expect(textIn(second.body, 'data', 0, 'id')).not.toBe(textIn(first.body, 'data', 0, 'id'));
    expect(back.body?.['data']).toEqual(first.body?.['data']);
  });

  it('lists what belongs to one thing as a list', async () => {
    const entries = await rest.call('GET', `/api/v1/accounts/${accounts.debit}/entries?first=1&filter[kinds]=TRANSFER`);
    const alerts = await rest.call('GET', `/api/v1/accounts/${accounts.debit}/balance-alerts`);

    expect(entries.body).toMatchObject({ data: expect.any(Array), pageInfo: expect.any(Object) });
    expect(alerts.body).toEqual({ data: [] });
  });

  it('is refused for a mistake that only a part of the answer misses', async () => {
    const period = 'from=2026-01-01T00:00:00Z&before=2026-02-01T00:00:00Z';
    const { status, body } = await rest.call('GET', `/api/v1/accounts/${accounts.debit}/statement?${period}&first=-1`);

    expect(status).toBe(400);
    expect(body).toMatchObject({ type: '/problems/invalid-page', detail: expect.stringContaining('`first`') });
  });

  it('names all mistakes at once, each with its place', async () => {
    const { status, body } = await rest.call(
      'GET',
      '/api/v1/accounts?first=many&filter[classes]=DEBT&filter[nothing]=1&sort=name',
    );

    expect(status).toBe(400);
    expect(body).toMatchObject({ type: '/problems/invalid-request', detail: 'The request has 4 mistakes.' });
    expect(body?.['errors']).toEqual([
      { parameter: 'first', detail: '`first` is no whole number. Send digits.' },
      { parameter: 'filter[nothing]', detail: expect.stringContaining('`classes`') },
      { parameter: 'sort', detail: expect.stringContaining('`orderBy`') },
      { parameter: 'filter[classes]', detail: 'Value "DEBT" does not exist in "AccountClass" enum.' },
    ]);
  });

  it('is refused without credentials, and with invalid ones', async () => {
    const anonymous = await callerAt(rest.url, null)('GET', '/api/v1/accounts');
    const invalid = await callerAt(rest.url, 'none')('GET', '/api/v1/accounts');

    for (const { status, body, headers } of [anonymous, invalid]) {
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(body).toMatchObject({ type: '/problems/unauthenticated', status: 401 });
    }
  });

  it('is refused with 403 where the caller lacks the right', async () => {
    const customer = callerAt(rest.url, await rest.tokenOf('customer@demo.test'));

    expect(await customer('GET', '/api/v1/audit-events')).toMatchObject({
      status: 403,
      body: { type: '/problems/forbidden' },
    });
  });
});

describe('a transfer', () => {
  it('is created once by its idempotency key, with 201 and its place', async () => {
    const headers = { 'idempotency-key': `"${randomUUID()}"` };
    const made = await rest.call('POST', '/api/v1/transfers', { body: transfer(), headers });
    const repeated = await rest.call('POST', '/api/v1/transfers', { body: transfer(), headers });
    const read = await rest.call('GET', made.headers.get('location') ?? '');

    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1/transfers/${textIn(made.body, 'id')}`);
    expect(made.body).toMatchObject({ amount: { amount: '1.00' }, debit: { id: accounts.debit } });
    expect(repeated).toMatchObject({ status: 201, body: { id: made.body?.['id'] } });
    expect(read).toMatchObject({ status: 200, body: { id: made.body?.['id'] } });
  });

  it('takes the key bare or in the body, and needs one that does not contradict', async () => {
    const key = randomUUID();
    const bare = await rest.call('POST', '/api/v1/transfers', {
      body: transfer(),
      headers: { 'idempotency-key': key },
    });
    const inBody = await rest.call('POST', '/api/v1/transfers', { body: { ...transfer(), idempotencyKey: key } });
    const missing = await rest.call('POST', '/api/v1/transfers', { body: transfer() });
    const differing = await rest.call('POST', '/api/v1/transfers', {
      body: { ...transfer(), idempotencyKey: 'another' },
      headers: { 'idempotency-key': key },
    });

    expect(textIn(inBody.body, 'id')).toBe(textIn(bare.body, 'id'));
    expect(missing).toMatchObject({ status: 400, body: { type: '/problems/idempotency-key-missing' } });
    expect(differing).toMatchObject({ status: 400, body: { errors: [{ header: 'Idempotency-Key' }] } });
  });

  it('is refused with 422 and a type of its own: for too little money, and for a key with other content', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const poor = await rest.call('POST', '/api/v1/transfers', {
      body: transfer('99999999999.00'),
      headers: { 'idempotency-key': randomUUID() },
    });
    await rest.call('POST', '/api/v1/transfers', { body: transfer('1.00'), headers });
    const other = await rest.call('POST', '/api/v1/transfers', { body: transfer('2.00'), headers });

    expect(poor).toMatchObject({
      status: 422,
      body: {
        type: '/problems/insufficient-funds',
        available: { currency: 'EUR' },
        errors: [{ pointer: '#/debitAccountId' }],
      },
    });
    expect(other).toMatchObject({
      status: 422,
      body: { type: '/problems/idempotency-mismatch', errors: [{ header: 'Idempotency-Key' }] },
    });
  });

  it('answers 409 while the first request with the key is in progress', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => rest.call('POST', '/api/v1/transfers', { body: transfer(), headers })),
    );
    const statuses = answers.map(({ status }) => status);

    expect(statuses).toContain(201);
    expect(new Set(statuses)).toEqual(new Set([201, 409]));
    expect(answers.find(({ status }) => status === 409)).toMatchObject({
      body: { type: '/problems/request-in-progress' },
    });
  });

  it('is only previewed by a dry run, and answered without a body where the client prefers so', async () => {
    const preview = await rest.call('POST', '/api/v1/transfers?dryRun=true', {
      body: transfer(),
      headers: { 'idempotency-key': randomUUID() },
    });
    const minimal = await rest.call('POST', '/api/v1/transfers', {
      body: transfer(),
      headers: { prefer: 'return=minimal', 'idempotency-key': randomUUID() },
    });

    expect(preview).toMatchObject({ status: 200, body: { amount: { minorUnits: '100' } } });
    expect(minimal).toMatchObject({ status: 204, body: null });
    expect(minimal.headers.get('preference-applied')).toBe('return=minimal');
    expect(minimal.headers.get('location')).toMatch(/^\/api\/v1\/transfers\/tr_/);
  });

  it('names the mistakes in its body by pointers', async () => {
    const { status, body } = await rest.call('POST', '/api/v1/transfers', {
      body: { debitAccountId: 1.5, amount: { amount: '1.00', value: 2 } },
      headers: { 'idempotency-key': 'k' },
    });

    expect(status).toBe(400);
    expect(body?.['errors']).toEqual(
      expect.arrayContaining([
        { pointer: '#/debitAccountId', detail: expect.any(String) },
        { pointer: '#/amount', detail: expect.stringContaining('"currency"') },
      ]),
    );
  });

  it('of an unknown thing in the path is 404, and in the body 422', async () => {
    const nothing = `tr_${'0'.repeat(31)}1`;
    const headers = { 'idempotency-key': randomUUID() };

    expect(await rest.call('POST', `/api/v1/transfers/${nothing}/reverse`, { body: {}, headers })).toMatchObject({
      status: 404,
      body: { type: '/problems/transfer-not-found' },
    });
    expect(
      await rest.call('POST', '/api/v1/transfers', {
        body: { ...transfer(), creditAccountId: `acct_${'0'.repeat(31)}1` },
        headers: { 'idempotency-key': randomUUID() },
      }),
    ).toMatchObject({ status: 422, body: { type: '/problems/account-not-found' } });
  });
});

describe('the protocol', () => {
  it('answers unknown paths, other methods, other media types and broken bodies as problems', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const cases = [
      [404, '/problems/no-such-endpoint', await rest.call('GET', '/api/v1/nothing')],
      [405, '/problems/method-not-allowed', await rest.call('DELETE', '/api/v1/transfers')],
      [
        406,
        '/problems/not-acceptable',
        await rest.call('GET', '/api/v1/transfers', { headers: { accept: 'text/csv' } }),
      ],
      [
        415,
        '/problems/unsupported-media-type',
        await rest.call('POST', '/api/v1/transfers', {
          body: 'a=1',
          headers: { ...headers, 'content-type': 'text/plain' },
        }),
      ],
      [400, '/problems/bad-request', await rest.call('POST', '/api/v1/transfers', { body: '{', headers })],
      [400, '/problems/invalid-request', await rest.call('POST', '/api/v1/transfers', { body: '[]', headers })],
      [400, '/problems/invalid-request', await rest.call('GET', '/api/v1/accounts/%ff')],
    ] as const;

    for (const [status, type, answer] of cases) {
      expect(answer).toMatchObject({ status, body: { type, status } });
    }
    expect(cases[1][2].headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });

  it('answers HEAD like GET, without a body', async () => {
    expect(await rest.call('HEAD', '/api/v1/transfers?first=1')).toMatchObject({ status: 200, body: null });
  });

  it('signs people in without credentials, and answers a wrong password as a problem', async () => {
    const call = callerAt(rest.url, null);

    expect(
      await call('POST', '/api/v1/sessions', { body: { email: 'operator@demo.test', password: 'demo' } }),
    ).toMatchObject({
      status: 200,
      body: { accessToken: expect.any(String), expiresAt: expect.any(String) },
    });
    expect(
      await call('POST', '/api/v1/sessions', { body: { email: 'operator@demo.test', password: 'no' } }),
    ).toMatchObject({
      status: 422,
      body: { type: '/problems/invalid-credentials' },
    });
  });
});
