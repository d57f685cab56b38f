-- The schema of one subgraph, and the role that its service acts as. Roles are of the whole cluster, so another database may have made it.
create schema accounts;
--> statement-breakpoint
do $$
begin
  create role tributary_accounts nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
grant usage on schema accounts to tributary_accounts;
