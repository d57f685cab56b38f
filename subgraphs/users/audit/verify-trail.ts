import type { Pool } from '@tributary/platform/postgres.ts';
import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';
import { auditEvents, personalValues, type AuditEventRow } from '../identity/tables.ts';
import { commitmentOf, hashBeforeFirst, hashOfEvent } from './chain.ts';
import { fieldOfCommitment } from './event-changes.ts';

/** The last event of a trail, or a head that was kept outside the database. The hash is in hexadecimal. */
export type TrailHead = { sequence: bigint; hash: string };

/** The first invalid event of a trail. */
export type TrailFault = { sequence: bigint; problem: string };

export type TrailVerification = {
  organizationId: string;
  head: TrailHead;
  /** The number of personal values that were erased with their person. */
  erasedValues: number;
  fault: TrailFault | null;
};

type Transaction = postgres.TransactionSql<{ bigint: bigint }>;
type PersonalValueRow = typeof personalValues.$inferSelect;

const eventsPerRead = 2_000;

/**
 * Verifies an organization's audit trail from its first event, as of one moment: positions, times, hashes, the personal
 * values that are not erased, and the head. Memory is bounded. Nothing is written, and no writer waits. The user of the
 * connection has to be a member of the role `tributary_users`.
 */
export async function verifyTrail(
  sql: Pool,
  {
    organizationId,
    keptHeads = [],
    onEvents = () => {},
  }: {
    organizationId: string;
    keptHeads?: readonly TrailHead[];
    /** Callback after every few thousand verified events, with their number. */
    onEvents?: (count: number) => void;
  },
): Promise<TrailVerification> {
  return asUsers(sql, async (tx) => {
    const trail: Trail = {
      organizationId,
      kept: Map.groupBy(keptHeads, ({ sequence }) => sequence),
      last: { sequence: 0n, hash: hashBeforeFirst, occurredAt: new Date(Number.NEGATIVE_INFINITY) },
      erasedValues: 0,
    };
    const fault = (await replayTrail(tx, trail, onEvents)) ?? (await findOtherEnd(tx, trail, keptHeads));
    const { sequence, hash } = trail.last;
    const head = { sequence, hash: hash.toString('hex') };
    return { organizationId, head, erasedValues: trail.erasedValues, fault };
  });
}

/** The organizations that have an audit trail, with its length. */
export async function selectTrails(sql: Pool): Promise<{ organizationId: string; lastSequence: bigint }[]> {
  return asUsers(
    sql,
    (tx) => tx<{ organizationId: string; lastSequence: bigint }[]>`
      select organization_id as "organizationId", max(sequence) as "lastSequence"
      from (select organization_id, sequence from audit.heads
            union all
            select distinct organization_id, 0 from audit.events) as trails
      group by organization_id order by organization_id`,
  );
}

/** Runs a read-only transaction as `tributary_users`, the only role that may read the trail. */
async function asUsers<Result>(sql: Pool, run: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const result = await sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx`set local role tributary_users`;
    await tx`set local statement_timeout = 0`;
    return { value: await run(tx) };
  });
  return result.value;
}

type Trail = {
  organizationId: string;
  kept: ReadonlyMap<bigint, readonly TrailHead[]>;
  last: { sequence: bigint; hash: Buffer; occurredAt: Date };
  erasedValues: number;
};

async function replayTrail(
  tx: Transaction,
  trail: Trail,
  onEvents: (count: number) => void,
): Promise<TrailFault | null> {
  for (;;) {
    const events = await selectEvents(tx, trail);
    const values = await selectValues(tx, trail, events.at(-1)?.sequence ?? trail.last.sequence);
    for (const event of events) {
      const problem = verifyEvent(trail, event, values.get(event.sequence) ?? []);
      if (problem !== null) {
        return problem;
      }
    }
    onEvents(events.length);
    if (events.length < eventsPerRead) {
      return null;
    }
  }
}

/** Verifies the next event, and returns its fault, or null. After an invalid event, later ones prove nothing. */
function verifyEvent(trail: Trail, event: AuditEventRow, values: readonly PersonalValueRow[]): TrailFault | null {
  const { last, kept } = trail;
  const expected = last.sequence + 1n;
  if (event.sequence !== expected) {
    return { sequence: expected, problem: `the event is missing; the next that is there is ${event.sequence}` };
  }
  const hash = hashOfEvent(last.hash, event);
  const problem = !hash.equals(event.hash)
    ? 'the hash is not that of the event and all before it: the event was changed, or events before it were'
    : event.occurredAt < last.occurredAt
      ? 'its time is earlier than that of the event before it'
      : (kept.get(event.sequence) ?? []).some((head) => head.hash !== hash.toString('hex'))
        ? 'its hash is not the one that was kept: it was changed, or one before it, and all hashes since'
        : findOtherValue(event, values);
  trail.last = { sequence: event.sequence, hash, occurredAt: event.occurredAt };
  trail.erasedValues += event.commitments.length - values.length;
  return problem === null ? null : { sequence: event.sequence, problem };
}

/** The problem of the first personal value that differs from its commitment in the event. */
function findOtherValue({ commitments }: AuditEventRow, values: readonly PersonalValueRow[]): string | null {
  const byField = new Map(commitments.map((commitment) => [fieldOfCommitment(commitment), commitment]));
  const other = values.find((value) => byField.get(value.field) !== `${value.field} ${commitmentOf(value)}`);
  return other === undefined ? null : `its personal value ${other.field} is not the one that was recorded`;
}

/** Compares the end of the trail with its head, and with the heads that were kept. */
async function findOtherEnd(
  tx: Transaction,
  { organizationId, last }: Trail,
  keptHeads: readonly TrailHead[],
): Promise<TrailFault | null> {
  const next = last.sequence + 1n;
  const beyond = keptHeads.find(({ sequence }) => sequence > last.sequence);
  if (beyond !== undefined) {
    return {
      sequence: next,
      problem: `the trail ends before it, and the head that was kept is ${beyond.sequence}`,
    };
  }
  const [head] = await tx<{ sequence: bigint; hash: Buffer }[]>`
    select sequence, hash from audit.heads where organization_id = ${organizationId}`;
  const { sequence, hash } = head ?? { sequence: 0n, hash: hashBeforeFirst };
  if (sequence > last.sequence) {
    return { sequence: next, problem: `the trail ends before it, and its head says that it goes to ${sequence}` };
  }
  if (sequence < last.sequence) {
    return { sequence: sequence + 1n, problem: 'the event is there, and the head says that the trail ends before it' };
  }
  if (!hash.equals(last.hash)) {
    return { sequence, problem: 'the hash of the head is not that of the last event' };
  }
  const [stray] = await tx<{ sequence: bigint }[]>`
    select sequence from audit.personal_values
    where organization_id = ${organizationId} and (sequence > ${sequence} or sequence < 1) order by 1 limit 1`;
  return stray === undefined
    ? null
    : { sequence: stray.sequence, problem: 'a personal value is there without its event' };
}

async function selectValues(
  tx: Transaction,
  { organizationId, last }: Trail,
  until: bigint,
): Promise<Map<bigint, PersonalValueRow[]>> {
  const rows = await tx<PersonalValueRow[]>`
    select ${tx.unsafe(columnsOf(personalValues))} from audit.personal_values
    where organization_id = ${organizationId} and sequence > ${last.sequence} and sequence <= ${until}`;
  return Map.groupBy(rows, ({ sequence }) => sequence);
}

function selectEvents(tx: Transaction, { organizationId, last }: Trail): Promise<AuditEventRow[]> {
  return tx<AuditEventRow[]>`
    select ${tx.unsafe(columnsOf(auditEvents))} from audit.events
    where organization_id = ${organizationId} and sequence > ${last.sequence}
    order by sequence limit ${eventsPerRead}`;
}

/** The columns of a table, named as in its rows. */
function columnsOf(table: PgTable): string {
  return Object.entries(getTableColumns(table))
    .map(([name, column]) => `${column.name} as "${name}"`)
    .join(', ');
}
