import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openPool, type Pool } from '@tributary/platform/postgres.ts';
import { makeDemoData } from '@tributary/standalone/demo-data.ts';
import { openPlatform, type Platform } from '@tributary/standalone/platform.ts';
import { keepSigningKey } from '@tributary/users/identity/signing-key.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { followStream, transports, type Followed } from '../support/follow-stream.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { describeWithRedis } from '../support/fresh-redis.ts';
import { askAt } from '../support/open-test-platform.ts';
import { openOwnRedis } from '../support/own-redis.ts';

const log = createLogger({ name: 'test', level: 'silent' });
/** The promise: a revoked caller can do nothing from two seconds on. */
const withinMs = 2_000;

let folder: string;
let databaseUrl: string;
let sql: Pool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-revocations-'));
  databaseUrl = (await freshDatabase()).url;
  sql = openPool({ url: databaseUrl, applicationName: 'tests', poolSize: 2 });
  const platform = await openOne();
  await platform.close();
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await rm(folder, { recursive: true, force: true });
});

async function openOne(redisUrl?: string): Promise<Platform> {
  return openPlatform({
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    redisUrl,
    signingKey: await keepSigningKey(join(folder, 'signing-key.json')),
    demo: true,
    log,
    prepare: makeDemoData,
  });
}

/** Two platforms on one database, as replicas are, and the requests of a partner to both. */
async function openTwo(redisUrl?: string) {
  const platforms = [await openOne(redisUrl), await openOne(redisUrl)] as const;
  const [here, there] = [askAt(platforms[0].url), askAt(platforms[1].url)];
  const close = () => Promise.all(platforms.map((platform) => platform.close()));
  return { here, there, urlHere: platforms[0].url, urlThere: platforms[1].url, close };
}
type Ask = ReturnType<typeof askAt>;

async function signIn(ask: Ask, email: string): Promise<{ accessToken: string; refreshToken: string }> {
  const { data } = await ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken } }', {
    input: { email, password: 'demo' },
  });
  const shape = z.object({ signIn: z.object({ accessToken: z.string(), refreshToken: z.string() }) });
  return shape.parse(data).signIn;
}

/** An API client that may pay from each account, and its token. */
async function newPartner(ask: Ask, operator: string): Promise<{ id: string; token: string }> {
  const created = await ask(
    'mutation { createApiClient(input: { name: "Partner", scopes: ["events:read", "transfers:write"] }) { apiKey apiClient { id } } }',
    {},
    operator,
  );
  const { apiKey, apiClient } = z
    .object({ createApiClient: z.object({ apiKey: z.string(), apiClient: z.object({ id: z.string() }) }) })
    .parse(created.data).createApiClient;
  const exchanged = await ask(
    'mutation ($input: ExchangeApiKeyInput!) { exchangeApiKey(input: $input) { accessToken } }',
    { input: { apiKey } },
  );
  const shape = z.object({ exchangeApiKey: z.object({ accessToken: z.string() }) });
  return { id: apiClient.id, token: shape.parse(exchanged.data).exchangeApiKey.accessToken };
}

const revoke = (ask: Ask, operator: string, id: string) =>
  ask('mutation ($id: ID!) { revokeApiClient(input: { id: $id }) { errors { code } } }', { id }, operator);

/** An account without a limit, and another one. */
async function twoAccounts(): Promise<readonly [string, string]> {
  const rows = await sql<{ id: string }[]>`
    select 'acct_' || replace(id::text, '-', '') as id from ledger.accounts
    where currency = 'EUR' and status = 'OPEN'
      and organization_id = (select organization_id from users.users where email = 'operator@demo.test')
    order by overdraft_limit nulls first, id limit 2`;
  const [{ id: debit }, { id: credit }] = z
    .tuple([z.object({ id: z.string() }), z.object({ id: z.string() })])
    .parse([...rows]);
  return [debit, credit];
}

const pay = (ask: Ask, token: string, [debitAccountId, creditAccountId]: readonly [string, string]) =>
  ask(
    'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { transfer { id } errors { code } } }',
    {
      input: {
        idempotencyKey: newId(),
        debitAccountId,
        creditAccountId,
        amount: { amount: '0.01', currency: 'EUR' },
      },
    },
    token,
  );
const codeIn = ({ errors }: Awaited<ReturnType<Ask>>) =>
  z.looseObject({ code: z.string() }).safeParse(errors?.[0]?.['extensions']).data?.code;

const events = 'subscription { ledgerEvents(after: "") { cursor } }';

/** The code with which a stream ends. The socket may be closed before its message is read. */
async function endOf(stream: Followed): Promise<unknown> {
  try {
    for await (const { errors } of stream) {
      if (errors !== undefined) {
        return errors[0]?.extensions?.['code'];
      }
    }
    return 'no reason';
  } catch (closing) {
    return z.looseObject({ code: z.number() }).parse(closing).code === 4403 ? 'UNAUTHENTICATED' : closing;
  }
}

/** The requests that a platform still grants to a partner whom the other platform revoked. */
async function revokeAndTry(redisUrl?: string, fail: () => Promise<unknown> = async () => {}) {
  const { here, there, urlThere, close } = await openTwo(redisUrl);
  onTestFinished(async () => void (await close()));
  const { accessToken: operator } = await signIn(here, 'operator@demo.test');
  const partner = await newPartner(here, operator);
  const accounts = await twoAccounts();
  const streams = transports.map((transport) =>
    followStream(transport, urlThere, { query: events, token: partner.token }),
  );
  await Promise.all(streams.map((stream) => stream.next()));
  await fail();
  const before = await pay(there, partner.token, accounts);

  const { errors } = await revoke(here, operator, partner.id);
  const revokedAt = performance.now();
  const ends = Promise.all(streams.map(endOf)).then((codes) => ({ codes, afterMs: performance.now() - revokedAt }));
  const elapsedMs = () => performance.now() - revokedAt;
  let [sentMs, lastPaidMs] = [elapsedMs(), 0];
  let answer = await pay(there, partner.token, accounts);
  // A process that was paused does not know for a moment whether the caller is revoked.
  while (['nothing', 'SERVICE_BUSY'].includes(codeIn(answer) ?? 'nothing') && elapsedMs() < 5 * withinMs) {
    lastPaidMs = codeIn(answer) === undefined ? sentMs : lastPaidMs;
    sentMs = elapsedMs();
    answer = await pay(there, partner.token, accounts);
  }
  const { codes, afterMs } = await ends;
  return {
    before,
    errors,
    code: codeIn(answer),
    ends: codes,
    late: [
      ...(lastPaidMs < withinMs ? [] : [`paid after ${lastPaidMs} ms`]),
      // A last message takes a while on a busy machine.
      ...(afterMs < withinMs + 3_000 ? [] : [`streams ended after ${afterMs} ms`]),
    ],
    query: codeIn(await there('{ ledgerHead { sequence } }', {}, partner.token)),
  };
}

/** The results if nothing is granted from two seconds on: no payment, no read and no stream. */
const nothing = {
  before: { data: { createTransfer: { transfer: { id: expect.any(String) }, errors: [] } } },
  errors: undefined,
  code: 'UNAUTHENTICATED',
  query: 'UNAUTHENTICATED',
  ends: transports.map(() => 'UNAUTHENTICATED'),
  late: [],
};

describe('a revoked partner', () => {
  it('can do nothing in any process within two seconds, without Redis', async () => {
    expect(await revokeAndTry()).toMatchObject(nothing);
  });
});

type Command = [string, ...string[]];
const resetChannels: Command = ['acl', 'setuser', 'default', 'resetchannels'];
const takeMemory: Command = ['config', 'set', 'maxmemory', '1'];

describeWithRedis('a revoked partner', () => {
  it.each([
    { condition: 'works' },
    { condition: 'refuses channels from the start', atStart: resetChannels },
    { condition: 'refuses channels from now on', inBetween: resetChannels },
    { condition: 'is full', inBetween: takeMemory },
  ])('can do nothing within two seconds when Redis $condition', async ({ atStart, inBetween }) => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    if (atStart !== undefined) {
      await redis.command(...atStart);
    }

    const tried = await revokeAndTry(redis.url, async () =>
      inBetween === undefined ? null : redis.command(...inBetween),
    );

    expect(tried).toMatchObject(nothing);
  });

  it('can do nothing within two seconds when Redis is killed', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);

    expect(await revokeAndTry(redis.url, redis.kill)).toMatchObject(nothing);
  });
});

describe('a disabled user', () => {
  it('can do nothing in any process within two seconds, and signs in when enabled', async () => {
    const { here, there, close } = await openTwo();
    onTestFinished(async () => void (await close()));
    const [{ accessToken: operator }, { accessToken }] = [
      await signIn(here, 'operator@demo.test'),
      await signIn(here, 'customer@demo.test'),
    ];
    const me = await there('{ me { id } }', {}, accessToken);
    const { id } = z.object({ me: z.object({ id: z.string() }) }).parse(me.data).me;
    const change = (name: string) =>
      here(`mutation ($id: ID!) { ${name}(input: { id: $id }) { errors { code } } }`, { id }, operator);

    const disabled = await change('disableUser');
    await expect
      .poll(async () => codeIn(await there('{ accounts { nodes { id } } }', {}, accessToken)), {
        timeout: 5 * withinMs,
      })
      .toBe('UNAUTHENTICATED');
    await change('enableUser');
    const again = await signIn(there, 'customer@demo.test');

    expect(disabled).toEqual({ data: { disableUser: { errors: [] } } });
    expect(codeIn(await there('{ me { id } }', {}, accessToken))).toBe('UNAUTHENTICATED');
    expect(await there('{ me { id } }', {}, again.accessToken)).toEqual({ data: { me: { id } } });
  });
});

describe('a user whose tokens were revoked', () => {
  it('can sign in again, and the earlier tokens and tickets stay invalid', async () => {
    const { here, there, close } = await openTwo();
    onTestFinished(async () => void (await close()));
    const [old, newer] = [await signIn(here, 'customer@demo.test'), await signIn(here, 'customer@demo.test')];
    const ticket = 'mutation { createStreamTicket { ticket errors { code } } }';

    await sql`update users.users set token_generation = token_generation + 1 where email = 'customer@demo.test'`;
    const tickets = await here(ticket, {}, old.accessToken);
    await expect
      .poll(async () => codeIn(await there('{ accounts { nodes { id } } }', {}, old.accessToken)), {
        timeout: 5 * withinMs,
      })
      .toBe('UNAUTHENTICATED');
    const again = await signIn(there, 'customer@demo.test');
    const refreshed = await there(
      'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken errors { code } } }',
      { input: { refreshToken: newer.refreshToken } },
    );

    expect(tickets.data?.['createStreamTicket'] ?? null).toBeNull();
    expect(codeIn(tickets)).toBe('UNAUTHENTICATED');
    const shape = z.object({ refreshSession: z.object({ accessToken: z.string() }) });
    for (const token of [again.accessToken, shape.parse(refreshed.data).refreshSession.accessToken]) {
      expect(await there('{ me { email } }', {}, token)).toEqual({ data: { me: { email: 'customer@demo.test' } } });
    }
    expect(codeIn(await there('{ me { email } }', {}, newer.accessToken))).toBe('UNAUTHENTICATED');
  });
});

describeWithRedis('a stream ticket', () => {
  it('is accepted once across all processes, although Redis loses all claims', async () => {
    const redis = await openOwnRedis();
    onTestFinished(redis.close);
    const { here, urlHere, urlThere, close } = await openTwo(redis.url);
    onTestFinished(async () => void (await close()));
    const { accessToken } = await signIn(here, 'operator@demo.test');
    const { data } = await here('mutation { createStreamTicket { ticket } }', {}, accessToken);
    const shape = z.object({ createStreamTicket: z.object({ ticket: z.string() }) });
    const { ticket } = shape.parse(data).createStreamTicket;
    const use = async (url: string) => {
      const parameters = new URLSearchParams({ query: events, ticket });
      const aborted = new AbortController();
      onTestFinished(() => aborted.abort());
      const headers = { accept: 'text/event-stream' };
      return (await fetch(`${url}/graphql?${String(parameters)}`, { headers, signal: aborted.signal })).status;
    };

    const first = await use(urlHere);
    await redis.command('flushall');

    expect(first).toBe(200);
    expect(await use(urlThere)).toBe(401);
    expect(await use(urlHere)).toBe(401);
  });
});
