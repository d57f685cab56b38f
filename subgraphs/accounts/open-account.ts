import { differingField } from '@tributary/kit/differing-field.ts';
import { signCaller } from '@tributary/platform/caller.ts';
import { forbidden, Misuse } from '@tributary/platform/errors.ts';
import { newId, parseId } from '@tributary/domain/ids.ts';
import { isCurrency } from '@tributary/domain/money.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { callerOf, subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, eq, TransactionRollbackError } from 'drizzle-orm';
import { isName } from './account-name.ts';
import type { Context } from './context.ts';
import type { OpenAccountInput } from './generated/schema.ts';
import { parseOverdraftLimit } from './overdraft-limit.ts';
import { idempotencyMismatch, invalidInput, userNotFound } from './refusals.ts';
import { accounts, idempotency, intents, type AccountRow } from './tables.ts';

/** A use of an idempotency key: its tenant, subject, key, and the content of the request. */
type KeyUse = { organizationId: string; subject: string; key: string; content: Record<string, unknown> };

/**
 * Opens an account, and answers once the ledger knows it. The same key with the same content returns the same account.
 */
export async function openAccount(context: Context, viewer: SignedInViewer, input: OpenAccountInput) {
  requireOpener(viewer);
  const { idempotencyKey: key, ...sent } = input;
  if (key.length < 1 || key.length > 255 || !key.isWellFormed() || key.includes('\0')) {
    throw new Misuse('BAD_USER_INPUT', '`idempotencyKey` takes 1 to 255 characters.');
  }
  const { organizationId } = viewer;
  const content = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
  const use: KeyUse = { organizationId, subject: subjectOf(viewer), key, content };
  const earlier = await earlierOutcome(context, use);
  if (earlier !== null) {
    return earlier;
  }

  const ownerId = input.ownerId == null ? null : parseId('usr', input.ownerId);
  const { name, currency } = input;
  if (!isName(name)) {
    return { refusal: invalidInput('name', 'Send a name of 1 to 200 characters.') };
  }
  if (!isCurrency(currency)) {
    return { refusal: invalidInput('currency', 'Send the code of a currency, such as "EUR".') };
  }
  const limit =
    input.overdraftLimit === undefined
      ? { minorUnits: 0n }
      : parseOverdraftLimit(input.overdraftLimit, { currency, ownerId });
  if ('refusal' in limit) {
    return limit;
  }
  if (input.ownerId != null && !(await isUser(context, organizationId, input.ownerId))) {
    return { refusal: userNotFound() };
  }

  const accountId = newId();
  const isFirst = await writeOpening(context.db, use, {
    id: accountId,
    organizationId,
    ownerId,
    name,
    class: input.class,
    currency,
    status: 'OPEN',
    overdraftLimit: limit.minorUnits,
    metadata: input.metadata ?? null,
  });
  if (isFirst) {
    await context.intents.finish(accountId, context.scope);
    return { accountId };
  }
  const other = await earlierOutcome(context, use);
  if (other === null) {
    throw new Error('an idempotency key that was there is gone');
  }
  return other;
}

function requireOpener(viewer: SignedInViewer): void {
  const mayOpen =
    viewer.kind === 'user'
      ? viewer.role === 'OPERATOR'
      : viewer.scopes.includes('accounts:write') && viewer.accountIds === null;
  if (!mayOpen) {
    throw forbidden(
      'This is for operators, and for API clients with `accounts:write` that are not confined to a list.',
    );
  }
}

/** The outcome of an earlier use of the key; an interrupted one is finished first. Null if there was none. */
async function earlierOutcome(
  { db, intents: openIntents, scope }: Context,
  { organizationId, subject, key, content }: KeyUse,
) {
  const [use] = await db
    .select()
    .from(idempotency)
    .where(
      and(eq(idempotency.organizationId, organizationId), eq(idempotency.subject, subject), eq(idempotency.key, key)),
    );
  if (use === undefined) {
    return null;
  }
  const field = differingField(use.input, content);
  if (field !== null) {
    return { refusal: idempotencyMismatch(field) };
  }
  await openIntents.finish(use.accountId, scope);
  return { accountId: use.accountId };
}

/** Asks the users subgraph, since this one stores no people. */
async function isUser({ users, callerSecret, scope }: Context, organizationId: string, id: string): Promise<boolean> {
  const caller = await signCaller(callerOf({ kind: 'service', name: 'accounts', organizationId }), callerSecret);
  const { data, errors = [] } = await users
    .execute({ query: 'query ($id: ID!) { user(id: $id) { id } }', variables: { id }, caller, requestId: scope.id })
    .catch((error: unknown) => {
      scope.log.warn({ err: error }, 'the directory of people gave no answer');
      return { data: null, errors: [] };
    });
  if (data == null || errors.length > 0) {
    throw new Misuse(
      'SERVICE_BUSY',
      'The directory of people does not answer. Nothing was done; send it again in a moment.',
    );
  }
  return data['user'] !== null;
}

/**
 * Writes the account, still invisible, with the key and the intent. False, with nothing written, if the key was used
 * meanwhile.
 */
async function writeOpening(
  db: Database,
  { organizationId, subject, key, content }: KeyUse,
  account: Omit<AccountRow, 'createdAt' | 'visible'>,
): Promise<boolean> {
  try {
    await db.transaction(async (tx) => {
      await tx.insert(accounts).values(account);
      const noted = await tx
        .insert(idempotency)
        .values({ organizationId, subject, key, input: content, accountId: account.id })
        .onConflictDoNothing()
        .returning({ accountId: idempotency.accountId });
      if (noted.length === 0) {
        tx.rollback();
      }
      const { id: accountId, overdraftLimit } = account;
      await tx.insert(intents).values({ id: newId(), organizationId, accountId, kind: 'OPEN', overdraftLimit });
    });
    return true;
  } catch (error) {
    if (error instanceof TransactionRollbackError) {
      return false;
    }
    throw error;
  }
}
