import type { Pool } from '@tributary/platform/postgres.ts';
import type postgres from 'postgres';
import type { AccountMemory, KnownAccounts } from './account-memory.ts';
import { chain, hashBeforeFirst } from './chain.ts';
import type { Command, Outcome } from './commands.ts';
import { decide, useKey, type Decision, type LedgerState, type Use } from './decide.ts';
import type { AccountRow, HoldRow, LogRow, Refusal } from './tables.ts';

/** How far ahead of the newest row there must be a partition. */
const partitionMargin = 100_000n;

/**
 * Posts a batch for one organization in one database transaction of four round trips: begin, lock and read, write, commit. Returns what became of each command, in their
 * order, once it is committed.
 *
 * This is a hot path, and so its statements are plain SQL, one for each table whatever the size of the batch, for a pool that `openBatchPool` opened. Statements of one round trip are sent
 * together and carried out one after the other. Each sees what was committed before it began: those that follow the lock see all that earlier batches wrote.
 */
export async function postBatch(
  { pool, memory }: { pool: Pool; memory: AccountMemory },
  { organizationId, commands }: { organizationId: string; commands: readonly Command[] },
): Promise<Outcome[]> {
  const remembered = memory.take(organizationId);
  const { outcomes, known } = await pool.begin(async (tx) => {
    const { ledger, accounts, state } = await lockAndRead(tx, { organizationId, commands, remembered });
    const decision = decide(state, commands, ledger.now);
    const headHash = await write(tx, ledger, decision);
    for (const account of decision.accounts) {
      accounts.set(account.id, account);
    }
    return { outcomes: decision.outcomes, known: { headHash, revision: ledger.revision, accounts } };
  });
  memory.keep(organizationId, known);
  return outcomes;
}

type Transaction = postgres.TransactionSql<{ bigint: bigint }>;
type Ledger = {
  organizationId: string;
  lastSequence: bigint;
  lastRecordedAt: Date;
  headHash: string;
  revision: bigint;
  now: Date;
};

async function lockAndRead(
  tx: Transaction,
  {
    organizationId,
    commands,
    remembered,
  }: { organizationId: string; commands: readonly Command[]; remembered: KnownAccounts | null },
): Promise<{ ledger: Ledger; accounts: Map<string, AccountRow>; state: LedgerState }> {
  const named = whatIsNamed(commands);
  const unknown = (ids: Iterable<string>, known: ReadonlyMap<string, AccountRow> | undefined) =>
    [...ids].filter((id) => known?.has(id) !== true);
  const asked = unknown(named.accountIds, remembered?.accounts);
  const [ledger, namedHolds, due, reversible, uses, read] = await Promise.all([
    lockLedger(tx, organizationId),
    readHolds(tx, organizationId, named.holdIds),
    readDueHolds(tx, organizationId, named.accountIds),
    readReversible(tx, organizationId, named.transferIds),
    readUses(tx, organizationId, commands),
    readAccounts(tx, organizationId, asked),
  ]);
  const isAsRemembered = remembered?.headHash === ledger.headHash && remembered.revision === ledger.revision;
  const accounts = isAsRemembered ? remembered.accounts : new Map<string, AccountRow>();
  const holds = new Map<string, HoldRow>();
  const learnAccounts = (rows: readonly AccountRow[]) => rows.forEach((row) => accounts.set(row.id, row));
  const learnHolds = (rows: readonly HoldRow[]) => rows.forEach((row) => holds.set(row.id, row));
  learnAccounts(read);
  learnHolds([...namedHolds, ...due]);
  // Whom the named holds and transfers concern is known only now, and then whom the due holds of these; and perhaps that somebody else has written meanwhile.
  const later = withoutAll(sidesOf([...namedHolds, ...reversible.map(({ row }) => row)]), named.accountIds);
  if (later.length > 0) {
    learnHolds(await readDueHolds(tx, organizationId, later));
  }
  const concerned = new Set([...named.accountIds, ...later, ...sidesOf([...holds.values()])]);
  const unread = unknown(concerned, accounts);
  learnAccounts(await readAccounts(tx, organizationId, isAsRemembered ? withoutAll(unread, asked) : unread));
  return {
    ledger,
    accounts,
    state: {
      organizationId,
      lastSequence: ledger.lastSequence,
      lastRecordedAt: ledger.lastRecordedAt,
      accounts,
      holds,
      reversible: new Map(reversible.map((entry) => [entry.row.id, entry])),
      uses,
    },
  };
}

/** The accounts on both sides, each once. */
function sidesOf(rows: readonly { debitAccountId: string; creditAccountId: string }[]): string[] {
  return [...new Set(rows.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]))];
}

function withoutAll(ids: readonly string[], others: readonly string[]): string[] {
  const excluded = new Set(others);
  return ids.filter((id) => !excluded.has(id));
}

/** The ids that occur in commands, each once. */
function whatIsNamed(commands: readonly Command[]) {
  const [accountIds, holdIds, transferIds] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const command of commands) {
    if ('debitAccountId' in command) {
      accountIds.add(command.debitAccountId).add(command.creditAccountId);
    } else if ('holdId' in command) {
      holdIds.add(command.holdId);
    } else {
      transferIds.add(command.transferId);
    }
  }
  return { accountIds: [...accountIds], holdIds: [...holdIds], transferIds: [...transferIds] };
}

/** Locks the ledger's row until the transaction ends, and takes the time: never before the newest row. */
async function lockLedger(tx: Transaction, organizationId: string): Promise<Ledger> {
  const lock = () => tx<Omit<Ledger, 'now'>[]>`
    select organization_id, last_sequence, last_recorded_at, revision, coalesce(encode(head_hash, 'hex'), ${hashBeforeFirst}) as head_hash
    from ledger.ledgers where organization_id = ${organizationId} for update`;
  // A statement of its own: the time has to be taken after the wait for the lock.
  const time = () => tx<{ now: Date }[]>`select date_trunc('milliseconds', clock_timestamp()) as now`;
  let [[row], [clock]] = await Promise.all([lock(), time()]);
  if (row === undefined) {
    await tx`insert into ledger.ledgers (organization_id, last_recorded_at) values (${organizationId}, 'epoch') on conflict do nothing`;
    [[row], [clock]] = await Promise.all([lock(), time()]);
  }
  if (row === undefined || clock === undefined) {
    throw new Error(`organization ${organizationId} has no ledger`);
  }
  return { ...row, now: clock.now > row.lastRecordedAt ? clock.now : row.lastRecordedAt };
}

/** Not locked: who changes an account has locked the ledger. */
async function readAccounts(
  tx: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly AccountRow[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await tx<AccountRow[]>`select * from ledger.accounts where id = any(${arrayOf(ids)}::uuid[])`;
  return rows.filter((row) => row.organizationId === organizationId);
}

async function readHolds(tx: Transaction, organizationId: string, ids: readonly string[]): Promise<readonly HoldRow[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await tx<HoldRow[]>`select * from ledger.holds where id = any(${arrayOf(ids)}::uuid[])`;
  return rows.filter((row) => row.organizationId === organizationId);
}

/** The holds on accounts that may be due: deciding knows the time more exactly. The bound is a subquery so that it is reckoned once, and an index can be read up to it. */
async function readDueHolds(
  tx: Transaction,
  organizationId: string,
  accountIds: readonly string[],
): Promise<readonly HoldRow[]> {
  return accountIds.length === 0
    ? []
    : tx<HoldRow[]>`
        select * from ledger.holds
        where organization_id = ${organizationId} and status = 'OPEN'
          and expires_at <= (select greatest(clock_timestamp(), last_recorded_at) from ledger.ledgers where organization_id = ${organizationId})
          and (debit_account_id = any(${arrayOf(accountIds)}::uuid[]) or credit_account_id = any(${arrayOf(accountIds)}::uuid[]))`;
}

async function readReversible(
  tx: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly { row: LogRow; reversed: bigint }[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await tx<(LogRow & { reversed: bigint })[]>`
    select l.*, (select coalesce(sum(r.amount), 0)::bigint from ledger.log r where r.reverses_id = l.id) as reversed
    from (select unnest(${arrayOf(ids)}::uuid[]) as id) named join ledger.log l using (id)
    where l.organization_id = ${organizationId} and l.kind in ('TRANSFER', 'CAPTURE')`;
  return rows.map(({ reversed, ...row }) => ({ row, reversed }));
}

type UseRow = {
  subject: string;
  key: string;
  input: Record<string, unknown>;
  transferId: string | null;
  holdId: string | null;
  refusal: Refusal | null;
};

async function readUses(
  tx: Transaction,
  organizationId: string,
  commands: readonly Command[],
): Promise<Map<string, Use>> {
  const keyed = commands.filter(({ idempotencyKey }) => idempotencyKey !== null);
  const rows =
    keyed.length === 0
      ? []
      : await tx<UseRow[]>`
          select used.*
          from (select unnest(${arrayOfTexts(keyed.map(({ subject }) => subject))}::text[]) as subject,
            unnest(${arrayOfTexts(keyed.map(({ idempotencyKey }) => idempotencyKey))}::text[]) as key) sent
          cross join lateral (
            select * from ledger.idempotency i
            where i.organization_id = ${organizationId} and i.subject = sent.subject and i.key = sent.key
            offset 0) used`;
  return new Map(
    rows.map(({ subject, key, input, transferId, holdId, refusal }) => [
      useKey(subject, key),
      { input, outcome: refusal === null ? { transferId, holdId } : { refusal } },
    ]),
  );
}

/** Writes what was decided, and gives the hash of the newest row. */
async function write(tx: Transaction, ledger: Ledger, decision: Decision): Promise<string> {
  const rows = chain(ledger.headHash, decision.rows);
  await Promise.all([
    ...writeLog(tx, ledger, rows),
    ...writeAccounts(tx, decision),
    ...writeMovements(tx, decision),
    ...writeHolds(tx, decision),
    ...writeUses(tx, ledger, decision),
  ]);
  return rows.at(-1)?.hash.toString('hex') ?? ledger.headHash;
}

type Statement = postgres.PendingQuery<postgres.Row[]>;

function writeLog(tx: Transaction, { organizationId }: Ledger, rows: readonly LogRow[]): Statement[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) {
    return [];
  }
  const column = (
    name: keyof LogRow & ('kind' | 'currency' | `${string}Id` | 'id' | `${string}${Measure}` | 'amount'),
  ) => arrayOf(rows.map((row) => row[name]));
  const texts = (name: 'description' | 'externalId' | 'subject') => arrayOfTexts(rows.map((row) => row[name]));
  const times = (name: 'effectiveAt' | 'recordedAt') => arrayOf(rows.map((row) => row[name].toISOString()));
  const needsPartition =
    (last.sequence - BigInt(rows.length)) / partitionMargin !== last.sequence / partitionMargin
      ? [tx`select ledger.ensure_partitions(${last.sequence + partitionMargin})`]
      : [];
  return [
    tx`
      insert into ledger.log (organization_id, sequence, id, kind, debit_account_id, credit_account_id, amount, currency,
        debit_version, debit_posted, debit_pending, debit_available, credit_version, credit_posted, credit_pending, credit_available,
        hold_id, journal_id, reverses_id, description, external_id, effective_at, recorded_at, subject, metadata, hash)
      select ${organizationId}::uuid, generate_series(${first.sequence}::bigint, ${last.sequence}::bigint),
        unnest(${column('id')}::uuid[]), unnest(${column('kind')}::text[]),
        unnest(${column('debitAccountId')}::uuid[]), unnest(${column('creditAccountId')}::uuid[]),
        unnest(${column('amount')}::bigint[]), unnest(${column('currency')}::text[]),
        unnest(${column('debitVersion')}::int[]), unnest(${column('debitPosted')}::bigint[]),
        unnest(${column('debitPending')}::bigint[]), unnest(${column('debitAvailable')}::bigint[]),
        unnest(${column('creditVersion')}::int[]), unnest(${column('creditPosted')}::bigint[]),
        unnest(${column('creditPending')}::bigint[]), unnest(${column('creditAvailable')}::bigint[]),
        unnest(${column('holdId')}::uuid[]), unnest(${column('journalId')}::uuid[]), unnest(${column('reversesId')}::uuid[]),
        unnest(${texts('description')}::text[]), unnest(${texts('externalId')}::text[]),
        unnest(${times('effectiveAt')}::timestamptz[]), unnest(${times('recordedAt')}::timestamptz[]), unnest(${texts('subject')}::text[]),
        string_to_table(${listOfJson(rows.map((row) => row.metadata))}, ${separator}, '')::jsonb,
        decode(unnest(${arrayOf(rows.map((row) => row.hash.toString('hex')))}::text[]), 'hex')`,
    tx`
      update ledger.ledgers set last_sequence = ${last.sequence}, last_recorded_at = ${last.recordedAt}, head_hash = ${last.hash}
      where organization_id = ${organizationId}`,
    ...needsPartition,
  ];
}

type Measure = 'Version' | 'Posted' | 'Pending' | 'Available';

function writeAccounts(tx: Transaction, { accounts }: Decision): Statement[] {
  const column = (name: 'id' | 'posted' | 'pending' | 'available' | 'version') =>
    arrayOf(accounts.map((row) => row[name]));
  return accounts.length === 0
    ? []
    : [
        tx`
          update ledger.accounts a set posted = x.posted, pending = x.pending, available = x.available, version = x.version
          from (select unnest(${column('id')}::uuid[]) as id, unnest(${column('posted')}::bigint[]) as posted,
            unnest(${column('pending')}::bigint[]) as pending, unnest(${column('available')}::bigint[]) as available,
            unnest(${column('version')}::int[]) as version) x
          where a.id = x.id`,
      ];
}

function writeMovements(tx: Transaction, { movements }: Decision): Statement[] {
  const column = (name: 'accountId' | 'day' | 'movement') => arrayOf(movements.map((row) => row[name]));
  return movements.length === 0
    ? []
    : [
        tx`
          insert into ledger.daily_balances as d (account_id, day, movement)
          select unnest(${column('accountId')}::uuid[]), unnest(${column('day')}::date[]), unnest(${column('movement')}::numeric[])
          on conflict (account_id, day) do update set movement = d.movement + excluded.movement`,
      ];
}

function writeHolds(tx: Transaction, { holds, rows }: Decision): Statement[] {
  if (holds.length === 0) {
    return [];
  }
  const made = new Set(rows.flatMap((row) => (row.kind === 'HOLD' ? [row.id] : [])));
  const [fresh, known] = [holds.filter(({ id }) => made.has(id)), holds.filter(({ id }) => !made.has(id))];
  return [
    ...(fresh.length === 0
      ? []
      : [
          tx`
            insert into ledger.holds select * from json_populate_recordset(null::ledger.holds, ${asJson(
              fresh.map((hold) => ({
                id: hold.id,
                organization_id: hold.organizationId,
                debit_account_id: hold.debitAccountId,
                credit_account_id: hold.creditAccountId,
                amount: hold.amount,
                remaining: hold.remaining,
                currency: hold.currency,
                status: hold.status,
                sequence: hold.sequence,
                expires_at: hold.expiresAt,
                recorded_at: hold.recordedAt,
                description: hold.description,
                external_id: hold.externalId,
                metadata: hold.metadata,
              })),
            )}::text::json)`,
        ]),
    ...(known.length === 0
      ? []
      : [
          tx`
            update ledger.holds h set remaining = x.remaining, status = x.status
            from json_to_recordset(${asJson(known.map(({ id, remaining, status }) => ({ id, remaining, status })))}::text::json)
              as x(id uuid, remaining bigint, status text)
            where h.id = x.id`,
        ]),
  ];
}

function writeUses(tx: Transaction, { organizationId }: Ledger, { uses }: Decision): Statement[] {
  const made = (name: 'transferId' | 'holdId') =>
    arrayOf(uses.map(({ use: { outcome } }) => ('refusal' in outcome ? null : outcome[name])));
  return uses.length === 0
    ? []
    : [
        tx`
          insert into ledger.idempotency (organization_id, subject, key, input, transfer_id, hold_id, refusal)
          select ${organizationId}::uuid, unnest(${arrayOfTexts(uses.map(({ subject }) => subject))}::text[]),
            unnest(${arrayOfTexts(uses.map(({ key }) => key))}::text[]),
            string_to_table(${listOfJson(uses.map(({ use }) => use.input))}, ${separator}, '')::json,
            unnest(${made('transferId')}::uuid[]), unnest(${made('holdId')}::uuid[]),
            string_to_table(${listOfJson(uses.map(({ use: { outcome } }) => ('refusal' in outcome ? outcome.refusal : null)))}, ${separator}, '')::json`,
      ];
}

/** An array as PostgreSQL reads it, of what needs no quotes: ids, numbers, times and names of our own. */
function arrayOf(values: readonly (string | number | bigint | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

function arrayOfTexts(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : `"${isPlain(value) ? value : escaped(value)}"`)).join(',')}}`;
}

function isPlain(text: string): boolean {
  return !text.includes('"') && !text.includes('\\');
}

function escaped(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}

/** JSON never contains the separator unescaped, and is never empty, which stands for null: taken apart by `string_to_table`, it needs no quotes. */
const separator = '\u001f';

function listOfJson(values: readonly (object | null)[]): string {
  return values.map((value) => (value === null ? '' : JSON.stringify(value))).join(separator);
}

/** JSON in which a bigint is a string, which PostgreSQL reads exactly. */
function asJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
