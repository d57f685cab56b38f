-- Who wanted a change, and from where, for the audit trail: the change may be applied after a restart, when no request is there to tell.
alter table accounts.intents add column subject text, add column address text;
--> statement-breakpoint
-- An address is personal, and no erasure finds it here. So it is forgotten with the end of its intent, whichever version of the code ends it.
create function accounts.forget_address() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.address := null;
  return new;
end
$$;
--> statement-breakpoint
create trigger intents_forget_address before update of applied_at on accounts.intents
for each row when (new.applied_at is not null) execute function accounts.forget_address();
