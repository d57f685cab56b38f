-- What was written to the log stays as it was written.
create function ledger.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'the log is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
--> statement-breakpoint
create trigger log_append_only before update or delete on ledger.log
for each row execute function ledger.refuse_change();
--> statement-breakpoint
create trigger log_no_truncate before truncate on ledger.log
for each statement execute function ledger.refuse_change();
--> statement-breakpoint
-- A row takes the next position of its organization, or none: the counter is locked by whoever writes.
create function ledger.check_sequence() returns trigger
language plpgsql as $$
begin
  if exists (
    select from (select organization_id, min(sequence) as least, max(sequence) as most, count(*) as rows from inserted group by organization_id) i
    where i.most - i.least + 1 <> i.rows
      or (i.least > 1 and not exists (select from ledger.log l where l.organization_id = i.organization_id and l.sequence = i.least - 1))
  ) then
    raise exception 'the log has no gaps: sequence refused' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger log_gapless after insert on ledger.log
referencing new table as inserted
for each statement execute function ledger.check_sequence();
--> statement-breakpoint
-- Makes the partitions that rows up to the sequence need, and one more. The service may not create tables, and this may.
create function ledger.ensure_partitions(sequence bigint) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  size constant bigint := 10000000;
  number bigint;
  name text;
begin
  if ensure_partitions.sequence not between 0 and 1000000000000 then
    raise exception 'sequence out of range';
  end if;
  perform pg_advisory_xact_lock(7281406121);
  for number in 0 .. ensure_partitions.sequence / size + 1 loop
    name := 'log_' || lpad(number::text, 6, '0');
    if to_regclass('ledger.' || name) is null then
      execute format('create table ledger.%I partition of ledger.log for values from (%s) to (%s)', name, number * size, (number + 1) * size);
      execute format('create trigger log_no_truncate before truncate on ledger.%I for each statement execute function ledger.refuse_change()', name);
    end if;
  end loop;
end
$$;
--> statement-breakpoint
revoke execute on function ledger.ensure_partitions from public;
--> statement-breakpoint
select ledger.ensure_partitions(0);
--> statement-breakpoint
grant execute on function ledger.ensure_partitions to tributary_ledger;
--> statement-breakpoint
grant select, insert on ledger.log, ledger.idempotency, ledger.intents to tributary_ledger;
--> statement-breakpoint
grant select, insert, update on ledger.ledgers, ledger.accounts, ledger.holds to tributary_ledger;
