-- Fills the keys of names from before, a few thousand at a time, so that no writer waits for long.
do $$
declare
  page_end uuid := '00000000-0000-0000-0000-000000000000';
begin
  loop
    with page as (select id from accounts.accounts where id > page_end order by id limit 5000),
    filled as (update accounts.accounts a set name_key = '' from page where a.id = page.id and a.name_key = '')
    select max(id::text)::uuid into page_end from page;
    exit when page_end is null;
    commit;
  end loop;
end
$$;
--> statement-breakpoint
create index concurrently if not exists accounts_by_name on accounts.accounts (organization_id, name_key, id);
--> statement-breakpoint
create unique index concurrently if not exists accounts_by_external_id on accounts.accounts (organization_id, external_id) where external_id is not null;
--> statement-breakpoint
create index concurrently if not exists accounts_by_kind on accounts.accounts (organization_id, status, class, currency, id);
--> statement-breakpoint
-- The extension may be there already, in another schema.
select set_config('search_path', quote_ident(n.nspname) || ', pg_catalog', false)
from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
--> statement-breakpoint
-- One index, which intersects a rare value of metadata with a frequent text before it reads a row. It is written at once: a list of waiting entries would be read by every search.
create index concurrently if not exists accounts_by_text on accounts.accounts using gin (accounts.trigram_text(name_key) gin_trgm_ops, metadata jsonb_path_ops) with (fastupdate = off);
--> statement-breakpoint
reset search_path;
--> statement-breakpoint
-- Two that the version in development had in its place.
drop index concurrently if exists accounts.accounts_by_trigrams;
--> statement-breakpoint
drop index concurrently if exists accounts.accounts_by_metadata;
--> statement-breakpoint
-- Enough samples to tell a text of one account in a thousand from a rarer one.
alter index accounts.accounts_by_text alter column 1 set statistics 1000;
--> statement-breakpoint
alter table accounts.accounts alter column metadata set statistics 1000;
--> statement-breakpoint
analyze accounts.accounts;
