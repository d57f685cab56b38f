import { openPool, type Pool, type PostgresSettings } from '@tributary/platform/postgres.ts';
import postgres from 'postgres';

/** The connections over which batches are posted. */
export type BatchPool = {
  /** For transactions, and for statements that read. */
  main: Pool;
  /**
   * For batches that are one statement. It may wait for the ledger's lock, so nothing is sent on the connection after
   * it.
   */
  writes: Pool;
  end(): Promise<void>;
};

/**
 * Opens the pool in which batches are posted, with up to `poolSize` connections of each kind. Columns come in camel
 * case.
 *
 * A batch looks everything up by key, so a plan that scans a whole table is never right. The statistics may say
 * otherwise, if they are from when the table was empty. So the session switches such plans off. Plans are generic, and
 * are made once.
 */
export function openBatchPool(settings: PostgresSettings): BatchPool {
  const columnsAndSession = {
    columns: postgres.toCamel,
    session: {
      enable_seqscan: 'off',
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      enable_material: 'off',
      // A process that lost its connection in the middle of a batch must not block the organization for long.
      idle_in_transaction_session_timeout: '5000',
      jit: 'off',
      plan_cache_mode: 'force_generic_plan',
    },
  };
  const main = openPool({ ...settings, ...columnsAndSession });
  const writes = openPool({ ...settings, ...columnsAndSession, pipelining: false });
  return {
    main,
    writes,
    end: async () => {
      await Promise.all([main.end({ timeout: 2 }), writes.end({ timeout: 2 })]);
    },
  };
}
