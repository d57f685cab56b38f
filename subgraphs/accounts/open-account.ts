import { differingField } from '@tributary/platform/differing-field.ts';
import { forbidden, Misuse } from '@tributary/platform/errors.ts';
import { newId, parseId } from '@tributary/platform/ids.ts';
import { isCurrency } from '@tributary/platform/money.ts';
import { signCaller, subjectOf, type SignedInViewer } from '@tributary/platform/viewer.ts';
import { and, eq, TransactionRollbackError } from 'drizzle-orm';
import type { Context } from './context.ts';
import type { OpenAccountInput } from './generated/schema.ts';
import { readOverdraftLimit } from './overdraft-limit.ts';
import { idempotencyMismatch, invalidInput, userNotFound } from './refusals.ts';
import { accounts, idempotency, intents } from './tables.ts';

/** Opens an account, and answers once the ledger knows it. The same key with the same content gives the same account. */
export async function openAccount(context: Context, viewer: SignedInViewer, input: OpenAccountInput) {
  requireOpener(viewer);
  const { idempotencyKey: key, ...content } = input;
  if (key.length < 1 || key.length > 255) {
    throw new Misuse('BAD_USER_INPUT', '`idempotencyKey` takes 1 to 255 characters.');
  }
  const ownerId = input.ownerId == null ? null : parseId('usr', input.ownerId);
  const { name, currency } = input;
  if (name.trim() === '' || name.length > 200) {
    return { refusal: invalidInput('name', 'Send a name of 1 to 200 characters.') };
  }
  if (!isCurrency(currency)) {
    return { refusal: invalidInput('currency', 'Send a currency code such as "EUR".') };
  }
  const limit =
    input.overdraftLimit === undefined
      ? { minorUnits: 0n }
      : readOverdraftLimit(input.overdraftLimit, { currency, ownerId });
  if ('refusal' in limit) {
    return limit;
  }
  if (ownerId !== null && !(await isUser(context, viewer, input.ownerId ?? ''))) {
    return { refusal: userNotFound() };
  }

  const subject = subjectOf(viewer);
  const { organizationId } = viewer;
  const normalised = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
  const accountId = await context.db.transaction(async (tx) => {
    const id = newId();
    await tx.insert(accounts).values({
      id,
      organizationId,
      ownerId,
      name,
      class: input.class,
      currency,
      status: 'OPEN',
      overdraftLimit: limit.minorUnits,
      metadata: input.metadata ?? null,
    });
    const noted = await tx
      .insert(idempotency)
      .values({ organizationId, subject, key, input: normalised, accountId: id })
      .onConflictDoNothing()
      .returning({ accountId: idempotency.accountId });
    if (noted.length === 0) {
      // The key was used before: what this attempt wrote is not wanted.
      tx.rollback();
    }
    await tx.insert(intents).values({ id: newId(), organizationId, accountId: id, kind: 'OPEN', overdraftLimit: limit.minorUnits });
    return id;
  }).catch((error: unknown) => {
    if (error instanceof TransactionRollbackError) {
      return null;
    }
    throw error;
  });
  if (accountId !== null) {
    await context.intents.finish(accountId);
    return { accountId };
  }
  const [use] = await context.db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.organizationId, organizationId), eq(idempotency.subject, subject), eq(idempotency.key, key)));
  if (use === undefined) {
    throw new Error('an idempotency key that was there is gone');
  }
  const field = differingField(use.input, normalised);
  if (field !== null) {
    return { refusal: idempotencyMismatch(field) };
  }
  await context.intents.finish(use.accountId);
  return { accountId: use.accountId };
}

function requireOpener(viewer: SignedInViewer): void {
  const mayOpen =
    viewer.kind === 'user'
      ? viewer.role === 'OPERATOR'
      : viewer.scopes.includes('accounts:write') && viewer.accountIds === null;
  if (!mayOpen) {
    throw forbidden('This is for operators, and for API clients with `accounts:write` that are not confined to a list.');
  }
}

/** Asks the users subgraph itself: this one keeps no people. */
async function isUser({ users, callerSecret, requestId }: Context, viewer: SignedInViewer, id: string): Promise<boolean> {
  const caller = await signCaller(
    { viewer: { kind: 'service', name: 'accounts', organizationId: viewer.organizationId }, address: null },
    callerSecret,
  );
  const { data } = await users
    .execute({ query: 'query ($id: ID!) { user(id: $id) { id } }', variables: { id }, caller, requestId })
    .catch(() => ({ data: undefined }));
  if (data == null) {
    throw new Misuse('SERVICE_BUSY', 'The directory of people does not answer. Nothing was done; send it again in a moment.');
  }
  return data['user'] !== null;
}
