import { quotas } from '@tributary/platform/settings.ts';
import { defineSubgraph, referenceTo } from '@tributary/kit/define-subgraph.ts';

/** The accounts subgraph: profiles and owners of accounts. */
export const manifest = defineSubgraph({
  name: 'accounts',
  port: 4002,
  needs: ['users', 'ledger'],
  ids: { acct: 'Account', int: null },
  scopes: ['accounts:read', 'accounts:write'],
  mappers: {
    Account: './tables.ts#AccountRow',
    AccountConnection: './account-count.ts#CountedConnection',
    ApiClient: referenceTo('ApiClient'),
    Hold: referenceTo('Hold'),
    Money: '@tributary/domain/money.ts#Money as MoneyAmount',
    Organization: referenceTo('Organization'),
    Transfer: referenceTo('Transfer'),
    User: referenceTo('User'),
  },
  settings: { ACCOUNTS_PER_ORGANIZATION: quotas.ACCOUNTS_PER_ORGANIZATION },
  load: () => import('./accounts-subgraph.ts'),
});
