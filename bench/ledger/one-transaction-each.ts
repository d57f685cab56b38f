import postgres from 'postgres';
import type { Contender, Payment } from './contender.ts';

const tables = `
  drop schema if exists baseline cascade;
  create schema baseline;
  create table baseline.accounts (
    id uuid primary key,
    balance bigint not null,
    version integer not null default 0
  );
  create table baseline.transfers (
    id uuid primary key,
    description text,
    created_at timestamptz not null default now()
  );
  create table baseline.entries (
    transfer_id uuid not null references baseline.transfers,
    account_id uuid not null references baseline.accounts,
    account_version integer not null,
    amount bigint not null,
    balance_after bigint not null,
    primary key (account_id, account_version)
  );
  create function baseline.transfer(id uuid, debit uuid, credit uuid, amount bigint, description text) returns boolean
  language plpgsql as $$
  declare
    debited baseline.accounts;
    credited baseline.accounts;
    account baseline.accounts;
  begin
    -- In the order of their ids, so that two that meet do not wait for each other.
    for account in select * from baseline.accounts a where a.id in (debit, credit) order by a.id for no key update loop
      if account.id = debit then
        debited := account;
      else
        credited := account;
      end if;
    end loop;
    if debited.balance < amount then
      return false;
    end if;
    insert into baseline.transfers values (transfer.id, transfer.description);
    insert into baseline.entries values
      (transfer.id, debit, debited.version + 1, -amount, debited.balance - amount),
      (transfer.id, credit, credited.version + 1, amount, credited.balance + amount);
    update baseline.accounts a set balance = a.balance - amount, version = a.version + 1 where a.id = debit;
    update baseline.accounts a set balance = a.balance + amount, version = a.version + 1 where a.id = credit;
    return true;
  end
  $$;`;

/**
 * What the well-known designs do: one database transaction for each transfer, which locks both accounts, writes a header and two entries and updates the
 * balances. All of it is one call of a function in the database, prepared, so that it takes one round trip.
 */
export async function openOneTransactionEach({
  url,
  accountIds,
  funds,
  connections,
}: {
  url: string;
  accountIds: readonly string[];
  funds: bigint;
  connections: number;
}): Promise<Contender> {
  const sql = postgres(url, { max: connections, onnotice: () => {}, types: { bigint: postgres.BigInt } });
  await sql.unsafe(tables);
  await sql`insert into baseline.accounts (id, balance) select id::uuid, ${String(funds)}::bigint from unnest(${[...accountIds]}::text[]) id`;
  return {
    transfer: async ({ id, debitAccountId, creditAccountId, amount }: Payment) => {
      const [row] = await sql<{ transfer: boolean }[]>`
        select baseline.transfer(${id}, ${debitAccountId}, ${creditAccountId}, ${String(amount)}, 'Payment')`;
      return row?.transfer === true;
    },
    /** What the accounts hold together, and how many transfers were written. */
    count: async () => {
      const [row] = await sql<{ sum: string; transfers: string }[]>`
        select (select sum(balance)::text from baseline.accounts) as sum, (select count(*)::text from baseline.transfers) as transfers`;
      return { sum: BigInt(row?.sum ?? 0), transfers: Number(row?.transfers) };
    },
    close: () => sql.end({ timeout: 5 }),
  };
}
