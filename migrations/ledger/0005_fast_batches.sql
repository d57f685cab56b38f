-- A statement of a batch adds hundreds of rows. What it inserted is looked at once, and the row before is looked up by its key whatever the planner knows of the table: the
-- plan of the function before read the whole log for each batch.
create or replace function ledger.check_sequence() returns trigger
language plpgsql set enable_seqscan = off as $$
declare
  added record;
begin
  for added in
    select organization_id, min(sequence) as least, max(sequence) as most, count(*) as rows from inserted group by organization_id
  loop
    if added.most - added.least + 1 <> added.rows then
      raise exception 'the log has no gaps: sequence refused' using errcode = 'integrity_constraint_violation';
    end if;
    if added.least > 1 then
      perform from ledger.log l where l.organization_id = added.organization_id and l.sequence = added.least - 1;
      if not found then
        raise exception 'the log has no gaps: sequence refused' using errcode = 'integrity_constraint_violation';
      end if;
    end if;
  end loop;
  return null;
end
$$;
--> statement-breakpoint
-- Balances change in place: with room left on each page a change touches no index.
alter table ledger.accounts set (fillfactor = 50);
--> statement-breakpoint
alter table ledger.daily_balances set (fillfactor = 50);
--> statement-breakpoint
-- What is read back whole and never searched needs not be taken apart.
alter table ledger.idempotency alter column input type json, alter column refusal type json;
--> statement-breakpoint
-- Counts the changes to accounts that write no row of the log, so that a process knows whether what it remembers of them still holds.
alter table ledger.ledgers add column revision bigint not null default 0;
