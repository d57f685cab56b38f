-- A balance by effective date is one by recorded date, which each row of the log has, but for rows that took effect on another day than they were recorded. So of these alone the days are kept:
-- to keep the movement of each account on each day cost every transfer a ninth of what it cost the database.
lock table ledger.log in share mode;
--> statement-breakpoint
create table ledger.daily_shifts (
  account_id uuid not null references ledger.accounts,
  day date not null,
  -- Numeric: by the dates at which transfers take effect, no floor and no bound holds.
  shift numeric not null,
  primary key (account_id, day)
) with (fillfactor = 50);
--> statement-breakpoint
insert into ledger.daily_shifts (account_id, day, shift)
select a.id, x.day, sum(case when (a.class in ('ASSET', 'EXPENSE')) = x.is_debit then x.amount else -x.amount end)
from (
  select debit_account_id, credit_account_id, amount,
    (effective_at at time zone 'UTC')::date as effective_day, (recorded_at at time zone 'UTC')::date as recorded_day
  from ledger.log where kind in ('TRANSFER', 'CAPTURE') and effective_at <> recorded_at) l
cross join lateral (values
  (debit_account_id, true, effective_day, amount), (debit_account_id, true, recorded_day, -amount),
  (credit_account_id, false, effective_day, amount), (credit_account_id, false, recorded_day, -amount)) x(id, is_debit, day, amount)
join ledger.accounts a on a.id = x.id
where effective_day <> recorded_day
group by a.id, x.day;
--> statement-breakpoint
grant select, insert, update on ledger.daily_shifts to tributary_ledger;
--> statement-breakpoint
drop table ledger.daily_balances;
