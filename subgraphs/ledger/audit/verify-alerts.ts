import { formatId } from '@tributary/domain/ids.ts';
import type { BalanceAlertRow, LogRow } from '../log/tables.ts';
import { faultsMax, rowsPerRead, type Fault, type Transaction } from './verify-projections.ts';

/** Verifies the crossings of balance alerts, and the marks by which they are looked for. */
export async function findWrongAlerts(tx: Transaction, organizationId: string): Promise<Fault[]> {
  const problems = [
    ...(await findWrongCrossings(tx, organizationId)),
    ...(await findMisplacedCrossings(tx, organizationId)),
    ...(await findWrongMarks(tx, organizationId)),
  ];
  return problems.map((problem) => ({ sequence: null, problem }));
}

/** An alert, which counts for the rows after one position, up to another. */
type Alert = Pick<BalanceAlertRow, 'id' | 'accountId' | 'field' | 'direction' | 'threshold'> &
  Pick<BalanceAlertRow, 'afterSequence' | 'untilSequence'>;

type Crossing = { alertId: string; before: bigint; after: bigint };

/** A row that touches an account with alerts, with its kept crossings: the balances before and after it by alert. */
type WatchedRow = Pick<LogRow, 'sequence' | 'debitAccountId' | 'debitPosted' | 'debitPending' | 'debitAvailable'> &
  Pick<LogRow, 'creditAccountId' | 'creditPosted' | 'creditPending' | 'creditAvailable'> & {
    kept: Record<string, [string, string]> | null;
  };

/**
 * Computes all crossings from the first row on, and compares them with those that the database kept, batch by batch.
 * The balances in the rows were verified before. Memory is bounded by the alerts.
 */
async function findWrongCrossings(tx: Transaction, organizationId: string): Promise<string[]> {
  const alerts = await tx<Alert[]>`
    select id, account_id as "accountId", field, direction, threshold, after_sequence as "afterSequence",
      until_sequence as "untilSequence"
    from ledger.balance_alerts where organization_id = ${organizationId} order by id`;
  const crossingsOf = followBalances(alerts);
  const problems: string[] = [];
  for await (const rows of selectWatchedRows(tx, organizationId).cursor(rowsPerRead)) {
    for (const row of rows) {
      const crossings = crossingsOf(row);
      if (problems.length < faultsMax) {
        problems.push(...differences(row, crossings));
      }
    }
  }
  return problems.slice(0, faultsMax);
}

type Balances = Record<BalanceAlertRow['field'], bigint>;

/** Follows the balances of accounts with alerts. The returned function gives the crossings of the next row. */
function followBalances(alerts: readonly Alert[]): (row: WatchedRow) => Crossing[] {
  const alertsOf = Map.groupBy(alerts, ({ accountId }) => accountId);
  const balances = new Map<string, Balances>();
  return (row) => {
    const crossings: Crossing[] = [];
    for (const { accountId, balancesAfter } of sidesOf(row)) {
      const balancesBefore = balances.get(accountId) ?? { POSTED: 0n, PENDING: 0n, AVAILABLE: 0n };
      balances.set(accountId, balancesAfter);
      for (const alert of alertsOf.get(accountId) ?? []) {
        const [before, after] = [balancesBefore[alert.field], balancesAfter[alert.field]];
        if (isInForce(alert, row.sequence) && !isBeyond(alert, before) && isBeyond(alert, after)) {
          crossings.push({ alertId: alert.id, before, after });
        }
      }
    }
    return crossings;
  };
}

function sidesOf(row: WatchedRow): { accountId: string; balancesAfter: Balances }[] {
  return [
    {
      accountId: row.debitAccountId,
      balancesAfter: { POSTED: row.debitPosted, PENDING: row.debitPending, AVAILABLE: row.debitAvailable },
    },
    {
      accountId: row.creditAccountId,
      balancesAfter: { POSTED: row.creditPosted, PENDING: row.creditPending, AVAILABLE: row.creditAvailable },
    },
  ];
}

function isInForce({ afterSequence, untilSequence }: Alert, sequence: bigint): boolean {
  return sequence > afterSequence && (untilSequence === null || sequence <= untilSequence);
}

/** Whether a balance is on the side of the threshold that counts as crossed. */
function isBeyond({ direction, threshold }: Alert, balance: bigint): boolean {
  return direction === 'BELOW' ? balance < threshold : balance > threshold;
}

function differences({ sequence, kept }: WatchedRow, crossings: readonly Crossing[]): string[] {
  const left = new Map(Object.entries(kept ?? {}));
  const wrong = crossings.flatMap(({ alertId, before, after }) => {
    const found = left.get(alertId);
    left.delete(alertId);
    const crossing = `row ${sequence} crosses ${formatId('alert', alertId)} from ${before} to ${after}`;
    if (found === undefined) {
      return [`${crossing}, and no such crossing is kept`];
    }
    const [from, to] = found;
    return from === String(before) && to === String(after) ? [] : [`${crossing}, and is kept as from ${from} to ${to}`];
  });
  const invented = [...left.keys()].map(
    (alertId) => `row ${sequence} does not cross ${formatId('alert', alertId)}, and such a crossing is kept`,
  );
  return [...wrong, ...invented];
}

/** The rows that touch an account with alerts, and those of which a crossing is kept, in order. */
function selectWatchedRows(tx: Transaction, organizationId: string) {
  return tx<WatchedRow[]>`
    with watched as (select distinct account_id as id from ledger.balance_alerts where organization_id = ${organizationId}),
    kept as (
      select sequence, json_object_agg(alert_id, json_build_array(balance_before::text, balance_after::text)) as crossings
      from ledger.alert_crossings where organization_id = ${organizationId} group by sequence)
    select l.sequence, kept.crossings as kept,
      debit_account_id as "debitAccountId", debit_posted as "debitPosted", debit_pending as "debitPending",
      debit_available as "debitAvailable", credit_account_id as "creditAccountId", credit_posted as "creditPosted",
      credit_pending as "creditPending", credit_available as "creditAvailable"
    from ledger.log l left join kept on kept.sequence = l.sequence
    where l.organization_id = ${organizationId} and (kept.sequence is not null
      or debit_account_id in (select id from watched) or credit_account_id in (select id from watched))
    order by l.sequence`;
}

/** Crossings outside the log, and crossings of another account than their alert: other viewers would see these. */
async function findMisplacedCrossings(tx: Transaction, organizationId: string): Promise<string[]> {
  const rows = await tx<{ alertId: string; sequence: bigint }[]>`
    with wrong as materialized (
      select c.alert_id, c.sequence
      from ledger.alert_crossings c
      left join ledger.balance_alerts a on a.id = c.alert_id
      left join ledger.ledgers l on l.organization_id = c.organization_id
      where c.organization_id = ${organizationId}
        and ((a.organization_id, a.account_id) is distinct from (c.organization_id, c.account_id)
          or c.sequence not between 1 and coalesce(l.last_sequence, 0)))
    select alert_id as "alertId", sequence from wrong order by sequence limit ${faultsMax}`;
  return rows.map(
    ({ alertId, sequence }) =>
      `the crossing of ${formatId('alert', alertId)} by row ${sequence} has another account than the alert, or there is no such row`,
  );
}

/** Marks of accounts that contradict their alerts: crossings are looked for only where there is a mark. */
async function findWrongMarks(tx: Transaction, organizationId: string): Promise<string[]> {
  const rows = await tx<{ id: string; isMarked: boolean }[]>`
    with watched as (
      select distinct account_id as id from ledger.balance_alerts
      where organization_id = ${organizationId} and until_sequence is null),
    wrong as materialized (
      select a.id, a.has_alerts from ledger.accounts a left join watched on watched.id = a.id
      where a.organization_id = ${organizationId} and a.has_alerts <> (watched.id is not null))
    select id, has_alerts as "isMarked" from wrong limit ${faultsMax}`;
  return rows.map(({ id, isMarked }) =>
    isMarked
      ? `account ${formatId('acct', id)} is marked as one with alerts, and has none`
      : `account ${formatId('acct', id)} has alerts, and is not marked as one with alerts`,
  );
}
