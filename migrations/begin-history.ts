import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The first migration of every subgraph: its PostgreSQL schema and the role of its process. A change here does not
 * reach existing subgraphs, since an applied migration never changes.
 */
export function roleMigration(subgraph: string): string {
  const role = `tributary_${subgraph}`;
  return `-- The schema of one subgraph, and the role that its service acts as. Roles are of the whole cluster, so another database, or whoever
-- administers it, may have made it.
create schema ${subgraph};
--> statement-breakpoint
do $$
begin
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${role} nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
-- Whoever migrates may act as the role. A superuser may act as any.
do $$
begin
  if not pg_has_role(current_user, '${role}', 'set') then
    grant ${role} to current_user with set true;
  end if;
end
$$;
--> statement-breakpoint
grant usage on schema ${subgraph} to ${role};
`;
}

/** Lets the role of a new subgraph read the revocations of access, as those of the first subgraphs may. */
function membershipMigration(subgraph: string): string {
  return `--> statement-breakpoint
-- Every subgraph reads which access was revoked. The role may exist already, as above.
do $$
begin
  if not exists (select from pg_roles where rolname = 'tributary_subgraphs') then
    create role tributary_subgraphs nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;
--> statement-breakpoint
do $$
begin
  if not pg_has_role('tributary_${subgraph}', 'tributary_subgraphs', 'usage') then
    grant tributary_subgraphs to tributary_${subgraph};
  end if;
end
$$;
`;
}

/** Writes the first migration of a new subgraph, and the journal that drizzle-kit continues. */
export function beginHistory(subgraph: string, folder: string): void {
  if (existsSync(folder)) {
    return;
  }
  mkdirSync(join(folder, 'meta'), { recursive: true });
  writeFileSync(join(folder, '0000_role.sql'), roleMigration(subgraph) + membershipMigration(subgraph));
  const entry = { idx: 0, version: '7', when: Date.now(), tag: '0000_role', breakpoints: true };
  const journal = { version: '7', dialect: 'postgresql', entries: [entry] };
  writeFileSync(join(folder, 'meta/_journal.json'), `${JSON.stringify(journal, null, 2)}\n`);
}
