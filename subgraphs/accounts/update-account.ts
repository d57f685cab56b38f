import { forbidden } from '@tributary/platform/errors.ts';
import { parseId } from '@tributary/platform/ids.ts';
import type { SignedInViewer } from '@tributary/platform/viewer.ts';
import { eq } from 'drizzle-orm';
import type { Context } from './context.ts';
import type { UpdateAccountInput } from './generated/schema.ts';
import { readOverdraftLimit } from './overdraft-limit.ts';
import { accountNotFound, intentRefused, invalidInput } from './refusals.ts';
import { accounts } from './tables.ts';

/** Changes an account: its overdraft limit through the ledger, which may refuse, and then its name and metadata. */
export async function updateAccount({ db, load, intents }: Context, viewer: SignedInViewer, input: UpdateAccountInput) {
  const { name, metadata, overdraftLimit } = input;
  if (viewer.kind === 'client' && !viewer.scopes.includes('accounts:write')) {
    throw forbidden('This needs the scope `accounts:write`.');
  }
  if (overdraftLimit !== undefined && (viewer.kind !== 'user' || viewer.role !== 'OPERATOR')) {
    throw forbidden('An overdraft limit is for operators to change.');
  }
  const account = await load.account.load(parseId('acct', input.id));
  if (account === null) {
    return { refusal: accountNotFound() };
  }
  if (name != null && (name.trim() === '' || name.length > 200)) {
    return { refusal: invalidInput('name', 'Send a name of 1 to 200 characters.') };
  }
  if (overdraftLimit !== undefined) {
    const limit = readOverdraftLimit(overdraftLimit, account);
    if ('refusal' in limit) {
      return limit;
    }
    const { organizationId, id: accountId } = account;
    const refusal = await intents.change({ organizationId, accountId, kind: 'LIMIT', overdraftLimit: limit.minorUnits });
    if (refusal !== null) {
      return { refusal: intentRefused(refusal) };
    }
  }
  if (name != null || metadata !== undefined) {
    await db
      .update(accounts)
      .set({ ...(name == null ? {} : { name }), ...(metadata === undefined ? {} : { metadata }) })
      .where(eq(accounts.id, account.id));
  }
  return { accountId: account.id };
}
