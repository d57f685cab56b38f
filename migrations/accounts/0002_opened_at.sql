-- The time before which nothing is dated back, until the ledger knows it. Null: the time at which the ledger opens the account.
alter table accounts.intents add column opened_at timestamptz(3);
