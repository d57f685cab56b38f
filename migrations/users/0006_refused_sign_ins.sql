-- Refused attempts to sign in as people of an organization, by minute and network. At most 1,001 rows for each minute, kept for 90 days.
create table users.refused_sign_ins (
  organization_id uuid not null references users.organizations,
  minute timestamptz(3) not null,
  -- Empty: all networks that have no row of their own.
  network text not null check (octet_length(network) <= 256),
  attempts bigint not null check (attempts > 0),
  primary key (organization_id, minute, network)
);
--> statement-breakpoint
create index refused_sign_ins_by_minute on users.refused_sign_ins (minute);
--> statement-breakpoint
grant select, insert, update, delete on users.refused_sign_ins to tributary_users;
