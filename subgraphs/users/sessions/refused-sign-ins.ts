import type { Logger } from '@tributary/platform/logging.ts';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';

/** Counts refused attempts to sign in, by organization, minute and network. */
export type RefusedSignIns = {
  /** Counts an attempt. `organizationId` is that of the person, null for an unknown email. */
  count(attempt: { organizationId: string | null; network: string | null }): void;
  /** Writes what was counted, and stops. */
  close(): Promise<void>;
};

/** The most networks of one organization with a count of their own in one minute. All others share one count. */
const networksMax = 1_000;
/** The most counts that a process gathers between two writes. Further networks share one count as well. */
const gatheredMax = 10_000;
const networkLengthMax = 64;
const writeEveryMs = 5_000;
const minuteMs = 60_000;
const keptDays = 90;
/** Key of the lock under which counts are written. Any number that nothing else uses will do. */
const lockId = 7_281_406_124;

/** The network of the shared count. */
export const otherNetworks = '';

type Count = { organization: string; minute: string; network: string; attempts: number };

/**
 * Opens the counts. They are gathered in memory and written every few seconds. So an attempt takes as long for an
 * unknown email as for a known one, and causes no write of its own. A killed process loses its last seconds.
 */
export function openRefusedSignIns({
  db,
  log,
  metrics,
}: {
  db: Database;
  log: Logger;
  metrics?: Registry | undefined;
}): RefusedSignIns {
  const refused = new Counter({
    name: 'tributary_users_refused_sign_ins_total',
    help: 'Refused attempts to sign in, by whether the email address is known',
    labelNames: ['email'],
    registers: metrics === undefined ? [] : [metrics],
  });
  let gathered = new Map<string, Count>();

  const add = ({ attempts, ...place }: Count): void => {
    const own = JSON.stringify(place);
    const isKnown = gathered.has(own) || gathered.size < gatheredMax;
    const kept = isKnown ? place : { ...place, network: otherNetworks };
    const key = isKnown ? own : JSON.stringify(kept);
    gathered.set(key, { ...kept, attempts: (gathered.get(key)?.attempts ?? 0) + attempts });
  };
  const write = async (): Promise<void> => {
    if (gathered.size === 0) {
      return;
    }
    const counts = [...gathered.values()];
    gathered = new Map();
    try {
      await writeCounts(db, counts);
    } catch (error) {
      counts.forEach(add);
      log.warn({ err: error }, 'counts of refused sign-ins could not be written yet');
    }
  };
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, writeEveryMs);

  return {
    count: ({ organizationId, network }) => {
      refused.inc({ email: organizationId === null ? 'unknown' : 'known' });
      if (organizationId !== null) {
        const minute = new Date(Math.floor(Date.now() / minuteMs) * minuteMs).toISOString();
        const counted = network === null || network.length > networkLengthMax ? otherNetworks : network;
        add({ organization: organizationId, minute, network: counted, attempts: 1 });
      }
    },
    close: async () => {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}

/** Adds counts to the stored ones, and deletes old ones. One process writes at a time, so that `networksMax` holds. */
async function writeCounts(db: Database, counts: readonly Count[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${lockId}::bigint)`);
    await tx.execute(sql`delete from users.refused_sign_ins where minute < now() - make_interval(days => ${keptDays})`);
    await tx.execute(sql`
      with incoming as (
        select i.*, r.network is not null or i.network = ${otherNetworks}::text as has_row
        from jsonb_to_recordset(${JSON.stringify(counts)}::text::jsonb)
          as i(organization uuid, minute timestamptz, network text, attempts integer)
        left join users.refused_sign_ins r
          on r.organization_id = i.organization and r.minute = i.minute and r.network = i.network),
      ranked as (
        select i.*,
          row_number() over (partition by i.organization, i.minute, i.has_row order by i.attempts desc, i.network) as rank,
          (select count(*) from users.refused_sign_ins r
            where r.organization_id = i.organization and r.minute = i.minute and r.network <> ${otherNetworks}::text) as existing
        from incoming i)
      insert into users.refused_sign_ins as known (organization_id, minute, network, attempts)
      select organization, minute,
        case when has_row or existing + rank <= ${networksMax} then network else ${otherNetworks}::text end, sum(attempts)
      from ranked group by 1, 2, 3
      on conflict (organization_id, minute, network) do update set attempts = known.attempts + excluded.attempts`);
  });
}
