import { changesOfNew, recordEvent, type Origin } from '@tributary/domain/audit.ts';
import { formatId, parseId, problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { problemOfName } from '@tributary/domain/text.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { scopes as knownScopes, type Scope } from '@tributary/domain/viewer.ts';
import { formatApiKey } from './exchange-api-key.ts';
import { problemOfQuota } from '../identity/quotas.ts';
import { invalidInputs, type Refusal } from '../identity/refusals.ts';
import { hashSecret, newSecret } from '../identity/secrets.ts';
import { apiClients, type ApiClientRow } from '../identity/tables.ts';

const accountsMax = 1_000;

/** Registers a partner's program. The answer has the key; the database stores only its hash. */
export async function createApiClient(
  db: Database,
  {
    id,
    organizationId,
    name,
    scopes,
    accountIds,
    origin,
    quota,
  }: {
    id: string;
    organizationId: string;
    name: string;
    scopes: readonly string[];
    /** In the form for callers; null for all accounts of the organization. */
    accountIds: readonly string[] | null;
    origin: Origin;
    quota: number;
  },
): Promise<{ apiClient: ApiClientRow; apiKey: string } | { refusal: readonly Refusal[] | Refusal }> {
  const parsed = parseAccountIds(accountIds);
  const mistakes = invalidInputs({
    name: problemOfName(name),
    scopes:
      scopes.length > 0 && scopes.every(isScope)
        ? null
        : `Send at least one of ${knownScopes.join(', ')}, and no other.`,
    accountIds: 'problem' in parsed ? parsed.problem : null,
  });
  if ('problem' in parsed || mistakes.length > 0) {
    return { refusal: mistakes };
  }
  const { accounts } = parsed;
  const secret = newSecret();
  const [apiClient] = await db
    .insert(apiClients)
    .values({
      id,
      organizationId,
      name,
      scopes: [...new Set(scopes)],
      accountIds: accounts,
      secretHash: hashSecret(secret),
    })
    .returning();
  if (apiClient === undefined) {
    throw new Error('an insert returned no row');
  }
  const full = await problemOfQuota(db, { organizationId, kind: 'apiClients', quota });
  if (full !== null) {
    return { refusal: full };
  }
  await recordEvent(db, {
    organizationId,
    action: 'API_CLIENT_CREATED',
    origin,
    subject: { kind: 'API_CLIENT', id },
    changes: changesOfNew({
      name,
      scopes: apiClient.scopes.join(' '),
      accountIds: accounts?.map((accountId) => formatId('acct', accountId)).join(' ') ?? null,
    }),
  });
  return { apiClient, apiKey: formatApiKey(apiClient.id, secret) };
}

/** UUIDs of accounts, each once; null for all accounts. */
function parseAccountIds(ids: readonly string[] | null): { accounts: string[] | null } | { problem: string } {
  if (ids === null) {
    return { accounts: null };
  }
  if (ids.length > accountsMax) {
    return {
      problem: `There are ${ids.length.toLocaleString('en')} accounts. Send up to ${accountsMax.toLocaleString('en')}, or leave it out.`,
    };
  }
  const malformed = ids.find((id) => tryParseId('acct', id) === null);
  return malformed === undefined
    ? { accounts: [...new Set(ids.map((id) => parseId('acct', id)))] }
    : { problem: problemOfId('acct', malformed) };
}

function isScope(text: string): text is Scope {
  return (knownScopes as readonly string[]).includes(text);
}
