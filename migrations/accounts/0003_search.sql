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
alter table accounts.accounts add column external_id text check (octet_length(external_id) between 1 and 1020);
