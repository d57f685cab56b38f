import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { forbidden, Misuse } from '@tributary/platform/errors.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, gt, gte, inArray, lte, ne, sql, type SQL } from 'drizzle-orm';
import type { AccountOwnerKind, BalanceDate, TotalsGroup } from '../generated/schema.ts';
import { raises } from '../log/accounting.ts';
import { logCursor } from '../log/log-cursor.ts';
import { maySeeAll } from '../log/permissions.ts';
import { justBefore, sqlMoment } from '../log/sql-moment.ts';
import { accounts, dailyShifts, ledgers, log, type AccountRow } from '../log/tables.ts';
import { parseTime } from './filter-values.ts';
import { createReadQueue } from './one-at-a-time.ts';
import { readTimeMs, withinTime } from './within-time.ts';
import { dayMs, dayOf } from '../log/utc-days.ts';

/** A request for the posted balances of all accounts of an organization, now or at a moment by a date. */
export type TotalsQuestion = { organizationId: string; at: Date | null; date: BalanceDate };

/** The accounts of one class, currency and kind of owner: their number, and the sum of their balances. */
export type TotalsPart = {
  class: AccountRow['class'];
  currency: string;
  ownerKind: AccountOwnerKind;
  accounts: number;
  /** On the normal side of the class, in minor units. A sum may be larger than a balance can be. */
  posted: bigint;
};

/** Sums of a group, in minor units: of accounts that debits raise, and of those that credits raise. */
export type GroupTotals = {
  class: AccountRow['class'] | null;
  currency: string;
  ownerKind: AccountOwnerKind | null;
  accounts: number;
  debits: bigint;
  credits: bigint;
};

/** The parts as they are known at a position of the log. */
export type TotalsRead = { parts: TotalsPart[]; sequence: bigint };

export type TotalsReader = (question: TotalsQuestion) => Promise<TotalsRead>;

/** The least time that has to be left when a read begins. */
const leastTimeMs = 500;

/**
 * The most rows of the log, per account, that are subtracted from the present balances. If there are more, the balance
 * of each account is looked up, by two lookups each.
 */
const rowsPerAccountMax = 4;

const advice =
  'The organization has so many accounts and transfers that time was up while they were added up. Ask for a later moment, or for now, which reads no transfers.';

/**
 * Creates the reader of sums for a process. One read runs at a time, and the time of each is limited, its wait
 * included.
 */
export function createTotalsReader(
  db: Database,
  { rowsPerAccount = rowsPerAccountMax, timeMsMax = readTimeMs } = {},
): TotalsReader {
  const inQueue = createReadQueue();
  return (question) => {
    const endAt = performance.now() + timeMsMax;
    return inQueue(question.organizationId, async () => {
      const timeMs = endAt - performance.now();
      if (timeMs < leastTimeMs) {
        throw new Misuse('SERVICE_BUSY', 'Other balances were added up for too long. Send this again after a pause.');
      }
      return withinTime(db, { advice, timeMs }, (tx) => selectTotals(tx, question, rowsPerAccount));
    });
  };
}

/**
 * The sums of balances for a viewer who may see all accounts of their organization, and so could add them up alone.
 * Throws Misuse `FORBIDDEN` for others, `BAD_USER_INPUT` for a date that does not exist.
 */
export async function totalsOf(
  read: TotalsReader,
  viewer: SignedInViewer,
  { at, date }: { at?: string | null | undefined; date: BalanceDate },
): Promise<{ parts: TotalsPart[]; cursor: string }> {
  if (!maySeeAll(viewer)) {
    throw forbidden('This is for operators, and for API clients that are not confined to a list of accounts.');
  }
  const { organizationId } = viewer;
  const { parts, sequence } = await read({ organizationId, at: at == null ? null : parseTime('at', at), date });
  return { parts, cursor: logCursor(organizationId, sequence) };
}

/** Adds parts up by group, and by currency in any case. Sorted by currency, class and kind of owner. */
export function groupTotals(parts: readonly TotalsPart[], by: readonly TotalsGroup[]): GroupTotals[] {
  const groups = new Map<string, GroupTotals>();
  for (const part of parts) {
    const accountClass = by.includes('CLASS') ? part.class : null;
    const ownerKind = by.includes('OWNER_KIND') ? part.ownerKind : null;
    const key = `${part.currency} ${accountClass === null ? '' : classes.indexOf(accountClass)} ${ownerKind}`;
    const group = groups.get(key) ?? {
      ...{ class: accountClass, currency: part.currency, ownerKind },
      ...{ accounts: 0, debits: 0n, credits: 0n },
    };
    group.accounts += part.accounts;
    group[raises('debit', part) ? 'debits' : 'credits'] += part.posted;
    groups.set(key, group);
  }
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
}

const classes = accounts.class.enumValues;

/**
 * The parts by two statements that see one state of the database. By recorded date, the balances are the present ones
 * less the later rows, or those after the last row of each account, whichever reads fewer rows. By effective date,
 * daily shifts and the rest of the day are added, as in `balancesAt`. All is added up per account first, so that the
 * accounts themselves are read once.
 */
async function selectTotals(
  tx: Database,
  { organizationId, at, date }: TotalsQuestion,
  rowsPerAccount: number,
): Promise<TotalsRead> {
  const positions = await selectPositions(tx, organizationId, at);
  const { head, last, size } = positions;
  const isPresent = head - last <= BigInt(size * rowsPerAccount);
  const corrections = [
    ...(isPresent && last < head ? [moved(organizationId, -1, gt(log.sequence, last))] : []),
    ...(at !== null && date === 'EFFECTIVE' ? effectiveCorrections(organizationId, at, positions) : []),
  ];
  const corrected = sql`
    left join (
      select r.account_id, sum(r.debit) as debit, sum(r.shift) as shift
      from (${sql.join(corrections, sql` union all `)}) r(account_id, debit, shift) group by 1) m on m.account_id = a.id`;
  const rows = await tx.execute<Omit<TotalsPart, 'posted'> & { posted: string }>(sql`
    select a.class, a.currency, case when a.owner_id is null then 'ORGANIZATION' else 'PERSON' end as "ownerKind",
      count(*)::int as accounts,
      (sum(${isPresent ? sql`a.posted` : sql`coalesce(n.posted, 0)`}) ${
        corrections.length === 0
          ? sql``
          : sql`+ coalesce(sum(case when a.class in ('ASSET', 'EXPENSE') then m.debit else -m.debit end + m.shift), 0)`
      })::text as posted
    from ledger.accounts a ${isPresent ? sql`` : newestBalance(last)} ${corrections.length === 0 ? sql`` : corrected}
    where a.organization_id = ${organizationId} group by 1, 2, 3`);
  return { parts: rows.map((row) => ({ ...row, posted: BigInt(row.posted) })), sequence: head };
}

/** The number of accounts, and the last positions: of all, of the moment, before its day, and of its day. */
async function selectPositions(tx: Database, organizationId: string, at: Date | null) {
  const sequenceAt = (time: number) =>
    sql<bigint>`ledger.sequence_at(${organizationId}::uuid, ${sqlMoment(new Date(time))})`.mapWith(log.sequence);
  const dayStart = at === null ? 0 : dayOf(at) * dayMs;
  const [row] = await tx
    .select({
      head: ledgers.lastSequence,
      ...(at === null
        ? { last: ledgers.lastSequence, lastBefore: ledgers.lastSequence, lastOfDay: ledgers.lastSequence }
        : {
            last: sequenceAt(at.getTime()),
            lastBefore: sequenceAt(dayStart - 1),
            lastOfDay: sequenceAt(dayStart + dayMs - 1),
          }),
      size: sql<number>`(select count(*)::int from ${accounts} where ${eq(accounts.organizationId, organizationId)})`,
    })
    .from(ledgers)
    .where(eq(ledgers.organizationId, organizationId));
  return row ?? { head: 0n, last: 0n, lastBefore: 0n, lastOfDay: 0n, size: 0 };
}

/** SQL that joins the balance of each account after its last row up to a position. */
function newestBalance(last: bigint): SQL {
  const newest = (side: 'debit' | 'credit') => sql`(
    select l.sequence, l.${sql.identifier(`${side}_posted`)} as posted from ledger.log l
    where l.${sql.identifier(`${side}_account_id`)} = a.id and l.sequence <= ${last} order by l.sequence desc limit 1)`;
  return sql`
    left join lateral (
      select posted from (${newest('debit')} union all ${newest('credit')}) both_sides order by sequence desc limit 1) n on true`;
}

/** SQL for the balances by effective date minus those by recorded date, per account. */
function effectiveCorrections(
  organizationId: string,
  at: Date,
  { last, lastBefore, lastOfDay }: { last: bigint; lastBefore: bigint; lastOfDay: bigint },
): SQL[] {
  const start = new Date(dayOf(at) * dayMs);
  const end = new Date(start.getTime() + dayMs);
  const day = sql`(${sqlMoment(start)} at time zone 'UTC')::date`;
  // From the start of the day up to the time, or from the time up to its end: whichever has fewer rows.
  const part =
    last - lastBefore <= lastOfDay - last
      ? ({ sign: 1, shifted: sql`< ${day}`, from: start, to: at, after: lastBefore, upTo: last } as const)
      : ({
          sign: -1,
          shifted: sql`<= ${day}`,
          from: justAfter(at),
          to: justBefore(end),
          after: last,
          upTo: lastOfDay,
        } as const);
  const isMoved = ne(log.effectiveAt, log.recordedAt);
  const tookEffect = and(
    isMoved,
    sql`((${log.effectiveAt} at time zone 'UTC')::date) = ${day}`,
    gte(log.effectiveAt, sqlMoment(part.from)),
    lte(log.effectiveAt, sqlMoment(part.to)),
  );
  return [
    sql`
      select d.account_id, 0, d.shift from ${dailyShifts} d join ledger.accounts o on o.id = d.account_id
      where o.organization_id = ${organizationId} and d.day ${part.shifted}`,
    moved(organizationId, part.sign, tookEffect),
    moved(
      organizationId,
      part.sign === 1 ? -1 : 1,
      and(isMoved, gt(log.sequence, part.after), lte(log.sequence, part.upTo)),
    ),
  ];
}

/** SQL for the amounts that rows of the log moved, per account. With the sign 1, a debit is positive. */
function moved(organizationId: string, sign: 1 | -1, condition: SQL | undefined): SQL {
  return sql`
    select x.account_id, ${sign}::bigint * x.debit, 0 from ${log}
    cross join lateral (values (${log.debitAccountId}, ${log.amount}), (${log.creditAccountId}, -${log.amount})) x(account_id, debit)
    where ${and(eq(log.organizationId, organizationId), inArray(log.kind, ['TRANSFER', 'CAPTURE']), condition)}`;
}

function justAfter(time: Date): Date {
  return new Date(time.getTime() + 1);
}
