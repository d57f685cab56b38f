import type { Hints } from '@tributary/platform/hints.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Registry } from '@tributary/platform/metrics.ts';
import { openPool, type Pool } from '@tributary/platform/postgres.ts';
import { followRevocations, type RevocationBatch, type Revocations } from '@tributary/platform/revocations.ts';

/** The channel of hints that there is a new revocation. A hint hastens the next read, and nothing depends on it. */
export const revocationsChannel = 'revocations';

/**
 * Follows the revocations of this graph in the database, for the subgraph of this name. They are rows of `users`, which
 * every subgraph may read through one view. It has a connection of its own, so that a busy pool does not delay it.
 */
export function openRevocations({
  subgraph,
  databaseUrl,
  hints,
  log,
  metrics,
}: {
  subgraph: string;
  databaseUrl: string;
  hints: Hints;
  log: Logger;
  metrics?: Registry | undefined;
}): Revocations {
  const connect = () =>
    openPool({
      url: databaseUrl,
      role: `tributary_${subgraph}`,
      applicationName: `tributary-${subgraph}`,
      poolSize: 1,
    });
  let sql = connect();
  const revocations = followRevocations({
    read: async (after, signal) => {
      signal.addEventListener('abort', () => {
        // A connection without an answer may be dead without a sign. The next read opens another one.
        void sql.end({ timeout: 0 }).catch(() => {});
        sql = connect();
      });
      return selectRevocations(sql, after);
    },
    log,
    metrics,
    reader: subgraph,
  });
  const stopListening = hints.subscribe(revocationsChannel, revocations.hasten);
  return {
    ...revocations,
    close: async () => {
      stopListening();
      await revocations.close();
      await sql.end({ timeout: 2 });
    },
  };
}

/**
 * The revocations of the last day after a position, or all of them for null. The position is the oldest transaction
 * that was open at this moment: a row that this statement did not see yet is of that transaction or of a later one.
 */
export async function selectRevocations(sql: Pool, after: string | null): Promise<RevocationBatch> {
  const rows = await sql<{ position: string; subject: string | null; generation: number | null }[]>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as position, recent.subject, recent.generation
    from (select) as once
    left join users.recent_revocations as recent on recent.transaction >= ${after ?? '0'}::xid8`;
  return {
    position: rows[0]?.position ?? '0',
    revocations: rows.flatMap(({ subject, generation }) =>
      subject === null || generation === null ? [] : [{ subject, generation }],
    ),
  };
}
