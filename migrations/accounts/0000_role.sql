-- The schema of one subgraph, and the role that its service acts as. Roles are of the whole cluster, so another database, or whoever
-- administers it, may have made it.
create schema accounts;
--> statement-breakpoint
do $$
begin
  if not exists (select from pg_roles where rolname = 'tributary_accounts') then
    create role tributary_accounts nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
-- Whoever migrates may act as the role. A superuser may act as any.
do $$
begin
  if not pg_has_role(current_user, 'tributary_accounts', 'set') then
    grant tributary_accounts to current_user with set true;
  end if;
end
$$;
--> statement-breakpoint
grant usage on schema accounts to tributary_accounts;
