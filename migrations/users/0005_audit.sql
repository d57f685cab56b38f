-- The audit trail: who changed what of people, clients, accounts, periods and limits. One chain of events for each organization.
create schema audit;
--> statement-breakpoint
-- The last event of each organization. Its row is the lock under which the next one is added.
create table audit.heads (
  organization_id uuid primary key,
  sequence bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  occurred_at timestamptz(3) not null
);
--> statement-breakpoint
create table audit.events (
  organization_id uuid not null,
  sequence bigint not null check (sequence > 0),
  id uuid not null,
  -- Never earlier than that of the event before.
  occurred_at timestamptz(3) not null,
  action text not null check (action ~ '^[A-Z][A-Z_]{1,62}$'),
  -- Null: the platform itself, such as a command of whoever runs it.
  actor_kind text check (actor_kind in ('USER', 'API_CLIENT')),
  actor_id uuid,
  subject_kind text not null check (subject_kind ~ '^[A-Z][A-Z_]{1,62}$'),
  subject_id uuid not null,
  -- A JSON object: [before, after] by field. A text, so that the bytes that were hashed stay.
  changes text not null check (changes is json object with unique keys and octet_length(changes) <= 262144),
  -- For each personal value its field and a salted hash, so that the chain can be verified after the value was erased.
  commitments text[] not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (organization_id, sequence),
  check ((actor_kind is null) = (actor_id is null))
);
--> statement-breakpoint
create index events_by_time on audit.events (organization_id, occurred_at, sequence);
--> statement-breakpoint
create index events_by_action on audit.events (organization_id, action, sequence);
--> statement-breakpoint
create index events_by_actor on audit.events (organization_id, actor_id, sequence);
--> statement-breakpoint
create index events_by_subject on audit.events (organization_id, subject_id, sequence);
--> statement-breakpoint
-- Names, email addresses and network addresses: outside of the events, so that they can be erased.
create table audit.personal_values (
  organization_id uuid not null,
  sequence bigint not null,
  field text not null check (field ~ '^[a-zA-Z]+(\.before|\.after)?$'),
  -- The person whose value it is. Null: nobody's, such as the address of a partner's server.
  user_id uuid,
  salt bytea not null check (octet_length(salt) = 32),
  value text not null check (octet_length(value) <= 4096),
  primary key (organization_id, sequence, field)
);
--> statement-breakpoint
create index personal_values_by_user on audit.personal_values (user_id, sequence);
--> statement-breakpoint
create function audit.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'the audit trail is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
--> statement-breakpoint
create trigger events_append_only before update or delete on audit.events
for each row execute function audit.refuse_change();
--> statement-breakpoint
create trigger events_no_truncate before truncate on audit.events
for each statement execute function audit.refuse_change();
--> statement-breakpoint
create trigger personal_values_unchanged before update on audit.personal_values
for each row execute function audit.refuse_change();
--> statement-breakpoint
create trigger personal_values_no_truncate before truncate on audit.personal_values
for each statement execute function audit.refuse_change();
--> statement-breakpoint
-- Values are erased with their person, and otherwise never.
create function audit.check_erasure() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from users.users u where u.id = old.user_id and u.erased_at is not null;
  if not found then
    raise exception 'the person is not erased: % refused', tg_op using errcode = 'insufficient_privilege';
  end if;
  return old;
end
$$;
--> statement-breakpoint
create trigger personal_values_of_erased before delete on audit.personal_values
for each row execute function audit.check_erasure();
--> statement-breakpoint
-- Erases the values of a person with the change that erases the person, whichever version of the code makes that change.
create function audit.erase_values() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from audit.personal_values v where v.user_id = new.id;
  return null;
end
$$;
--> statement-breakpoint
create trigger users_erased after update of erased_at on users.users
for each row when (new.erased_at is not null and old.erased_at is null) execute function audit.erase_values();
--> statement-breakpoint
-- A text with its length, after which no text can pass for another one next to it. Null is no text.
create function audit.frame(value text) returns text
language sql immutable parallel safe
return case when value is null then '-' else octet_length(convert_to(value, 'UTF8')) || ':' || value || ',' end;
--> statement-breakpoint
-- Adds an event. It locks the head of the organization until the end of the transaction, so it comes last in it. `personal` is an array of objects with `field`, `user` and `value`.
create function audit.record(
  organization uuid,
  action text,
  actor_kind text,
  actor uuid,
  subject_kind text,
  subject uuid,
  changes text,
  personal jsonb
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  head audit.heads;
  event_id constant uuid := uuidv7();
  commitments text[] := '{}';
  part record;
begin
  -- Erasing a person waits for this transaction or is known to it, so that no value outlives its person.
  perform from users.users u
  where u.id in (select (p ->> 'user')::uuid from jsonb_array_elements(personal) p)
  order by u.id for share;

  insert into audit.heads (organization_id, sequence, hash, occurred_at)
  values (organization, 0, decode(repeat('00', 32), 'hex'), '-infinity')
  on conflict do nothing;
  select * into strict head from audit.heads h where h.organization_id = organization for update;
  head.sequence := head.sequence + 1;
  head.occurred_at := greatest(date_trunc('milliseconds', clock_timestamp()), head.occurred_at);

  for part in
    select
      p ->> 'field' as field,
      (p ->> 'user')::uuid as user_id,
      p ->> 'value' as value,
      uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) as salt
    from jsonb_array_elements(personal) p
    order by p ->> 'field' collate "C"
  loop
    commitments := commitments || (part.field || ' ' || encode(
      sha256(part.salt || convert_to(audit.frame(part.user_id::text) || part.value, 'UTF8')), 'hex'));
    -- A value that no erasure would find is not kept.
    insert into audit.personal_values (organization_id, sequence, field, user_id, salt, value)
    select organization, head.sequence, part.field, part.user_id, part.salt, part.value
    where part.user_id is null or exists (
      select from users.users u
      where u.id = part.user_id and u.organization_id = organization and u.erased_at is null);
  end loop;

  head.hash := sha256(head.hash || convert_to(
    audit.frame(organization::text)
      || audit.frame(head.sequence::text)
      || audit.frame(event_id::text)
      || audit.frame(to_char(head.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      || audit.frame(action)
      || audit.frame(actor_kind)
      || audit.frame(actor::text)
      || audit.frame(subject_kind)
      || audit.frame(subject::text)
      || audit.frame(changes)
      || coalesce((select string_agg(audit.frame(c), '' order by n) from unnest(commitments) with ordinality as x(c, n)), ''),
    'UTF8'));

  insert into audit.events (
    organization_id, sequence, id, occurred_at, action, actor_kind, actor_id, subject_kind, subject_id, changes, commitments, hash)
  values (
    organization, head.sequence, event_id, head.occurred_at, action, actor_kind, actor, subject_kind, subject, changes, commitments,
    head.hash);
  update audit.heads h
  set sequence = head.sequence, hash = head.hash, occurred_at = head.occurred_at
  where h.organization_id = organization;
end
$$;
--> statement-breakpoint
revoke execute on function audit.refuse_change, audit.check_erasure, audit.erase_values, audit.frame, audit.record from public;
--> statement-breakpoint
-- Every subgraph adds events, and none in any other way. Only users reads them.
grant usage on schema audit to tributary_subgraphs, tributary_users;
--> statement-breakpoint
grant execute on function audit.record to tributary_subgraphs, tributary_users;
--> statement-breakpoint
grant select on audit.heads, audit.events, audit.personal_values to tributary_users;
