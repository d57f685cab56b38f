import { defineSubgraph, referenceTo } from '@tributary/kit/define-subgraph.ts';
import { generousSignIn, passwordPage, quotas, signInProviders } from '@tributary/platform/settings.ts';
import { z } from 'zod';

export const signingKeyNotes = {
  description: 'Private key that signs access tokens, an Ed25519 JWK',
  pitfall: 'A new key ends all sessions: every token that the old one signed is refused.',
};

/** The users subgraph: organizations, people, API clients and sessions. */
export const manifest = defineSubgraph({
  name: 'users',
  port: 4001,
  needs: [],
  ids: { org: 'Organization', usr: 'User', cli: 'ApiClient', ses: null, aud: null },
  scopes: ['users:read'],
  mappers: {
    Account: referenceTo('Account'),
    ApiClient: './identity/tables.ts#ApiClientRow',
    AuditEvent: './audit/list-audit-events.ts#SeenAuditEvent',
    Organization: './identity/tables.ts#OrganizationRow',
    RefusedSignIns: './audit/list-refused-sign-ins.ts#RefusedSignInsRow',
    User: './identity/tables.ts#UserRow',
  },
  settings: {
    JWT_PRIVATE_KEY: z.string().meta(signingKeyNotes),
    GENEROUS_SIGN_IN: generousSignIn,
    PASSWORD_PAGE_URL: passwordPage,
    SIGN_IN_PROVIDERS: signInProviders,
    PEOPLE_PER_ORGANIZATION: quotas.PEOPLE_PER_ORGANIZATION,
    API_CLIENTS_PER_ORGANIZATION: quotas.API_CLIENTS_PER_ORGANIZATION,
  },
  tables: 'identity/tables.ts',
  load: () => import('./users-subgraph.ts'),
});
