import { newId, tryParseId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { scopes as knownScopes, type Scope } from '@tributary/domain/viewer.ts';
import { formatApiKey } from './exchange-api-key.ts';
import { isName } from './plain-text.ts';
import { invalidInput } from './refusals.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { apiClients, type ApiClientRow } from './tables.ts';

const accountsMax = 1_000;

/** Registers a partner's program. The answer has the key; the database stores only its hash. */
export async function createApiClient(
  db: Database,
  {
    organizationId,
    name,
    scopes,
    accountIds,
  }: {
    organizationId: string;
    name: string;
    scopes: readonly string[];
    /** In the form for callers; null for all accounts of the organization. */
    accountIds: readonly string[] | null;
  },
): Promise<{ apiClient: ApiClientRow; apiKey: string } | { refusal: ReturnType<typeof invalidInput> }> {
  if (!isName(name)) {
    return { refusal: invalidInput('name', 'Send a name of 1 to 200 characters.') };
  }
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined || scopes.length === 0) {
    return { refusal: invalidInput('scopes', `Send at least one of ${knownScopes.join(', ')}.`) };
  }
  const accounts = accountIds?.map((id) => tryParseId('acct', id)) ?? null;
  if (accounts !== null && (accounts.length > accountsMax || !accounts.every((id) => id !== null))) {
    return { refusal: invalidInput('accountIds', `Send up to ${accountsMax} ids of accounts, or leave it out.`) };
  }
  const secret = newSecret();
  const [apiClient] = await db
    .insert(apiClients)
    .values({
      id: newId(),
      organizationId,
      name,
      scopes: [...new Set(scopes)],
      accountIds: accounts === null ? null : [...new Set(accounts)],
      secretHash: hashSecret(secret),
    })
    .returning();
  if (apiClient === undefined) {
    throw new Error('an insert returned no row');
  }
  return { apiClient, apiKey: formatApiKey(apiClient.id, secret) };
}

function isScope(text: string): text is Scope {
  return (knownScopes as readonly string[]).includes(text);
}
