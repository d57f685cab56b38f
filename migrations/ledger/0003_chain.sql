-- Each row carries a hash over itself and all before it. Logs without were never released, and nothing proves what was in them.
do $$
begin
  if exists (select from ledger.log where hash is null) then
    raise exception 'The log in this database is from before its rows were chained by hashes.' using errcode = 'TR001';
  end if;
end
$$;
--> statement-breakpoint
alter table ledger.log alter column hash set not null, add check (octet_length(hash) = 32);
--> statement-breakpoint
alter table ledger.ledgers add check ((last_sequence = 0) = (head_hash is null));
--> statement-breakpoint
-- Numeric: by the dates at which transfers take effect, no floor and no bound holds.
create table ledger.daily_balances (
  account_id uuid not null references ledger.accounts,
  day date not null,
  movement numeric not null,
  primary key (account_id, day)
);
--> statement-breakpoint
grant select, insert, update on ledger.daily_balances to tributary_ledger;
