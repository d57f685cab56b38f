import { organizationTags } from '@tributary/domain/cache-tags.ts';
import { forbidden } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/domain/ids.ts';
import { hasScope, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { eq } from 'drizzle-orm';
import { isName } from './account-name.ts';
import type { Context } from './context.ts';
import type { UpdateAccountInput } from './generated/schema.ts';
import { parseOverdraftLimit } from './overdraft-limit.ts';
import { accountNotFound, intentRefused, invalidInput } from './refusals.ts';
import { accounts, type AccountProfile } from './tables.ts';

/**
 * Changes an account's name and metadata. A change with an overdraft limit goes through the ledger, which may refuse
 * the whole change.
 */
export async function updateAccount(context: Context, viewer: SignedInViewer, input: UpdateAccountInput) {
  const { db, load, intents, caches, scope } = context;
  const { name, metadata, overdraftLimit } = input;
  if (!hasScope(viewer, 'accounts:write')) {
    throw forbidden('This needs the scope `accounts:write`.');
  }
  if (overdraftLimit !== undefined && (viewer.kind !== 'user' || viewer.role !== 'OPERATOR')) {
    throw forbidden('An overdraft limit is for operators to change.');
  }
  const account = await load.writableAccount.load(parseId('acct', input.id));
  if (account === null) {
    return { refusal: accountNotFound() };
  }
  if (name != null && !isName(name)) {
    return { refusal: invalidInput('name', 'Send a name of 1 to 200 characters.') };
  }
  const { organizationId, id: accountId } = account;
  const profile: AccountProfile = {
    ...(name == null ? {} : { name }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  if (overdraftLimit !== undefined) {
    const limit = parseOverdraftLimit(overdraftLimit, account);
    if ('refusal' in limit) {
      return limit;
    }
    const refusal = await intents.change(
      { organizationId, accountId, kind: 'LIMIT', overdraftLimit: limit.minorUnits, profile },
      scope,
    );
    return refusal === null ? { accountId } : { refusal: intentRefused(refusal) };
  }
  if (Object.keys(profile).length > 0) {
    await db.update(accounts).set(profile).where(eq(accounts.id, accountId));
    await caches.tags.renew(organizationTags(organizationId));
  }
  return { accountId };
}
