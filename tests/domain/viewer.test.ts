import { formatId, newId } from '@tributary/domain/ids.ts';
import { callerOfPreviousVersion } from '@tributary/domain/previous-version.ts';
import { callerOf, hasScope, requireSignedIn, subjectOf, viewerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { describe, expect, it } from 'vitest';

const [id, organizationId, accountId] = [newId(), newId(), newId()];
const expiresAt = 2_000_000_000;
const partner: Extract<Viewer, { kind: 'client' }> = {
  kind: 'client',
  id,
  organizationId,
  scopes: ['events:read'],
  accountIds: [accountId],
  expiresAt,
};
const viewers: Viewer[] = [
  { kind: 'user', id, organizationId, role: 'OPERATOR', expiresAt },
  { kind: 'user', id, organizationId, role: 'CUSTOMER', expiresAt },
  partner,
  { ...partner, accountIds: [] },
  { ...partner, accountIds: null, scopes: [] },
  { kind: 'service', name: 'accounts', organizationId },
  { kind: 'anonymous' },
];

/** The caller of a user's token, with some properties changed. */
const caller = (changes: Partial<Caller> = {}): Caller => ({
  ...anonymousCaller,
  issuer: 'tributary',
  subject: formatId('usr', id),
  tenant: formatId('org', organizationId),
  claims: { role: 'CUSTOMER' },
  expiresAt,
  ...changes,
});

describe('a caller', () => {
  it.each(viewers)('becomes the viewer that it was made from', (viewer) => {
    expect(viewerOf(callerOf(viewer, '192.0.2.1'))).toEqual(viewer);
    expect(callerOf(viewer, '192.0.2.1').address).toBe('192.0.2.1');
  });

  it.each([
    ['a subject of the wrong kind', { subject: formatId('acct', id) }],
    ['a subject that is no id', { subject: 'ada' }],
    ['no subject in it', { subject: '' }],
    ['a tenant of the wrong kind', { tenant: formatId('usr', organizationId) }],
    ['no tenant', { tenant: null }],
    ['an unknown role', { claims: { role: 'ADMIN' } }],
    ['no role', { claims: {} }],
    ['a role, which only a user has', { claims: {}, scopes: ['users:read'] }],
    ['no end', { expiresAt: null }],
    ['accounts that are no list', { subject: formatId('cli', id), claims: { accounts: formatId('acct', accountId) } }],
    ['another issuer', { issuer: 'https://login.example' }],
    ['another issuer, as a client', { issuer: 'x', subject: formatId('cli', id), claims: {} }],
    ['the issuer of services and an end', { issuer: 'tributary-services' }],
    ['an API client with an unknown role', { subject: formatId('cli', id), claims: { role: 'ADMIN' } }],
  ])('is refused with %s', (_, changes) => {
    expect(() => viewerOf(caller(changes))).toThrow(
      expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED', callerRefused: true } }),
    );
  });

  it('has only the known scopes', () => {
    const named = ['events:read', 'ledger:rule', 'toString'];
    const viewer = viewerOf(caller({ subject: formatId('cli', id), claims: {}, scopes: named }));

    expect(viewer).toMatchObject({ kind: 'client', scopes: ['events:read'] });
  });

  it('is confined to the valid account ids in its list, and to no account if there is none', () => {
    const subject = formatId('cli', id);
    const accountIdsOf = (accounts: string[]) => viewerOf(caller({ subject, claims: { accounts } }));

    expect(accountIdsOf([formatId('acct', accountId), 'x'])).toMatchObject({ accountIds: [accountId] });
    expect(accountIdsOf(['x'])).toMatchObject({ accountIds: [] });
  });

  it('is a service by its issuer alone', () => {
    expect(() => viewerOf(caller({ subject: 'accounts' }))).toThrow('not valid');
  });
});

describe('a caller signed by a gateway of the previous version', () => {
  it.each(viewers)('becomes the same viewer', (viewer) => {
    const translated = callerOfPreviousVersion({ viewer, address: '192.0.2.1', iss: 'tributary-gateway', exp: 1 });

    expect(translated).toEqual(callerOf(viewer, '192.0.2.1'));
  });

  it('is refused in any other form', () => {
    expect(callerOfPreviousVersion({ viewer: { ...partner, kind: 'admin' }, address: null })).toBeNull();
    expect(callerOfPreviousVersion({ viewer: { ...partner, scopes: ['ledger:rule'] }, address: null })).toBeNull();
    expect(callerOfPreviousVersion(caller({ claims: { viewer: { kind: 'anonymous' } } }))).toBeNull();
    expect(callerOfPreviousVersion(undefined)).toBeNull();
  });
});

const user: Extract<Viewer, { kind: 'user' }> = { kind: 'user', id, organizationId, role: 'CUSTOMER', expiresAt };
const service: Viewer = { kind: 'service', name: 'accounts', organizationId };
const anonymous: Viewer = { kind: 'anonymous' };

it('users may do what every scope names, API clients what theirs name, and others nothing', () => {
  expect([user, partner, service, anonymous].map((viewer) => hasScope(viewer, 'events:read'))).toEqual([
    ...[true, true, false, false],
  ]);
  expect([user, partner, service, anonymous].map((viewer) => hasScope(viewer, 'transfers:write'))).toEqual([
    ...[true, false, false, false],
  ]);
});

it('users and API clients are signed in, and nobody else is', () => {
  expect(requireSignedIn(user)).toBe(user);
  expect(requireSignedIn(partner)).toBe(partner);
  expect(() => requireSignedIn(anonymous)).toThrow(
    expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } }),
  );
  expect(() => requireSignedIn(service)).toThrow(expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }));
});

it('cache keys of users and of API clients differ by their kind', () => {
  expect(subjectOf(user)).toBe(`usr:${user.id}`);
  expect(subjectOf(partner)).toBe(`cli:${partner.id}`);
});
