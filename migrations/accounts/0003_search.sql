-- Trigrams of names. The extension is a trusted one, so the owner of a database may create it. It may be there already, in another schema.
create extension if not exists pg_trgm with schema accounts;
--> statement-breakpoint
-- A name as it is searched and sorted: without case, accents and other marks, so that `mull` finds `Müller`. Its collations are built into PostgreSQL, so it is the same in every
-- database. It is cut, because an entry of an index may not be longer than 2.7 kB.
create function accounts.name_key(name text) returns text
language sql immutable strict parallel safe
return left(casefold(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g') collate pg_unicode_fast), 200);
--> statement-breakpoint
-- A key in ASCII, from which trigrams are made: in a database of the locale C they know no other letters. Without the special characters of LIKE. A text that is part of another
-- stays so; the reverse is not always true.
create function accounts.trigram_text(key text) returns text
language sql immutable strict parallel safe
return translate(encode(convert_to(key, 'UTF8'), 'escape'), '\%_', '');
--> statement-breakpoint
-- The database computes the key: the version before, which knows nothing of it, writes names while both run.
alter table accounts.accounts
  add column name_key text collate "C" not null generated always as (accounts.name_key(name)) stored,
  add column external_id text check (octet_length(external_id) between 1 and 1020);
--> statement-breakpoint
create index accounts_by_name on accounts.accounts (organization_id, name_key, id);
--> statement-breakpoint
create unique index accounts_by_external_id on accounts.accounts (organization_id, external_id) where external_id is not null;
--> statement-breakpoint
create index accounts_by_kind on accounts.accounts (organization_id, status, class, currency, id);
--> statement-breakpoint
-- Both are written at once: a list of waiting entries would be read by every search.
do $$
begin
  execute format(
    'create index accounts_by_trigrams on accounts.accounts using gin (accounts.trigram_text(name_key) %I.gin_trgm_ops) with (fastupdate = off)',
    (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
end
$$;
--> statement-breakpoint
create index accounts_by_metadata on accounts.accounts using gin (metadata jsonb_path_ops) with (fastupdate = off);
--> statement-breakpoint
-- Enough samples to tell a text of one account in a thousand from a rarer one.
alter index accounts.accounts_by_trigrams alter column 1 set statistics 1000;
--> statement-breakpoint
alter table accounts.accounts alter column metadata set statistics 1000;
