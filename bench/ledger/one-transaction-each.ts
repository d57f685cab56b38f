import postgres from 'postgres';
import type { Contender, Payment } from './contender.ts';

const tables = `
  create table accounts (
    id uuid primary key,
    balance bigint not null,
    version integer not null default 0
  );
  create table transfers (
    id uuid primary key,
    description text,
    created_at timestamptz not null default now()
  );
  create table entries (
    transfer_id uuid not null references transfers,
    account_id uuid not null references accounts,
    account_version integer not null,
    amount bigint not null,
    balance_after bigint not null,
    primary key (account_id, account_version)
  );
  create function transfer(id uuid, debit uuid, credit uuid, amount bigint, description text) returns boolean
  language plpgsql as $$
  declare
    debited accounts;
    credited accounts;
    account accounts;
  begin
    -- In the order of their ids, so that two that meet do not wait for each other.
    for account in select * from accounts a where a.id in (debit, credit) order by a.id for no key update loop
      if account.id = debit then
        debited := account;
      else
        credited := account;
      end if;
    end loop;
    if debited.balance < amount then
      return false;
    end if;
    insert into transfers values (transfer.id, transfer.description);
    insert into entries values
      (transfer.id, debit, debited.version + 1, -amount, debited.balance - amount),
      (transfer.id, credit, credited.version + 1, amount, credited.balance + amount);
    update accounts a set balance = a.balance - amount, version = a.version + 1 where a.id = debit;
    update accounts a set balance = a.balance + amount, version = a.version + 1 where a.id = credit;
    return true;
  end
  $$;`;

/**
 * The well-known design: one database transaction per transfer, which locks both accounts, writes a header and two
 * entries, and updates the balances. `STATEMENTS` come from the client, prepared, in four round trips, as in most
 * applications. `FUNCTION` is one call of a function in the database, the least that such a design can cost.
 */
export async function openOneTransactionEach({
  url,
  accountIds,
  funds,
  connections,
  by,
}: {
  url: string;
  accountIds: readonly string[];
  funds: bigint;
  connections: number;
  by: 'STATEMENTS' | 'FUNCTION';
}): Promise<Contender> {
  const schema = `baseline_${by.toLowerCase()}`;
  const sql = postgres(url, {
    max: connections,
    onnotice: () => {},
    types: { bigint: postgres.BigInt },
    connection: { search_path: schema },
  });
  await sql.unsafe(`drop schema if exists ${schema} cascade; create schema ${schema}; ${tables}`);
  await sql`insert into accounts (id, balance) select id::uuid, ${String(funds)}::bigint from unnest(${[...accountIds]}::text[]) id`;
  return {
    transfer: async (payment) => (by === 'FUNCTION' ? callFunction(sql, payment) : sendStatements(sql, payment)),
    count: async () => {
      const [row] = await sql<{ sum: string; transfers: string }[]>`
        select (select sum(balance)::text from accounts) as sum, (select count(*)::text from transfers) as transfers`;
      return { sum: BigInt(row?.sum ?? 0), transfers: Number(row?.transfers) };
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

type Sql = postgres.Sql<{ bigint: bigint }>;

async function callFunction(sql: Sql, { id, debitAccountId, creditAccountId, amount }: Payment): Promise<boolean> {
  const [row] = await sql<{ transfer: boolean }[]>`
    select transfer(${id}, ${debitAccountId}, ${creditAccountId}, ${amount}, 'Payment')`;
  return row?.transfer === true;
}

async function sendStatements(sql: Sql, { id, debitAccountId, creditAccountId, amount }: Payment): Promise<boolean> {
  return sql.begin(async (tx) => {
    const rows = await tx<{ id: string; balance: bigint; version: number }[]>`
      select id, balance, version from accounts where id in (${debitAccountId}, ${creditAccountId}) order by id for no key update`;
    const [debit, credit] = [debitAccountId, creditAccountId].map((side) => rows.find((row) => row.id === side));
    if (debit === undefined || credit === undefined || debit.balance < amount) {
      return false;
    }
    // Sent together, in one round trip.
    await Promise.all([
      tx`insert into transfers values (${id}, 'Payment')`,
      tx`insert into entries values
        (${id}, ${debit.id}, ${debit.version + 1}, ${-amount}, ${debit.balance - amount}),
        (${id}, ${credit.id}, ${credit.version + 1}, ${amount}, ${credit.balance + amount})`,
      tx`update accounts set balance = ${debit.balance - amount}, version = version + 1 where id = ${debit.id}`,
      tx`update accounts set balance = ${credit.balance + amount}, version = version + 1 where id = ${credit.id}`,
    ]);
    return true;
  });
}
