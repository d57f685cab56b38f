-- A hold binds the payer unless it was made revocable. Null: made before that was asked, when payers could void every hold of theirs.
alter table ledger.holds add column revocable boolean;
