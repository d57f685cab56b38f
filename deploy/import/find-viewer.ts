import { StartError } from '@tributary/platform/config.ts';
import { formatId, tryParseId } from '@tributary/domain/ids.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import { scopes, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { apiClients, users } from '@tributary/users/identity/tables.ts';
import { and, eq } from 'drizzle-orm';

/** The end of the year 9999: a command has no token that could expire. */
const expiresAt = 253_402_300_799;

/**
 * The user or API client of an organization as whom a command acts, with exactly their permissions. It is named by an
 * id that starts with `usr_` or `cli_`, or by a user's email address. Throws StartError if there is none.
 */
export async function findViewer(
  databaseUrl: string,
  { organizationId, who }: { organizationId: string; who: string },
): Promise<SignedInViewer> {
  const { db, close } = openPostgres({
    url: databaseUrl,
    role: 'tributary_users',
    applicationName: 'tributary-viewer',
    poolSize: 1,
  });
  try {
    const clientId = tryParseId('cli', who);
    if (clientId !== null) {
      const [client] = await db
        .select()
        .from(apiClients)
        .where(and(eq(apiClients.id, clientId), eq(apiClients.organizationId, organizationId)));
      if (client !== undefined && client.revokedAt === null) {
        const { id, accountIds } = client;
        return {
          kind: 'client',
          id,
          organizationId,
          scopes: scopes.filter((scope) => client.scopes.includes(scope)),
          accountIds,
          expiresAt,
        };
      }
    } else {
      const userId = tryParseId('usr', who);
      const [user] = await db
        .select()
        .from(users)
        .where(
          and(userId === null ? eq(users.email, who) : eq(users.id, userId), eq(users.organizationId, organizationId)),
        );
      if (user !== undefined && user.disabledAt === null) {
        return { kind: 'user', id: user.id, organizationId, role: user.role, expiresAt };
      }
    }
  } finally {
    await close();
  }
  throw new StartError(
    `There is no ${JSON.stringify(who)} in organization ${formatId('org', organizationId)}. Give --as the id of a user or an API client, or a user's email.`,
  );
}
