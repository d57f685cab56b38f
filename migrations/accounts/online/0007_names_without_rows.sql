-- The list by name with the flag that every list reads, so that a walk along it reads the index only.
create index concurrently if not exists accounts_by_name_visible on accounts.accounts (organization_id, name_key, id) include (visible);
--> statement-breakpoint
drop index concurrently if exists accounts.accounts_by_name;
