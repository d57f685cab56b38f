import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { chain, hashBeforeFirst } from '../../subgraphs/ledger/log/chain.ts';
import type { LogContent, LogRow } from '../../subgraphs/ledger/log/tables.ts';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { z } from 'zod';

/**
 * The number of migrations of each subgraph in the version before. Raise the numbers with a release, and write the
 * tables in the form of that release.
 */
const migrationsBefore = { users: 2, accounts: 2, ledger: 9 };

export const organizationId = '00000000-0000-7000-8000-000000000000';
const subject = 'usr:00000000-0000-7000-8000-000000000001';
const startedAt = Date.UTC(2026, 0, 1);
const rowsPerChunk = 10_000;

const journalShape = z.looseObject({ entries: z.array(z.unknown()) });

/** Migrates an empty database to the version before. */
export function migrateToVersionBefore(url: string): Promise<void> {
  return migrateTo(url, migrationsBefore);
}

/** Migrates an empty database by so many migrations of each subgraph. */
export async function migrateTo(url: string, counts: typeof migrationsBefore): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const folder = await mkdtemp(join(tmpdir(), 'tributary-before-'));
  try {
    for (const [subgraph, count] of Object.entries(counts)) {
      const copy = join(folder, subgraph);
      await cp(fileURLToPath(new URL(`../../migrations/${subgraph}`, import.meta.url)), copy, { recursive: true });
      const path = join(copy, 'meta/_journal.json');
      const journal = journalShape.parse(JSON.parse(await readFile(path, 'utf8')));
      await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
      await migrate(drizzle(sql), {
        migrationsFolder: copy,
        migrationsSchema: 'migrations',
        migrationsTable: subgraph,
      });
    }
  } finally {
    await sql.end({ timeout: 5 });
    await rm(folder, { recursive: true, force: true });
  }
}

/** The id of an account, by its number. */
export const accountIdOf = (number: number): string => idOf(1, number);

/**
 * Fills a database of the version before with accounts and about as many rows of the log: transfers, some of them in
 * journals, reversed or dated back, and holds that are open, captured, voided and expired.
 */
export async function fillVersionBefore(url: string, count: number): Promise<{ rows: number; openHolds: number }> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const history = new History(count);
  try {
    await sql`insert into ledger.ledgers (organization_id) values (${organizationId})`;
    await sql`insert into users.organizations (id, name) values (${organizationId}, 'Before')`;
    await sql`insert into users.users (id, organization_id, email, name, role, password_hash)
      values (${idOf(9, 1)}, ${organizationId}, 'ada@before.example', 'Ada', 'OPERATOR', '')`;
    for (const [schema, extra, values] of [
      ['accounts', 'name, visible, overdraft_limit', `'Account ' || n, true, null`],
      ['ledger', 'overdraft_limit', 'null'],
    ] as const) {
      await sql.unsafe(`
        insert into ${schema}.accounts (id, organization_id, class, currency, status, ${extra})
        select ('00000000-0000-7001-8000-' || lpad(n::text, 12, '0'))::uuid, '${organizationId}', case when n % 10 = 0 then 'ASSET' else 'LIABILITY' end,
          'EUR', 'OPEN', ${values} from generate_series(0, ${count} - 1) n`);
    }
    await sql`select ledger.ensure_partitions(${count * 2})`;
    await copyInto(sql, 'ledger.log', logColumns, history.rows());
    await copyInto(sql, 'ledger.holds', holdColumns, history.holds());
    await sql`
      update ledger.accounts a set posted = l.posted, pending = l.pending, available = l.available, version = l.version
      from (
        select distinct on (id) id, posted, pending, available, version from (
          select debit_account_id, sequence, debit_posted, debit_pending, debit_available, debit_version from ledger.log
          union all
          select credit_account_id, sequence, credit_posted, credit_pending, credit_available, credit_version from ledger.log
        ) x(id, sequence, posted, pending, available, version) order by id, sequence desc) l
      where l.id = a.id`;
    await sql`
      insert into ledger.idempotency (organization_id, subject, key, input, transfer_id)
      select organization_id, subject, 'key-' || sequence, '{}', id from ledger.log where kind = 'TRANSFER'`;
    await sql`
      insert into ledger.daily_shifts (account_id, day, shift)
      select a.id, x.day, sum(case when (a.class = 'ASSET') = x.is_debit then x.amount else -x.amount end)
      from ledger.log l cross join lateral (values
        (debit_account_id, true, (effective_at at time zone 'UTC')::date, amount),
        (debit_account_id, true, (recorded_at at time zone 'UTC')::date, -amount),
        (credit_account_id, false, (effective_at at time zone 'UTC')::date, amount),
        (credit_account_id, false, (recorded_at at time zone 'UTC')::date, -amount)) x(id, is_debit, day, amount)
      join ledger.accounts a on a.id = x.id
      where l.kind in ('TRANSFER', 'CAPTURE')
        and (effective_at at time zone 'UTC')::date <> (recorded_at at time zone 'UTC')::date
      group by 1, 2`;
    await sql`
      update ledger.ledgers set last_sequence = l.sequence, head_hash = l.hash, last_recorded_at = l.recorded_at
      from (select * from ledger.log order by sequence desc limit 1) l`;
    await sql`vacuum analyze ledger.log, ledger.accounts, ledger.holds, accounts.accounts`;
    return { rows: history.sequence, openHolds: history.openHolds };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

type Balance = { posted: bigint; pending: bigint; available: bigint; version: number };
type Hold = Pick<LogContent, 'id' | 'debitAccountId' | 'creditAccountId' | 'amount'> & {
  sequence: number;
  remaining: bigint;
  status: 'OPEN' | 'CAPTURED' | 'VOIDED' | 'EXPIRED';
  recordedAt: Date;
};
type Movement = {
  kind: LogContent['kind'];
  debit: number;
  credit: number;
  amount: bigint;
  hold?: Hold;
  others?: Partial<Pick<LogContent, 'journalId' | 'reversesId' | 'effectiveAt'>>;
};

/** A history that the rules of the version before allow, made row by row, always the same. */
class History {
  sequence = 0;
  openHolds = 0;
  readonly #accounts: number;
  readonly #balances = new Map<number, Balance>();
  readonly #holds: { debit: number; credit: number; hold: Hold }[] = [];
  #head = hashBeforeFirst;

  constructor(accounts: number) {
    this.#accounts = accounts;
  }

  *rows(): Generator<string> {
    while (this.sequence < this.#accounts) {
      const contents: LogContent[] = [];
      while (contents.length < rowsPerChunk && this.sequence < this.#accounts) {
        contents.push(...this.#moves().map((movement) => this.#post(movement)));
      }
      const rows = chain(this.#head, contents);
      this.#head = rows.at(-1)?.hash.toString('hex') ?? this.#head;
      yield rows.map(lineOfRow).join('');
    }
  }

  *holds(): Generator<string> {
    for (const { hold } of this.#holds) {
      yield line([
        ...[hold.id, organizationId, hold.debitAccountId, hold.creditAccountId, hold.amount, hold.remaining, 'EUR'],
        ...[hold.status, hold.sequence, '2999-01-01T00:00:00Z', hold.recordedAt.toISOString()],
      ]);
    }
  }

  /** The next rows, by the number of rows so far. */
  #moves(): Movement[] {
    const turn = this.sequence;
    const debit = turn % this.#accounts;
    const credit =
      (turn * 7 + 1) % this.#accounts === debit ? (debit + 1) % this.#accounts : (turn * 7 + 1) % this.#accounts;
    const amount = BigInt(1 + (turn % 5_000));
    const transfer: Movement = { kind: 'TRANSFER', debit, credit, amount };
    switch (turn % 20) {
      case 3: {
        const journalId = idOf(3, turn);
        return [transfer, { ...transfer, amount: amount + 1n }].map((leg) => ({ ...leg, others: { journalId } }));
      }
      case 6:
        return [transfer, { ...transfer, debit: credit, credit: debit, others: { reversesId: idOf(2, turn + 1) } }];
      case 9:
        return [{ ...transfer, others: { effectiveAt: new Date(startedAt - 3 * 86_400_000) } }];
      case 12:
        return [{ kind: 'HOLD', debit, credit, amount: amount + 1n }];
      case 15: {
        const found = this.#holds.at(-1);
        const kind = (['CAPTURE', 'VOID', 'EXPIRY', null] as const)[((turn / 20) % 4) | 0] ?? null;
        return found === undefined || found.hold.status !== 'OPEN' || kind === null
          ? [transfer]
          : [{ ...found, kind, amount: kind === 'CAPTURE' ? 1n : found.hold.remaining }];
      }
      default:
        return [transfer];
    }
  }

  #post({ kind, debit, credit, amount, hold, others }: Movement): LogContent {
    this.sequence += 1;
    const id = idOf(2, this.sequence);
    const recordedAt = new Date(startedAt + this.sequence * 10);
    const isPosted = kind === 'TRANSFER' || kind === 'CAPTURE';
    const pending = kind === 'TRANSFER' || kind === 'HOLD' ? amount : kind === 'CAPTURE' ? 0n : -amount;
    const held = kind === 'HOLD' ? amount : kind === 'TRANSFER' ? 0n : -amount;
    const ofDebit = this.#change({
      account: debit,
      isRaised: debit % 10 === 0,
      posted: isPosted ? amount : 0n,
      pending,
      held,
    });
    const ofCredit = this.#change({
      account: credit,
      isRaised: credit % 10 !== 0,
      posted: isPosted ? amount : 0n,
      pending,
      held,
    });
    const content: LogContent = {
      organizationId,
      sequence: BigInt(this.sequence),
      id,
      kind,
      debitAccountId: accountIdOf(debit),
      creditAccountId: accountIdOf(credit),
      amount,
      currency: 'EUR',
      debitVersion: ofDebit.version,
      debitPosted: ofDebit.posted,
      debitPending: ofDebit.pending,
      debitAvailable: ofDebit.available,
      creditVersion: ofCredit.version,
      creditPosted: ofCredit.posted,
      creditPending: ofCredit.pending,
      creditAvailable: ofCredit.available,
      holdId: kind === 'HOLD' ? id : (hold?.id ?? null),
      journalId: null,
      reversesId: null,
      description: 'Payment',
      externalId: null,
      effectiveAt: recordedAt,
      recordedAt,
      subject,
      metadata: this.sequence % 10 === 0 ? { order: `O-${this.sequence}` } : null,
      ...others,
    };
    this.#keepHold({ content, debit, credit, hold });
    return content;
  }

  #change({
    account,
    isRaised,
    posted,
    pending,
    held,
  }: {
    account: number;
    isRaised: boolean;
    posted: bigint;
    pending: bigint;
    held: bigint;
  }): Balance {
    const before = this.#balances.get(account) ?? { posted: 0n, pending: 0n, available: 0n, version: 0 };
    const sign = isRaised ? 1n : -1n;
    const after = {
      posted: before.posted + sign * posted,
      pending: before.pending + sign * pending,
      available: before.available + sign * posted - (isRaised ? 0n : held),
      version: before.version + 1,
    };
    this.#balances.set(account, after);
    return after;
  }

  #keepHold({
    content,
    debit,
    credit,
    hold,
  }: {
    content: LogContent;
    debit: number;
    credit: number;
    hold: Hold | undefined;
  }): void {
    const { id, kind, amount, debitAccountId, creditAccountId, recordedAt } = content;
    if (kind === 'HOLD') {
      const made: Hold = {
        id,
        debitAccountId,
        creditAccountId,
        amount,
        sequence: this.sequence,
        remaining: amount,
        status: 'OPEN',
        recordedAt,
      };
      this.#holds.push({ debit, credit, hold: made });
      this.openHolds += 1;
    } else if (hold !== undefined) {
      hold.remaining -= amount;
      if (hold.remaining === 0n) {
        hold.status = kind === 'CAPTURE' ? 'CAPTURED' : kind === 'VOID' ? 'VOIDED' : 'EXPIRED';
        this.openHolds -= 1;
      }
    }
  }
}

const logColumns = [
  ...['organization_id', 'sequence', 'id', 'kind', 'debit_account_id', 'credit_account_id', 'amount', 'currency'],
  ...['debit_version', 'debit_posted', 'debit_pending', 'debit_available'],
  ...['credit_version', 'credit_posted', 'credit_pending', 'credit_available'],
  ...[
    'hold_id',
    'journal_id',
    'reverses_id',
    'description',
    'effective_at',
    'recorded_at',
    'subject',
    'metadata',
    'hash',
  ],
];
const holdColumns = [
  ...['id', 'organization_id', 'debit_account_id', 'credit_account_id', 'amount', 'remaining', 'currency'],
  ...['status', 'sequence', 'expires_at', 'recorded_at'],
];

function lineOfRow(row: LogRow): string {
  return line([
    ...[row.organizationId, row.sequence, row.id, row.kind, row.debitAccountId, row.creditAccountId, row.amount],
    ...[row.currency, row.debitVersion, row.debitPosted, row.debitPending, row.debitAvailable],
    ...[row.creditVersion, row.creditPosted, row.creditPending, row.creditAvailable],
    ...[row.holdId, row.journalId, row.reversesId, row.description],
    ...[row.effectiveAt.toISOString(), row.recordedAt.toISOString(), row.subject],
    ...[row.metadata === null ? null : JSON.stringify(row.metadata), `\\\\x${row.hash.toString('hex')}`],
  ]);
}

/** A line of the text format of COPY. None of the values has a tab, a line end or a backslash that is not meant. */
function line(values: readonly (string | number | bigint | null)[]): string {
  return `${values.map((value) => (value === null ? '\\N' : String(value))).join('\t')}\n`;
}

async function copyInto(sql: postgres.Sql, table: string, columns: readonly string[], chunks: Iterable<string>) {
  const target = await sql.unsafe(`copy ${table} (${columns.join(', ')}) from stdin`).writable();
  await pipeline(chunks, target);
}

function idOf(kind: number, number: number): string {
  return `00000000-0000-700${kind}-8000-${String(number).padStart(12, '0')}`;
}
