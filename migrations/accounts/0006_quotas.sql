-- How many accounts an organization has, for its quota. Counted by a trigger, so that processes of the version before count too.
create table accounts.usage (
  organization_id uuid primary key,
  used bigint not null
) with (fillfactor = 50);
--> statement-breakpoint
-- Writers wait, readers do not: a second for ten million accounts.
lock table accounts.accounts in share row exclusive mode;
--> statement-breakpoint
insert into accounts.usage select organization_id, count(*) from accounts.accounts group by 1;
--> statement-breakpoint
create function accounts.count_opened() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into accounts.usage as u (organization_id, used)
  select organization_id, count(*) from opened group by 1
  on conflict (organization_id) do update set used = u.used + excluded.used;
  return null;
end
$$;
--> statement-breakpoint
create trigger accounts_are_counted after insert on accounts.accounts
referencing new table as opened for each statement execute function accounts.count_opened();
--> statement-breakpoint
grant select on accounts.usage to tributary_accounts;
