-- The schema of one subgraph, and the role that its service acts as. Roles are of the whole cluster, so another database, or whoever
-- administers it, may have made it.
create schema users;
--> statement-breakpoint
do $$
begin
  if not exists (select from pg_roles where rolname = 'tributary_users') then
    create role tributary_users nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
-- Whoever migrates may act as the role. A superuser may act as any.
do $$
begin
  if not pg_has_role(current_user, 'tributary_users', 'set') then
    grant tributary_users to current_user with set true;
  end if;
end
$$;
--> statement-breakpoint
grant usage on schema users to tributary_users;
