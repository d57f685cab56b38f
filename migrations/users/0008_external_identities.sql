-- Accounts of people at identity providers, by which they are known at their next sign-in whatever their email address is then.
create table users.external_identities (
  issuer text not null check (octet_length(issuer) <= 2048),
  subject text not null check (octet_length(subject) <= 1280),
  user_id uuid not null references users.users,
  created_at timestamptz(3) not null default now(),
  primary key (issuer, subject)
);
--> statement-breakpoint
create index external_identities_by_user on users.external_identities (user_id);
--> statement-breakpoint
grant select, insert, delete on users.external_identities to tributary_users;
