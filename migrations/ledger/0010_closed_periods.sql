-- Nothing is dated back before its accounts were opened. Accounts from before have no such time, and no such bound. The default comes apart from the column: it is for new rows alone.
alter table ledger.accounts add column opened_at timestamptz(3);
--> statement-breakpoint
alter table ledger.accounts alter column opened_at set default now();
--> statement-breakpoint
-- Beside the counter of the log, so that it is selected with the lock under which rows are written.
alter table ledger.ledgers add column closed_until timestamptz(3);
--> statement-breakpoint
-- Which period was closed when: every row after a closing can be checked again later.
create table ledger.closed_periods (
  organization_id uuid not null references ledger.ledgers,
  until timestamptz(3) not null,
  after_sequence bigint not null,
  closed_at timestamptz(3) not null default now(),
  subject text not null,
  primary key (organization_id, until)
);
--> statement-breakpoint
grant select, insert on ledger.closed_periods to tributary_ledger;
--> statement-breakpoint
-- A closed period stays closed, whoever updates the ledger's row. Batches do not name the column, so they do not call this.
create function ledger.keep_closed() returns trigger
language plpgsql as $$
begin
  if old.closed_until is not null and (new.closed_until is null or new.closed_until < old.closed_until) then
    raise exception 'a closed period stays closed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger ledgers_stay_closed before update of closed_until on ledger.ledgers
for each row execute function ledger.keep_closed();
--> statement-breakpoint
-- The second guard of closed periods, beside the rules: processes of the version before do not know that there are any. One lookup for each batch.
create or replace function ledger.check_sequence() returns trigger
language plpgsql set enable_seqscan = off as $$
declare
  added record;
begin
  for added in
    select organization_id, min(sequence) as least, max(sequence) as most, count(*) as rows, min(effective_at) as earliest from inserted group by organization_id
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
    perform from ledger.ledgers l where l.organization_id = added.organization_id and l.closed_until > added.earliest;
    if found then
      raise exception 'the period is closed: row refused' using errcode = 'integrity_constraint_violation';
    end if;
  end loop;
  return null;
end
$$;
