alter table users.users
  add column disabled_at timestamptz(3),
  add column erased_at timestamptz(3),
  add column tokens_ended_until timestamptz(3),
  add constraint erased_are_disabled check (erased_at is null or disabled_at is not null);
--> statement-breakpoint
alter table users.sessions add column network text;
--> statement-breakpoint
create index sessions_by_user on users.sessions (user_id, created_at);
--> statement-breakpoint
create table users.password_resets (
  user_id uuid primary key references users.users,
  token_hash text not null unique,
  expires_at timestamptz(3) not null
);
--> statement-breakpoint
create table users.idempotency (
  organization_id uuid not null references users.organizations,
  subject text not null,
  key text not null,
  fields jsonb not null,
  created_id uuid not null,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, subject, key)
);
--> statement-breakpoint
grant update (email, name, role, password_hash, disabled_at, erased_at, tokens_ended_until) on users.users to tributary_users;
--> statement-breakpoint
grant select, insert, update, delete on users.password_resets to tributary_users;
--> statement-breakpoint
grant select, insert on users.idempotency to tributary_users;
