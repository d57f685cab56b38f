import { openPool, type Pool, type PostgresSettings } from '@tributary/platform/postgres.ts';
import postgres from 'postgres';

/**
 * Opens the pool in which batches are posted. Its columns come in camel case. A batch looks everything up by key, so a plan that reads a whole table is never right, whatever the
 * statistics of a table say that was empty a minute ago; and since the plan is always the same, it is made once.
 */
export function openBatchPool({ onStatement, ...settings }: PostgresSettings): Pool {
  return openPool({
    ...settings,
    onStatement,
    columns: postgres.toCamel,
    session: {
      enable_seqscan: 'off',
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      enable_material: 'off',
      // Whoever lost its connection in the middle of a batch must not hold up the organization for long.
      idle_in_transaction_session_timeout: '5000',
      jit: 'off',
      plan_cache_mode: 'force_generic_plan',
    },
  });
}
