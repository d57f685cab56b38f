-- The foreign keys lock ledgers and then accounts, in the order in which batches do. An alert counts for the rows after a position, up to the position of its deletion. It is never removed: each crossing can be computed again later.
create table ledger.balance_alerts (
  id uuid primary key,
  organization_id uuid not null references ledger.ledgers,
  account_id uuid not null references ledger.accounts,
  field text not null check (field in ('POSTED', 'PENDING', 'AVAILABLE')),
  direction text not null check (direction in ('BELOW', 'ABOVE')),
  threshold bigint not null,
  currency text not null,
  after_sequence bigint not null check (after_sequence >= 0),
  until_sequence bigint check (until_sequence >= after_sequence),
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  subject text not null,
  idempotency_key text not null,
  check ((until_sequence is null) = (deleted_at is null))
);
--> statement-breakpoint
-- Whether an alert of an account counts: the one column that accounts without alerts pay for. A constant default rewrites no row.
alter table ledger.accounts add column has_alerts boolean not null default false;
--> statement-breakpoint
create unique index balance_alerts_by_key on ledger.balance_alerts (organization_id, idempotency_key, subject);
--> statement-breakpoint
create index balance_alerts_by_account on ledger.balance_alerts (account_id, until_sequence);
--> statement-breakpoint
create table ledger.alert_crossings (
  organization_id uuid not null,
  sequence bigint not null,
  alert_id uuid not null references ledger.balance_alerts,
  account_id uuid not null,
  balance_before bigint not null,
  balance_after bigint not null,
  primary key (organization_id, sequence, alert_id)
);
--> statement-breakpoint
create index alert_crossings_by_alert on ledger.alert_crossings (alert_id, sequence);
--> statement-breakpoint
grant select, insert on ledger.balance_alerts to tributary_ledger;
--> statement-breakpoint
grant update (until_sequence, deleted_at) on ledger.balance_alerts to tributary_ledger;
--> statement-breakpoint
-- The service may not write crossings. The function below does, as their owner.
grant select on ledger.alert_crossings to tributary_ledger;
--> statement-breakpoint
-- Records the alerts that the rows of a batch crossed, each row by itself. It runs at the end of the statement that writes the batch, so it sees the rows, and crossings are committed with
-- them or not at all. It knows balances before and after a row, and no rule of money. An account has as many new rows as its version has grown by, the newest of either side.
-- They are the end of an index, whatever the planner knows of a table that was empty a minute ago: it would sort all rows of the account.
create function ledger.record_crossings() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  insert into ledger.alert_crossings (organization_id, sequence, alert_id, account_id, balance_before, balance_after)
  with touching as (
    (select sequence, debit_version as version, debit_posted as posted, debit_pending as pending, debit_available as available
      from ledger.log where debit_account_id = new.id order by sequence desc limit new.version - old.version)
    union all
    (select sequence, credit_version, credit_posted, credit_pending, credit_available
      from ledger.log where credit_account_id = new.id order by sequence desc limit new.version - old.version)),
  steps as materialized (
    select sequence, posted, pending, available,
      lag(posted, 1, old.posted) over by_version as posted_before,
      lag(pending, 1, old.pending) over by_version as pending_before,
      lag(available, 1, old.available) over by_version as available_before
    from touching where version > old.version window by_version as (order by version))
  select new.organization_id, s.sequence, a.id, new.id, b.before, b.after
  from ledger.balance_alerts a cross join steps s
  cross join lateral (
    select case a.field when 'POSTED' then s.posted_before when 'PENDING' then s.pending_before else s.available_before end as before,
      case a.field when 'POSTED' then s.posted when 'PENDING' then s.pending else s.available end as after) b
  where a.account_id = new.id and a.until_sequence is null
    and case a.direction
      when 'BELOW' then b.before >= a.threshold and b.after < a.threshold
      else b.before <= a.threshold and b.after > a.threshold end;
  return null;
end
$$;
--> statement-breakpoint
-- Only accounts with an alert call the function. Batches of processes of the version before do too.
create trigger accounts_record_crossings after update of version on ledger.accounts
for each row when (old.has_alerts and new.version > old.version) execute function ledger.record_crossings();
