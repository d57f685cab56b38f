-- Tokens name a generation, which only grows. To raise it revokes the tokens of lower ones.
alter table users.users add column token_generation integer not null default 0;
--> statement-breakpoint
create table users.revocations (
  -- The subject of access tokens: usr_ or cli_ and 32 digits.
  subject text primary key,
  -- The least generation of tokens that is valid.
  generation integer not null,
  revoked_at timestamptz(3) not null default now(),
  -- Readers ask for the rows of transactions that they did not see.
  transaction xid8 not null
);
--> statement-breakpoint
create index revocations_by_transaction on users.revocations (transaction);
--> statement-breakpoint
-- A revocation is added with the change that revokes, whichever version of the code makes that change. Nobody writes it otherwise.
create function users.add_revocation() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into users.revocations as known (subject, generation, transaction)
  values (
    tg_argv[0] || replace(new.id::text, '-', ''),
    -- An API client is revoked for good: none of its tokens names a generation.
    coalesce((to_jsonb(new) ->> 'token_generation')::integer, 1),
    pg_current_xact_id()
  )
  on conflict (subject) do update
  set generation = greatest(known.generation, excluded.generation), revoked_at = now(), transaction = excluded.transaction;
  return null;
end
$$;
--> statement-breakpoint
revoke execute on function users.add_revocation from public;
--> statement-breakpoint
create trigger users_tokens_revoked after update of token_generation on users.users
for each row when (new.token_generation > old.token_generation) execute function users.add_revocation('usr_');
--> statement-breakpoint
create trigger api_clients_revoked after update of revoked_at on users.api_clients
for each row when (new.revoked_at is not null and old.revoked_at is null) execute function users.add_revocation('cli_');
--> statement-breakpoint
insert into users.revocations (subject, generation, revoked_at, transaction)
select 'cli_' || replace(id::text, '-', ''), 1, revoked_at, pg_current_xact_id() from users.api_clients where revoked_at is not null;
--> statement-breakpoint
-- What the roles of all subgraphs may read of this schema: the one exception to the rule that each reads its own. No token lives
-- longer than a day, so older revocations have no effect any more.
create view users.recent_revocations as
select subject, generation, transaction from users.revocations where revoked_at > now() - interval '25 hours';
--> statement-breakpoint
do $$
begin
  if not exists (select from pg_roles where rolname = 'tributary_subgraphs') then
    create role tributary_subgraphs nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
grant usage on schema users to tributary_subgraphs;
--> statement-breakpoint
grant select on users.recent_revocations to tributary_subgraphs, tributary_users;
--> statement-breakpoint
-- Subgraphs that are made later join by their own first migration.
do $$
declare
  subgraph text;
begin
  foreach subgraph in array array['tributary_accounts', 'tributary_ledger'] loop
    if not pg_has_role(subgraph, 'tributary_subgraphs', 'usage') then
      execute format('grant tributary_subgraphs to %I', subgraph);
    end if;
  end loop;
end
$$;
--> statement-breakpoint
grant update (token_generation) on users.users to tributary_users;
