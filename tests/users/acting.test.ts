import type { UserViewer } from '@tributary/domain/viewer.ts';
import { expect, it } from 'vitest';
import { current } from '../../subgraphs/users/identity/acting.ts';
import type { UserRow } from '../../subgraphs/users/identity/tables.ts';

const endedUntil = new Date('2026-03-01T12:00:00Z');

const viewer: UserViewer = {
  kind: 'user',
  id: '0190b0a0-0000-7000-8000-000000000001',
  organizationId: '0190b0a0-0000-7000-8000-000000000002',
  role: 'OPERATOR',
  expiresAt: endedUntil.getTime() / 1000 + 1,
};
const row: UserRow = {
  id: viewer.id,
  organizationId: viewer.organizationId,
  email: 'ada@example.com',
  name: 'Ada',
  role: 'OPERATOR',
  passwordHash: '',
  tokenGeneration: 0,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  disabledAt: null,
  erasedAt: null,
  tokensEndedUntil: endedUntil,
};

it('lets a person act whose token expires after those that were ended', () => {
  expect(current(row, viewer)).toBe(row);
});

// The last guard: it holds before the revocation is known to the process that would act.
it.each<[string, UserRow | undefined]>([
  ['whose row is gone', undefined],
  ['of another organization', { ...row, organizationId: row.id }],
  ['who was disabled', { ...row, disabledAt: endedUntil }],
  ['who has another role now', { ...row, role: 'CUSTOMER' }],
  ['whose token was ended', { ...row, tokensEndedUntil: new Date(viewer.expiresAt * 1000) }],
])('lets no person act %s', (_, found) => {
  expect(() => current(found, viewer)).toThrow('Your access was ended. Sign in again.');
});
