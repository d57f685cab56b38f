-- Transfer limits. Only accounts that have had limits are counted: all others have null here, and pay nothing.
alter table ledger.accounts add column counted_version integer;
--> statement-breakpoint
-- A batch that changes a limited account and counts nothing is refused. So a process of the version before, which does not know of limits, can move no money past them during an update.
-- Not validated: the column is null in every row, so a scan of the table would find nothing. The constraint holds for every row that is written from now on.
alter table ledger.accounts add constraint accounts_counted check (counted_version is null or counted_version = version) not valid;
--> statement-breakpoint
-- Which limits were in force when: every row of a limited account can be checked again later.
create table ledger.transfer_limits (
  account_id uuid not null references ledger.accounts,
  -- Of the ledger, which counts up with every setting: those between two rows have their order too.
  revision bigint not null,
  after_sequence bigint not null,
  -- In minor units; null means without limit.
  per_transfer bigint check (per_transfer > 0),
  per_day_amount bigint check (per_day_amount > 0),
  per_day_count bigint check (per_day_count > 0),
  per_30_days_amount bigint check (per_30_days_amount > 0),
  per_30_days_count bigint check (per_30_days_count > 0),
  set_at timestamptz(3) not null default now(),
  subject text not null,
  primary key (account_id, revision)
);
--> statement-breakpoint
-- Numeric: money that goes in circles may add up to more than a balance holds.
create table ledger.limit_usage (
  account_id uuid not null references ledger.accounts,
  day date not null,
  amount numeric not null check (amount >= 0),
  count bigint not null check (count >= 0),
  primary key (account_id, day)
) with (fillfactor = 50);
--> statement-breakpoint
grant select, insert on ledger.transfer_limits to tributary_ledger;
--> statement-breakpoint
grant select, insert, update on ledger.limit_usage to tributary_ledger;
