create table ledger.ledgers (
  organization_id uuid primary key,
  last_sequence bigint not null default 0 check (last_sequence >= 0),
  head_hash bytea,
  last_recorded_at timestamptz(3) not null default '-infinity'
);
--> statement-breakpoint
create table ledger.accounts (
  id uuid primary key,
  organization_id uuid not null references ledger.ledgers,
  owner_id uuid,
  class text not null check (class in ('ASSET', 'LIABILITY', 'EQUITY', 'REVENUE', 'EXPENSE')),
  currency text not null,
  status text not null check (status in ('OPEN', 'FROZEN', 'CLOSED')),
  -- In minor units; null means without limit.
  overdraft_limit bigint check (overdraft_limit >= 0),
  posted bigint not null default 0,
  pending bigint not null default 0,
  available bigint not null default 0,
  version integer not null default 0,
  constraint accounts_floor check (overdraft_limit is null or available::numeric + overdraft_limit >= 0),
  constraint accounts_closed_empty check (status <> 'CLOSED' or (posted = 0 and pending = 0 and available = 0))
);
--> statement-breakpoint
create index accounts_by_owner on ledger.accounts (organization_id, owner_id);
--> statement-breakpoint
create table ledger.log (
  organization_id uuid not null,
  sequence bigint not null check (sequence > 0),
  id uuid not null,
  kind text not null check (kind in ('TRANSFER', 'HOLD', 'CAPTURE', 'VOID', 'EXPIRY')),
  debit_account_id uuid not null,
  credit_account_id uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  debit_version integer not null,
  debit_posted bigint not null,
  debit_pending bigint not null,
  debit_available bigint not null,
  credit_version integer not null,
  credit_posted bigint not null,
  credit_pending bigint not null,
  credit_available bigint not null,
  hold_id uuid,
  journal_id uuid,
  reverses_id uuid,
  description text,
  external_id text,
  effective_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  -- Who did it: usr:, cli: or ledger, and a UUID.
  subject text not null,
  metadata jsonb,
  hash bytea,
  primary key (organization_id, sequence),
  check (debit_account_id <> credit_account_id),
  check ((kind = 'TRANSFER') = (hold_id is null))
) partition by range (sequence);
--> statement-breakpoint
create index log_by_id on ledger.log (id);
--> statement-breakpoint
create index log_by_debit on ledger.log (debit_account_id, sequence);
--> statement-breakpoint
create index log_by_credit on ledger.log (credit_account_id, sequence);
--> statement-breakpoint
create index log_by_hold on ledger.log (hold_id, sequence) where hold_id is not null;
--> statement-breakpoint
create index log_by_reversed on ledger.log (reverses_id, sequence) where reverses_id is not null;
--> statement-breakpoint
create index log_by_journal on ledger.log (journal_id, sequence) where journal_id is not null;
--> statement-breakpoint
create index log_by_external_id on ledger.log (organization_id, external_id, sequence) where external_id is not null;
--> statement-breakpoint
create table ledger.holds (
  id uuid primary key,
  organization_id uuid not null references ledger.ledgers,
  debit_account_id uuid not null references ledger.accounts,
  credit_account_id uuid not null references ledger.accounts,
  amount bigint not null check (amount > 0),
  remaining bigint not null check (remaining >= 0 and remaining <= amount),
  currency text not null,
  status text not null check (status in ('OPEN', 'CAPTURED', 'VOIDED', 'EXPIRED')),
  sequence bigint not null,
  expires_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  description text,
  external_id text,
  metadata jsonb,
  check ((status = 'OPEN') = (remaining > 0))
);
--> statement-breakpoint
create index holds_due on ledger.holds (expires_at) where status = 'OPEN';
--> statement-breakpoint
create index holds_open_by_debit on ledger.holds (debit_account_id) where status = 'OPEN';
--> statement-breakpoint
create index holds_open_by_credit on ledger.holds (credit_account_id) where status = 'OPEN';
--> statement-breakpoint
create table ledger.idempotency (
  organization_id uuid not null,
  subject text not null,
  key text not null,
  input jsonb not null,
  transfer_id uuid,
  hold_id uuid,
  refusal jsonb,
  primary key (organization_id, subject, key),
  check (refusal is not null or transfer_id is not null or hold_id is not null)
);
--> statement-breakpoint
create table ledger.intents (
  id uuid primary key,
  organization_id uuid not null,
  account_id uuid not null,
  refusal text
);
