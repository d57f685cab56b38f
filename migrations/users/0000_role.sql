-- The schema of one subgraph, and the role that its service acts as. Roles are of the whole cluster, so another database may have made it.
create schema users;
--> statement-breakpoint
do $$
begin
  create role tributary_users nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
grant usage on schema users to tributary_users;
