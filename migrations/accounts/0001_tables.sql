create table accounts.accounts (
  id uuid primary key,
  organization_id uuid not null,
  owner_id uuid,
  name text not null,
  class text not null check (class in ('ASSET', 'LIABILITY', 'EQUITY', 'REVENUE', 'EXPENSE')),
  currency text not null,
  status text not null check (status in ('OPEN', 'FROZEN', 'CLOSED')),
  -- In minor units; null means without limit.
  overdraft_limit bigint check (overdraft_limit >= 0),
  metadata jsonb,
  created_at timestamptz(3) not null default now(),
  -- False until the ledger knows the account.
  visible boolean not null default false,
  check (overdraft_limit is not null or owner_id is null)
);
--> statement-breakpoint
create index accounts_by_organization on accounts.accounts (organization_id, id);
--> statement-breakpoint
create index accounts_by_owner on accounts.accounts (organization_id, owner_id, id);
--> statement-breakpoint
create table accounts.intents (
  id uuid primary key,
  organization_id uuid not null,
  account_id uuid not null references accounts.accounts,
  kind text not null check (kind in ('OPEN', 'FREEZE', 'UNFREEZE', 'CLOSE', 'LIMIT')),
  -- For LIMIT, in minor units; null means without limit.
  overdraft_limit bigint,
  -- For LIMIT: the name and metadata that change together with it, or not at all.
  profile jsonb,
  created_at timestamptz(3) not null default now(),
  applied_at timestamptz(3),
  -- Why the ledger refused; null if it did not, or was not heard yet.
  refusal jsonb
);
--> statement-breakpoint
create unique index intents_one_open on accounts.intents (account_id) where applied_at is null;
--> statement-breakpoint
create table accounts.idempotency (
  organization_id uuid not null,
  subject text not null,
  key text not null,
  input jsonb not null,
  account_id uuid not null references accounts.accounts,
  primary key (organization_id, subject, key)
);
--> statement-breakpoint
grant select, insert, update on accounts.accounts, accounts.intents to tributary_accounts;
--> statement-breakpoint
grant select, insert on accounts.idempotency to tributary_accounts;
