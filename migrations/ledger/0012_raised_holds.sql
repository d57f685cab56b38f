-- The part of a hold's amount that came by raises. Null: it was never raised. The amount includes raises, so that processes of the version before find no more left of a hold than its amount.
alter table ledger.holds add column raised bigint;
--> statement-breakpoint
-- Not validated: the column is null in every row, so a scan of the table would find nothing.
alter table ledger.holds add constraint holds_raised check (raised > 0 and raised < amount) not valid;
