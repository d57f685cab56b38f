-- The schema of one subgraph, and the role that its service acts as. Roles are of the whole cluster, so another database may have made it.
create schema ledger;
--> statement-breakpoint
do $$
begin
  create role tributary_ledger nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
grant usage on schema ledger to tributary_ledger;
