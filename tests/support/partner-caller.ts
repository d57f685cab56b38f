import type { Caller } from '@tributary/platform/caller.ts';

/** A caller of an issuer that is not ours, with every member. */
export const partner: Caller = {
  issuer: 'https://issuer.example',
  subject: 'partner-7',
  tenant: 'bank-3',
  scopes: ['events:read'],
  claims: { accounts: ['a', 'b'], plan: { name: 'gold' } },
  expiresAt: 2_000_000_000,
  address: '192.0.2.1',
};
