import { defineSubgraph } from '@tributary/kit/define-subgraph.ts';
import { flag } from '@tributary/platform/config.ts';
import { z } from 'zod';

/** Organizations, people, API clients and sessions. */
export const manifest = defineSubgraph({
  name: 'users',
  port: 4001,
  needs: [],
  ids: ['org', 'usr', 'cli', 'ses'],
  scopes: ['users:read'],
  mappers: {
    ApiClient: '../tables.ts#ApiClientRow',
    Organization: '../tables.ts#OrganizationRow',
    User: '../tables.ts#UserRow',
  },
  settings: { JWT_PRIVATE_KEY: z.string(), GENEROUS_SIGN_IN: flag.default(false) },
  load: () => import('./users-subgraph.ts'),
});
