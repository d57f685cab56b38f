import { formatId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anonymous, clientViewer, openUsers } from './open-users.ts';

const mutation = 'mutation { createStreamTicket { ticket expiresAt errors { code } } }';

let users: Awaited<ReturnType<typeof openUsers>>;
beforeAll(async () => {
  users = await openUsers();
});
afterAll(() => users.close());

const payloadOf = async (ticket: string) =>
  (await jwtVerify(ticket, createLocalJWKSet(users.publicKeys), { audience: 'tributary/streams' })).payload;

it('a ticket carries its caller and the expiry of their access token, and lives less than a minute', async () => {
  const { data, errors } = await users.ask(users.ada.viewer, mutation);
  const payload = await payloadOf(data.createStreamTicket.ticket);

  expect(errors).toEqual([]);
  expect(data.createStreamTicket.errors).toEqual([]);
  expect(payload).toMatchObject({
    sub: formatId('usr', users.ada.id),
    org: formatId('org', users.organizationId),
    role: 'CUSTOMER',
    until: 4_000_000_000,
    jti: expect.any(String),
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThan(60);
  expect(new Date(data.createStreamTicket.expiresAt).getTime()).toBe((payload.exp ?? 0) * 1000);
});

it('no two tickets are the same', async () => {
  const [one, other] = await Promise.all([
    users.ask(users.ada.viewer, mutation),
    users.ask(users.ada.viewer, mutation),
  ]);

  expect((await payloadOf(one.data.createStreamTicket.ticket)).jti).not.toBe(
    (await payloadOf(other.data.createStreamTicket.ticket)).jti,
  );
});

it('an API client gets a ticket with its scopes and accounts, until it is revoked', async () => {
  const made = await users.ask(
    users.olga.viewer,
    `mutation { createApiClient(input: { name: "Partner", scopes: ["events:read"] }) { apiClient { id } } }`,
  );
  const { id } = made.data.createApiClient.apiClient;
  const viewer: Viewer = {
    ...clientViewer(users.organizationId, ['events:read']),
    ...{ id: parseId('cli', id) },
  };

  const given = await users.ask(viewer, mutation);
  await users.ask(users.olga.viewer, `mutation { revokeApiClient(input: { id: "${id}" }) { apiClient { id } } }`);
  const refused = await users.ask(viewer, mutation);

  expect(await payloadOf(given.data.createStreamTicket.ticket)).toMatchObject({ sub: id, scopes: ['events:read'] });
  expect(refused.errors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
});

it('nobody gets a ticket without credentials, or for an organization that is not theirs', async () => {
  const made = await users.ask(
    users.olga.viewer,
    `mutation { createApiClient(input: { name: "Partner", scopes: ["events:read"] }) { apiClient { id } } }`,
  );
  const clientId = parseId('cli', made.data.createApiClient.apiClient.id);

  for (const viewer of [
    anonymous,
    { ...users.stranger.viewer, id: users.ada.id },
    { ...clientViewer(users.strangersOrganizationId, ['events:read']), id: clientId },
  ]) {
    expect((await users.ask(viewer, mutation)).errors).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
  }
});
