-- A partition is made beside the log and attached: that waits for nobody who reads or writes. Made as a partition at once it would wait for whoever reads the log, for as long as they
-- do, and everybody who comes later would wait behind it.
create or replace function ledger.ensure_partitions(sequence bigint) returns void
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
      execute format('create table ledger.%I (like ledger.log including all)', name);
      execute format('alter table ledger.log attach partition ledger.%I for values from (%s) to (%s)', name, number * size, (number + 1) * size);
      execute format('create trigger log_no_truncate before truncate on ledger.%I for each statement execute function ledger.refuse_change()', name);
    end if;
  end loop;
end
$$;
