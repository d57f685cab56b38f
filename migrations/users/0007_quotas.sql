-- How many people and API clients an organization has, for its quotas. Counted by triggers, so that processes of the version before count too.
create table users.usage (
  organization_id uuid not null,
  kind text not null check (kind in ('people', 'apiClients')),
  used bigint not null,
  primary key (organization_id, kind)
) with (fillfactor = 50);
--> statement-breakpoint
-- Writers wait, readers do not.
lock table users.users, users.api_clients in share row exclusive mode;
--> statement-breakpoint
insert into users.usage
select organization_id, 'people', count(*) from users.users group by 1
union all
select organization_id, 'apiClients', count(*) from users.api_clients group by 1;
--> statement-breakpoint
create function users.count_added() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into users.usage as u (organization_id, kind, used)
  select organization_id, tg_argv[0], count(*) from added group by 1
  on conflict (organization_id, kind) do update set used = u.used + excluded.used;
  return null;
end
$$;
--> statement-breakpoint
create trigger users_are_counted after insert on users.users
referencing new table as added for each statement execute function users.count_added('people');
--> statement-breakpoint
create trigger api_clients_are_counted after insert on users.api_clients
referencing new table as added for each statement execute function users.count_added('apiClients');
--> statement-breakpoint
grant select on users.usage to tributary_users;
