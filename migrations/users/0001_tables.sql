create table users.organizations (
  id uuid primary key,
  name text not null,
  created_at timestamptz(3) not null default now()
);
--> statement-breakpoint
create table users.users (
  id uuid primary key,
  organization_id uuid not null references users.organizations,
  email text not null,
  name text not null,
  role text not null check (role in ('CUSTOMER', 'OPERATOR')),
  password_hash text not null,
  created_at timestamptz(3) not null default now()
);
--> statement-breakpoint
create unique index users_by_email on users.users (lower(email));
--> statement-breakpoint
create index users_by_organization on users.users (organization_id, id);
--> statement-breakpoint
create table users.api_clients (
  id uuid primary key,
  organization_id uuid not null references users.organizations,
  name text not null,
  scopes text[] not null,
  account_ids uuid[],
  secret_hash text not null,
  created_at timestamptz(3) not null default now(),
  revoked_at timestamptz(3)
);
--> statement-breakpoint
create index api_clients_by_organization on users.api_clients (organization_id, id);
--> statement-breakpoint
create table users.sessions (
  id uuid primary key,
  user_id uuid not null references users.users,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3)
);
--> statement-breakpoint
create table users.refresh_tokens (
  token_hash text primary key,
  session_id uuid not null references users.sessions,
  created_at timestamptz(3) not null default now(),
  used_at timestamptz(3)
);
--> statement-breakpoint
grant select, insert on users.organizations, users.users to tributary_users;
--> statement-breakpoint
grant select, insert, update on users.api_clients, users.sessions, users.refresh_tokens to tributary_users;
