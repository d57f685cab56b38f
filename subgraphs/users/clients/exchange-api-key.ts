import { timingSafeEqual } from 'node:crypto';
import { formatId, tryParseId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq, isNull } from 'drizzle-orm';
import type { AccessToken, AccessTokens } from '../identity/access-token.ts';
import { invalidApiKey } from '../identity/refusals.ts';
import { hashSecret } from '../identity/secrets.ts';
import { apiClients } from '../identity/tables.ts';

/** The text of an API key: `key_`, the client's 32 digits, `_`, and the secret. */
export function formatApiKey(clientId: string, secret: string): string {
  return `key_${formatId('cli', clientId).slice('cli_'.length)}_${secret}`;
}

/** Exchanges a program's API key for an access token. */
export async function exchangeApiKey({
  db,
  accessTokens,
  apiKey,
}: {
  db: Database;
  accessTokens: AccessTokens;
  apiKey: string;
}): Promise<AccessToken | { refusal: ReturnType<typeof invalidApiKey> }> {
  const [, digits = '', secret = ''] = /^key_([0-9a-f]{32})_([\w-]{43})$/.exec(apiKey.trim()) ?? [];
  const id = tryParseId('cli', `cli_${digits}`);
  if (id === null) {
    return { refusal: invalidApiKey() };
  }
  const [client] = await db
    .select()
    .from(apiClients)
    .where(and(eq(apiClients.id, id), isNull(apiClients.revokedAt)));
  if (client === undefined || !timingSafeEqual(Buffer.from(client.secretHash), Buffer.from(hashSecret(secret)))) {
    return { refusal: invalidApiKey() };
  }
  return accessTokens.ofApiClient(client);
}
