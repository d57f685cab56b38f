-- Rows are recorded in the order of the log, so that a time is found in it without an index of times.
create function ledger.sequence_at(organization uuid, moment timestamptz) returns bigint
language plpgsql stable as $$
declare
  newest record;
  least bigint := 0;
  most bigint;
  middle bigint;
  recorded timestamptz;
begin
  select last_sequence, last_recorded_at into newest from ledger.ledgers where organization_id = organization;
  if not found or newest.last_recorded_at <= moment then
    return coalesce(newest.last_sequence, 0);
  end if;
  most := newest.last_sequence;
  while least < most loop
    middle := most - (most - least) / 2;
    select recorded_at into recorded from ledger.log where organization_id = organization and sequence = middle;
    if recorded <= moment then
      least := middle;
    else
      most := middle - 1;
    end if;
  end loop;
  return least;
end
$$;
--> statement-breakpoint
comment on function ledger.sequence_at is 'The position of the newest row that was recorded by a moment; 0 if there is none.';
--> statement-breakpoint
-- Days of effect, each in the order of the log. Nearly every row is of today, so that it is written at the end of the index.
create index log_by_effective_day on ledger.log (organization_id, ((effective_at at time zone 'UTC')::date), sequence);
--> statement-breakpoint
-- Only rows that took effect at another time than they were recorded: all others are found by their sequence, and are not written here.
create index log_back_dated_by_debit on ledger.log (debit_account_id, effective_at) where effective_at <> recorded_at;
--> statement-breakpoint
create index log_back_dated_by_credit on ledger.log (credit_account_id, effective_at) where effective_at <> recorded_at;
--> statement-breakpoint
create index log_by_metadata on ledger.log using gin (metadata jsonb_path_ops) where metadata is not null;
--> statement-breakpoint
-- Which limit was in force when: the floor of every row can be checked again later, although an account knows only its limit of now.
create table ledger.overdraft_limits (
  account_id uuid not null references ledger.accounts,
  after_sequence bigint not null,
  overdraft_limit bigint,
  primary key (account_id, after_sequence)
);
--> statement-breakpoint
-- Of what was before, nothing is known.
insert into ledger.overdraft_limits
select a.id, l.last_sequence, a.overdraft_limit from ledger.accounts a join ledger.ledgers l using (organization_id);
--> statement-breakpoint
-- Limits change under the lock of the ledger's row, as rows are written, so that its counter tells exactly from which row on they hold.
create function ledger.keep_overdraft_limit() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into ledger.overdraft_limits
  select new.id, l.last_sequence, new.overdraft_limit from ledger.ledgers l where l.organization_id = new.organization_id
  on conflict (account_id, after_sequence) do update set overdraft_limit = excluded.overdraft_limit;
  return null;
end
$$;
--> statement-breakpoint
create trigger accounts_keep_overdraft_limit after insert or update of overdraft_limit on ledger.accounts
for each row execute function ledger.keep_overdraft_limit();
--> statement-breakpoint
grant select on ledger.overdraft_limits to tributary_ledger;
