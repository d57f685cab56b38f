import { parseDateTime } from '@tributary/platform/date-time.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { problemOfId, tryParseId, type IdKind } from '@tributary/domain/ids.ts';
import {
  decodeCursor,
  encodeCursor,
  invalidCursor,
  readPage,
  toConnection,
  type Connection,
  type Page,
  type PageArguments,
} from '@tributary/kit/pagination.ts';
import { and, asc, desc, eq, gt, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { AuditAction, AuditEventFilter } from '../generated/schema.ts';
import { auditEvents, personalValues, type AuditEventRow } from '../identity/tables.ts';

/** An event with its personal values that are not erased, by field. */
export type SeenAuditEvent = AuditEventRow & { values: ReadonlyMap<string, string> };

type ListArguments = PageArguments & { filter?: AuditEventFilter | null | undefined };

const sequenceMax = 2n ** 63n - 1n;

/**
 * Lists the audit trail of an organization, in the order of its events. Throws Misuse `INVALID_PAGE`, `INVALID_CURSOR`,
 * `INVALID_ID` and `BAD_USER_INPUT`.
 */
export async function listAuditEvents(
  db: Database,
  organizationId: string,
  { filter, ...args }: ListArguments,
): Promise<Connection<SeenAuditEvent>> {
  const page = readPage(args);
  const rows = await selectEvents(db, {
    page,
    actions: filter?.actions ?? null,
    condition: and(
      eq(auditEvents.organizationId, organizationId),
      page.after === null ? undefined : gt(auditEvents.sequence, parseCursor(page.after)),
      page.before === null ? undefined : lt(auditEvents.sequence, parseCursor(page.before)),
      conditionOf(organizationId, filter ?? {}),
    ),
  });
  const nodes = await withValues(db, organizationId, rows);
  return toConnection({ nodes, page, cursorOf: ({ sequence }) => encodeCursor([String(sequence)]) });
}

function conditionOf(organizationId: string, { actorId, subjectId, from, before }: AuditEventFilter): SQL | undefined {
  return and(
    actorId == null ? undefined : eq(auditEvents.actorId, parseAnyId(actorId, ['usr', 'cli'])),
    subjectId == null ? undefined : eq(auditEvents.subjectId, parseAnyId(subjectId, ['usr', 'cli', 'acct', 'org'])),
    from == null ? undefined : sql`${auditEvents.sequence} >= ${firstAt(organizationId, parseTime('from', from))}`,
    before == null ? undefined : sql`${auditEvents.sequence} < ${firstAt(organizationId, parseTime('before', before))}`,
  );
}

/**
 * SQL for the first sequence at a time or later. Times ascend with sequences, so a range of times is a range of
 * sequences, which every index can serve.
 */
function firstAt(organizationId: string, time: Date): SQL {
  return sql`coalesce((
    select e.sequence from audit.events e
    where e.organization_id = ${organizationId}::uuid and e.occurred_at >= ${time.toISOString()}::timestamptz
    order by e.occurred_at, e.sequence limit 1), ${sequenceMax}::bigint)`;
}

/**
 * The rows of a page and one more, in the direction of the page. Each action is a range of the index and gives a page
 * at most, so the cost does not grow with the number of matches.
 */
async function selectEvents(
  db: Database,
  { page, actions, condition }: { page: Page; actions: readonly AuditAction[] | null; condition: SQL | undefined },
): Promise<AuditEventRow[]> {
  const order = page.direction === 'forward' ? asc : desc;
  const size = page.size + 1;
  if (actions === null) {
    return db.select().from(auditEvents).where(condition).orderBy(order(auditEvents.sequence)).limit(size);
  }
  const wanted = db
    .select({ wantedAction: sql<string>`wanted_action`.as('wanted_action') })
    .from(sql`unnest(${sql.param([...new Set(actions)])}::text[]) as wanted_action`)
    .as('wanted');
  const ofAction = db
    .select()
    .from(auditEvents)
    .where(and(condition, eq(auditEvents.action, wanted.wantedAction)))
    .orderBy(order(auditEvents.sequence))
    .limit(size)
    .as('of_action');
  const rows = await db.select().from(wanted).crossJoinLateral(ofAction).orderBy(order(ofAction.sequence)).limit(size);
  return rows.map((row) => row.of_action);
}

/** Adds the personal values to the rows of a page, in one statement. */
async function withValues(
  db: Database,
  organizationId: string,
  rows: readonly AuditEventRow[],
): Promise<SeenAuditEvent[]> {
  const sequences = rows.filter(({ commitments }) => commitments.length > 0).map(({ sequence }) => sequence);
  const values =
    sequences.length === 0
      ? []
      : await db
          .select()
          .from(personalValues)
          .where(and(eq(personalValues.organizationId, organizationId), inArray(personalValues.sequence, sequences)));
  const bySequence = Map.groupBy(values, ({ sequence }) => sequence);
  return rows.map((row) => ({
    ...row,
    values: new Map((bySequence.get(row.sequence) ?? []).map(({ field, value }) => [field, value])),
  }));
}

/** The sequence of a cursor. Throws Misuse `INVALID_CURSOR`. */
function parseCursor(cursor: string): bigint {
  const [digits = ''] = decodeCursor(cursor, 1);
  if (!/^[1-9]\d{0,17}$/.test(digits)) {
    throw invalidCursor();
  }
  return BigInt(digits);
}

/** The UUID of an id of one of these kinds. Throws Misuse `INVALID_ID` for any other text. */
function parseAnyId(id: string, kinds: readonly [IdKind, ...IdKind[]]): string {
  const uuid = kinds.map((kind) => tryParseId(kind, id)).find((parsed) => parsed !== null);
  if (uuid == null) {
    throw new Misuse('INVALID_ID', problemOfId(kinds[0], id));
  }
  return uuid;
}

function parseTime(field: string, text: string): Date {
  const parsed = parseDateTime(text);
  if ('problem' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`filter.${field}\`: ${parsed.problem}`);
  }
  return parsed.time;
}
