import { differingField } from '@tributary/kit/differing-field.ts';
import { parseDateTime } from '@tributary/platform/date-time.ts';
import { forbidden, Misuse } from '@tributary/platform/errors.ts';
import { newId, problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { parseMetadata } from '@tributary/domain/metadata.ts';
import { isCurrency } from '@tributary/domain/money.ts';
import { problemOfKey, problemOfName } from '@tributary/domain/text.ts';
import { callerOf, subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { and, eq, gt, TransactionRollbackError } from 'drizzle-orm';
import type { Context } from './context.ts';
import { problemOfExternalId } from './external-id.ts';
import type { OpenAccountInput } from './generated/schema.ts';
import { parseOverdraftLimit } from './overdraft-limit.ts';
import {
  externalIdTaken,
  idempotencyMismatch,
  invalidInputs,
  invalidMetadata,
  quotaReached,
  userNotFound,
  type AccountRefusal,
} from './refusals.ts';
import { accounts, idempotency, intents, usage, type AccountRow } from './tables.ts';

/** Earlier times are mistakes, such as a year of two digits. */
const openedAtMin = new Date('1900-01-01T00:00:00Z');
/** A client's clock may be a little ahead of ours. */
const clockSkewMs = 60_000;

/** A use of an idempotency key: its tenant, subject, key, and the content of the request. */
type KeyUse = { organizationId: string; subject: string; key: string; content: Record<string, unknown> };

/**
 * Opens an account, and answers once the ledger knows it. The same key with the same content returns the same account.
 */
export async function openAccount(context: Context, viewer: SignedInViewer, input: OpenAccountInput) {
  requireOpener(viewer);
  const { idempotencyKey: key, ...sent } = input;
  if (input.openedAt != null && (viewer.kind !== 'user' || viewer.role !== 'OPERATOR')) {
    throw forbidden('The opening of an account is for operators to set back.');
  }
  const { organizationId } = viewer;
  const content = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
  const use: KeyUse = { organizationId, subject: subjectOf(viewer), key, content };
  const earlier = problemOfKey(key) === null ? await earlierOutcome(context, use) : null;
  if (earlier !== null) {
    return earlier;
  }

  const opening = parseOpening(input);
  if ('mistakes' in opening) {
    return { refusal: opening.mistakes };
  }
  const { openedAt, ...parsed } = opening;
  if (input.ownerId != null && !(await isUser(context, organizationId, input.ownerId))) {
    return { refusal: userNotFound() };
  }

  const accountId = newId();
  const written = await writeOpening(context, use, {
    account: {
      id: accountId,
      organizationId,
      name: input.name,
      externalId: input.externalId ?? null,
      class: input.class,
      currency: input.currency,
      status: 'OPEN',
      ...parsed,
    },
    openedAt,
  });
  if (written === 'opened') {
    await context.intents.finish(accountId, context.scope);
    return { accountId };
  }
  const other = await earlierOutcome(context, use);
  if (other === null && written === 'taken' && input.externalId == null) {
    throw new Error('an idempotency key that was there is gone');
  }
  return other ?? { refusal: written === 'full' ? quotaReached(context.quota) : externalIdTaken() };
}

/** Whether the viewer may open accounts, and set their references in the organization's books. */
export function mayOpenAccounts(viewer: SignedInViewer): boolean {
  return viewer.kind === 'user'
    ? viewer.role === 'OPERATOR'
    : viewer.scopes.includes('accounts:write') && viewer.accountIds === null;
}

/** Parses the values of an input, or names all its mistakes. */
function parseOpening(
  input: OpenAccountInput,
):
  | (Pick<AccountRow, 'ownerId' | 'overdraftLimit' | 'metadata'> & { openedAt: Date | null })
  | { mistakes: AccountRefusal[] } {
  const { idempotencyKey, name, currency, overdraftLimit } = input;
  const ownerId = input.ownerId == null ? null : tryParseId('usr', input.ownerId);
  // An unknown currency of the account is a mistake of its own. The limit is then checked by its own currency.
  const limitCurrency = isCurrency(currency) ? currency : (overdraftLimit?.currency ?? currency);
  const limit =
    overdraftLimit === undefined
      ? { minorUnits: 0n }
      : parseOverdraftLimit(overdraftLimit, { currency: limitCurrency, ownerId });
  const parsed = input.metadata == null ? { metadata: null } : parseMetadata(input.metadata);
  const opened = input.openedAt == null ? { time: null } : parseOpenedAt(input.openedAt);
  const mistakes = [
    ...invalidInputs({
      idempotencyKey: problemOfKey(idempotencyKey),
      name: problemOfName(name),
      externalId: problemOfExternalId(input.externalId),
      currency: isCurrency(currency) ? null : 'Send the code of a currency, such as "EUR".',
      ownerId: input.ownerId != null && ownerId === null ? problemOfId('usr', input.ownerId) : null,
      openedAt: 'problem' in opened ? opened.problem : null,
    }),
    ...('refusal' in limit ? [limit.refusal] : []),
    ...('mistakes' in parsed ? invalidMetadata(parsed.mistakes) : []),
  ];
  return 'refusal' in limit || 'mistakes' in parsed || 'problem' in opened || mistakes.length > 0
    ? { mistakes }
    : { ownerId, overdraftLimit: limit.minorUnits, metadata: parsed.metadata, openedAt: opened.time };
}

/** Parses the time to which an opening is set back: from the year 1900 to now. */
function parseOpenedAt(text: string): ReturnType<typeof parseDateTime> {
  const parsed = parseDateTime(text);
  return 'time' in parsed && (parsed.time < openedAtMin || parsed.time.getTime() > Date.now() + clockSkewMs)
    ? { problem: 'Send a time from the year 1900 to now, or leave it out.' }
    : parsed;
}

function requireOpener(viewer: SignedInViewer): void {
  if (!mayOpenAccounts(viewer)) {
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

/** Whether the organization has this person. The users subgraph decides, since this one stores no people. */
async function isUser({ users, signer, scope }: Context, organizationId: string, id: string): Promise<boolean> {
  const caller = signer.sign(callerOf({ kind: 'service', name: 'accounts', organizationId }), 'users');
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
 * Writes the account, still invisible, with the key and the intent. Nothing is written if the key was used meanwhile or
 * another account has the reference (`taken`), or if the organization has as many accounts as it may (`full`).
 */
async function writeOpening(
  { db, quota, address }: Context,
  { organizationId, subject, key, content }: KeyUse,
  { account, openedAt }: { account: Omit<AccountRow, 'createdAt' | 'visible' | 'nameKey'>; openedAt: Date | null },
): Promise<'opened' | 'taken' | 'full'> {
  let refused: 'taken' | 'full' = 'taken';
  try {
    await db.transaction(async (tx) => {
      const opened = await tx.insert(accounts).values(account).onConflictDoNothing().returning({ id: accounts.id });
      if (opened.length === 0) {
        tx.rollback();
      }
      const noted = await tx
        .insert(idempotency)
        .values({ organizationId, subject, key, input: content, accountId: account.id })
        .onConflictDoNothing()
        .returning({ accountId: idempotency.accountId });
      if (noted.length === 0) {
        tx.rollback();
      }
      // The count is locked from the insert on, so that simultaneous openings cannot pass the quota together.
      const over = await tx
        .select({ used: usage.used })
        .from(usage)
        .where(and(eq(usage.organizationId, organizationId), gt(usage.used, quota)));
      if (over.length > 0) {
        refused = 'full';
        tx.rollback();
      }
      const { id: accountId, overdraftLimit } = account;
      await tx
        .insert(intents)
        .values({ id: newId(), organizationId, accountId, kind: 'OPEN', overdraftLimit, openedAt, subject, address });
    });
    return 'opened';
  } catch (error) {
    if (error instanceof TransactionRollbackError) {
      return refused;
    }
    throw error;
  }
}
