import { newId } from '@tributary/domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { followStream, transports, type Followed, type StreamResult } from '../support/follow-stream.ts';
import { openTestPlatform } from '../support/open-test-platform.ts';

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let operator: string;

beforeAll(async () => {
  opened = await openTestPlatform();
  operator = await signIn('operator@demo.test');
});
afterAll(() => opened.close());

async function signIn(email: string, password = 'demo'): Promise<string> {
  const { data } = await opened.ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
    input: { email, password },
  });
  return z.object({ signIn: z.object({ accessToken: z.string() }) }).parse(data).signIn.accessToken;
}

/** An API client and its token. */
async function newPartner(): Promise<{ id: string; token: string }> {
  const created = await opened.ask(
    'mutation { createApiClient(input: { name: "Partner", scopes: ["events:read"] }) { apiKey apiClient { id } } }',
    {},
    operator,
  );
  const { apiKey, apiClient } = z
    .object({ createApiClient: z.object({ apiKey: z.string(), apiClient: z.object({ id: z.string() }) }) })
    .parse(created.data).createApiClient;
  const exchanged = await opened.ask(
    'mutation ($input: ExchangeApiKeyInput!) { exchangeApiKey(input: $input) { accessToken } }',
    { input: { apiKey } },
  );
  const { accessToken } = z
    .object({ exchangeApiKey: z.object({ accessToken: z.string() }) })
    .parse(exchanged.data).exchangeApiKey;
  return { id: apiClient.id, token: accessToken };
}

async function nextOf(stream: Followed): Promise<StreamResult> {
  const { done, value } = await stream.next();
  if (done === true) {
    throw new Error('the stream ended without a message');
  }
  return value;
}

const query = 'subscription ($after: String) { ledgerEvents(after: $after) { cursor sequence } }';
/** The code in the first message of a stream, or the reason with which its socket was closed. */
const refusalOf = (stream: Followed) =>
  nextOf(stream).then(
    (result) => String(reasonOf(result)?.['code']),
    (closing: unknown) => z.object({ reason: z.string() }).parse(closing).reason,
  );
const reasonOf = ({ errors }: StreamResult) => errors?.[0]?.extensions;

describe.each(transports)('over %s', (transport) => {
  it('a revoked partner loses the stream, and cannot open another with the same token', async () => {
    const { id, token } = await newPartner();
    const stream = followStream(transport, opened.platform.url, { query, variables: { after: '' }, token });
    const first = await nextOf(stream);

    await opened.ask(
      'mutation ($input: RevokeApiClientInput!) { revokeApiClient(input: $input) { errors { code } } }',
      {
        input: { id },
      },
      operator,
    );
    let last = first;
    while (last.errors === undefined) {
      last = await nextOf(stream);
    }
    const again = followStream(transport, opened.platform.url, { query, variables: { after: '' }, token });

    expect(reasonOf(last)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await stream.next().catch(() => ({ done: true }))).done).toBe(true);
    expect(await refusalOf(again)).toMatch(/UNAUTHENTICATED|Forbidden/);
  });

  it('a disabled person loses the stream, cannot open another with the same token, and can with a new token once enabled', async () => {
    const email = `${newId()}@example.com`;
    const { data } = await opened.ask(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
      { input: { email, name: 'Eve', role: 'OPERATOR', password: 'correct horse' } },
      operator,
    );
    const { id } = z.object({ createUser: z.object({ user: z.object({ id: z.string() }) }) }).parse(data)
      .createUser.user;
    const token = await signIn(email, 'correct horse');
    const follow = (withToken: string) =>
      followStream(transport, opened.platform.url, { query, variables: { after: '' }, token: withToken });
    const stream = follow(token);
    let last = await nextOf(stream);

    await opened.ask('mutation ($id: ID!) { disableUser(input: { id: $id }) { errors { code } } }', { id }, operator);
    while (last.errors === undefined) {
      last = await nextOf(stream);
    }
    const again = await refusalOf(follow(token));
    await opened.ask('mutation ($id: ID!) { enableUser(input: { id: $id }) { errors { code } } }', { id }, operator);
    const afterwards = await refusalOf(follow(token));
    const anew = follow(await signIn(email, 'correct horse'));
    const first = await nextOf(anew);
    await anew.return?.();

    expect(reasonOf(last)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(again).toMatch(/UNAUTHENTICATED|Forbidden/);
    expect(afterwards).toMatch(/UNAUTHENTICATED|Forbidden/);
    expect(first.errors).toBeUndefined();
  });

  it('a customer with a newly opened account loses the stream with `VISIBILITY_CHANGED`, and the cursor to resume after', async () => {
    const customer = await signIn('customer@demo.test');
    const me = await opened.ask('{ me { id } }', {}, customer);
    const ownerId = z.object({ me: z.object({ id: z.string() }) }).parse(me.data).me.id;
    const stream = followStream(transport, opened.platform.url, { query, variables: { after: '' }, token: customer });
    await nextOf(stream);

    const { errors } = await opened.ask(
      'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { errors { code } } }',
      { input: { idempotencyKey: newId(), name: 'New', class: 'LIABILITY', currency: 'EUR', ownerId } },
      operator,
    );
    let last = await nextOf(stream);
    while (last.errors === undefined) {
      last = await nextOf(stream);
    }

    expect(errors).toBeUndefined();
    expect(reasonOf(last)).toMatchObject({ code: 'VISIBILITY_CHANGED', cursor: expect.any(String) });
  });
});
