-- Names as they are searched and sorted. The column has a constant default, so that no row is written anew while writers wait: online steps fill it. Where the version in development
-- had computed the column, it stays as it is and is kept from here on.
alter table accounts.accounts add column if not exists name_key text collate "C" not null default '';
--> statement-breakpoint
alter table accounts.accounts alter column name_key drop expression if exists, alter column name_key set default '';
--> statement-breakpoint
create function accounts.keep_name_key() returns trigger
language plpgsql as $$
begin
  new.name_key := accounts.name_key(new.name);
  return new;
end
$$;
--> statement-breakpoint
-- The database computes the key: the version before, which knows nothing of it, writes names while both run.
create trigger accounts_keep_name_key before insert or update of name, name_key on accounts.accounts
for each row execute function accounts.keep_name_key();
