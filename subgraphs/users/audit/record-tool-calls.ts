import { changesOfNew, originOf, recordEvent, type AuditEvent } from '@tributary/domain/audit.ts';
import { tryParseId } from '@tributary/domain/ids.ts';
import { tokenIssuer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { ToolCalls } from '@tributary/platform/tool-calls.ts';

/** Entries of one transaction, since all changes of an organization wait for it. */
const entriesAtOnce = 20;

/**
 * Adds calls of tools to the audit trails of the callers' organizations. Callers of other issuers, and those without a
 * token, have no organization, and are left out.
 */
export async function recordToolCalls(db: Database, calls: readonly ToolCalls[]): Promise<void> {
  const events = Map.groupBy(calls.flatMap(eventsOf), ({ organizationId }) => organizationId);
  for (const ofOrganization of events.values()) {
    for (let start = 0; start < ofOrganization.length; start += entriesAtOnce) {
      await db.transaction(async (tx) => {
        for (const event of ofOrganization.slice(start, start + entriesAtOnce)) {
          await recordEvent(tx, event);
        }
      });
    }
  }
}

function eventsOf({ issuer, tenant, subject, address, agent, ...of }: ToolCalls): AuditEvent[] {
  const organizationId = issuer === tokenIssuer && tenant !== null ? tryParseId('org', tenant) : null;
  const userId = subject === null ? null : tryParseId('usr', subject);
  const id = userId ?? (subject === null ? null : tryParseId('cli', subject));
  if (organizationId === null || id === null) {
    return [];
  }
  const { tool, outcome, calls, from, to, requestIds } = of;
  const facts = { tool, outcome, calls: String(calls), from, to, requestIds: requestIds.join(' ') };
  const event = {
    organizationId,
    action: 'TOOLS_CALLED' as const,
    origin: originOf({ kind: userId === null ? 'client' : 'user', id }, address),
    subject: { kind: userId === null ? ('API_CLIENT' as const) : ('USER' as const), id },
  };
  // The name of an agent may be that of a person, whose names are erased with them.
  return userId === null
    ? [{ ...event, changes: changesOfNew({ agent, ...facts }) }]
    : [{ ...event, changes: changesOfNew(facts), personalChanges: changesOfNew({ agent }) }];
}
