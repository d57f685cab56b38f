-- The extensions of holds, for audits: each expiry can be checked against the time that was in force. A row keeps the key of its request itself, as alerts do.
create table ledger.hold_extensions (
  organization_id uuid not null references ledger.ledgers,
  idempotency_key text not null,
  subject text not null,
  hold_id uuid not null references ledger.holds,
  -- Of the ledger, which counts up with every extension: those of one hold have their order.
  revision bigint not null,
  -- In seconds, as it was sent.
  expires_in integer not null check (expires_in > 0),
  expires_at timestamptz(3) not null,
  after_sequence bigint not null check (after_sequence >= 0),
  extended_at timestamptz(3) not null default now(),
  primary key (organization_id, idempotency_key, subject)
);
--> statement-breakpoint
create unique index hold_extensions_by_hold on ledger.hold_extensions (hold_id, revision);
--> statement-breakpoint
grant select, insert on ledger.hold_extensions to tributary_ledger;
