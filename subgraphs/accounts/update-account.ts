import { originOf, type Origin } from '@tributary/domain/audit.ts';
import { organizationTags } from '@tributary/domain/cache-tags.ts';
import { forbidden } from '@tributary/platform/errors.ts';
import { problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { parseMetadata } from '@tributary/domain/metadata.ts';
import { parseAmount } from '@tributary/domain/money.ts';
import { problemOfName } from '@tributary/domain/text.ts';
import { hasScope, subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { eq } from 'drizzle-orm';
import type { Context } from './context.ts';
import { isTakenExternalId, problemOfExternalId } from './external-id.ts';
import type { UpdateAccountInput } from './generated/schema.ts';
import { parseOverdraftLimit } from './overdraft-limit.ts';
import { mayOpenAccounts } from './open-account.ts';
import {
  accountNotFound,
  externalIdTaken,
  intentRefused,
  invalidAmount,
  invalidInputs,
  invalidMetadata,
} from './refusals.ts';
import { recordAccountChange } from './record-account-change.ts';
import { accounts, type AccountProfile, type AccountRow } from './tables.ts';

/**
 * Changes an account's name, reference and metadata. A change with an overdraft limit goes through the ledger, which
 * may refuse the whole change.
 */
export async function updateAccount(context: Context, viewer: SignedInViewer, input: UpdateAccountInput) {
  const { db, load, intents, caches, address, scope } = context;
  const { name, externalId, overdraftLimit } = input;
  if (!hasScope(viewer, 'accounts:write')) {
    throw forbidden('This needs the scope `accounts:write`.');
  }
  if (overdraftLimit !== undefined && (viewer.kind !== 'user' || viewer.role !== 'OPERATOR')) {
    throw forbidden('An overdraft limit is for operators to change.');
  }
  if (externalId !== undefined && !mayOpenAccounts(viewer)) {
    throw forbidden(
      'The `externalId` is for operators to change, and for API clients with `accounts:write` that are not confined to a list.',
    );
  }
  const uuid = tryParseId('acct', input.id);
  const parsed = input.metadata == null ? { metadata: input.metadata } : parseMetadata(input.metadata);
  const amount = overdraftLimit == null ? null : parseAmount(overdraftLimit.amount, overdraftLimit.currency);
  // A limit is applied after the ledger's answer, when a taken reference could no longer be refused.
  const together =
    externalId !== undefined && overdraftLimit !== undefined
      ? 'Change the reference and the overdraft limit in two requests.'
      : null;
  const mistakes = [
    ...invalidInputs({
      id: uuid === null ? problemOfId('acct', input.id) : null,
      name: name == null ? null : problemOfName(name),
      externalId: problemOfExternalId(externalId) ?? together,
    }),
    ...('mistakes' in parsed ? invalidMetadata(parsed.mistakes) : []),
    ...(amount !== null && 'problem' in amount ? [invalidAmount(amount.problem)] : []),
  ];
  if (uuid === null || 'mistakes' in parsed || mistakes.length > 0) {
    return { refusal: mistakes };
  }
  const { metadata } = parsed;
  const account = await load.writableAccount.load(uuid);
  if (account === null) {
    return { refusal: accountNotFound() };
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
      {
        ...{ organizationId, accountId, kind: 'LIMIT', overdraftLimit: limit.minorUnits, profile },
        ...{ subject: subjectOf(viewer), address },
      },
      scope,
    );
    return refusal === null ? { accountId } : { refusal: intentRefused(refusal) };
  }
  const changes = { ...profile, ...(externalId === undefined ? {} : { externalId }) };
  if (Object.keys(changes).length > 0) {
    try {
      await changeProfile(db, { accountId, changes, origin: originOf(viewer, address) });
    } catch (error) {
      if (isTakenExternalId(error)) {
        return { refusal: externalIdTaken() };
      }
      throw error;
    }
    await caches.tags.renew(organizationTags(organizationId));
  }
  return { accountId };
}

async function changeProfile(
  db: Database,
  { accountId, changes, origin }: { accountId: string; changes: Partial<AccountRow>; origin: Origin },
): Promise<void> {
  const isAccount = eq(accounts.id, accountId);
  await db.transaction(async (tx) => {
    const [before] = await tx.select().from(accounts).where(isAccount).for('no key update');
    const [after] = await tx.update(accounts).set(changes).where(isAccount).returning();
    if (before === undefined || after === undefined) {
      throw new Error(`account ${accountId} is gone`);
    }
    await recordAccountChange(tx, { action: 'ACCOUNT_UPDATED', origin, before, after });
  });
}
