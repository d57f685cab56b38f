-- Tickets that were used. A mark in Redis was the only place of that, and a Redis that was full or flushed forgot it.
create table users.used_tickets (
  id text primary key,
  -- When the ticket could not be used anyway.
  expires_at timestamptz(3) not null
);
--> statement-breakpoint
create index used_tickets_by_end on users.used_tickets (expires_at);
--> statement-breakpoint
grant select, insert, delete on users.used_tickets to tributary_users;
