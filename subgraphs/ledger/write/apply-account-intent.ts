import { forbidden } from '@tributary/platform/errors.ts';
import { newId, parseId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { and, eq, or, sql } from 'drizzle-orm';
import type { ApplyAccountIntentInput } from '../generated/schema.ts';
import { accounts, holds, intents, type AccountRow } from '../log/tables.ts';
import type { CommandQueue } from './command-queue.ts';
import { lockLedger } from './lock-ledger.ts';

type IntentRefusal = 'ACCOUNT_NOT_EMPTY' | 'ACCOUNT_NOT_OPEN' | 'OVERDRAFT_LIMIT_IN_USE';

/**
 * Applies a change of an account, once however often it is sent. No transfer is decided meanwhile, because the ledger
 * is locked. Only the accounts subgraph may send it.
 */
export async function applyAccountIntent(
  { db, viewer, commands }: { db: Database; viewer: Viewer; commands: CommandQueue },
  input: ApplyAccountIntentInput,
): Promise<{ status: AccountRow['status'] | null; refusal: IntentRefusal | null }> {
  if (viewer.kind !== 'service' || viewer.name !== 'accounts') {
    throw forbidden('Only the accounts subgraph may apply an intent.');
  }
  const { organizationId } = viewer;
  const id = parseId('int', input.intentId);
  const accountId = parseId('acct', input.accountId);
  await expireHoldsOf(db, commands, { organizationId, accountId });
  return db.transaction(async (tx) => {
    await lockLedger(tx, organizationId);
    const [earlier] = await tx.select().from(intents).where(eq(intents.id, id));
    const [account = null] = await tx
      .select()
      .from(accounts)
      .where(and(eq(accounts.id, accountId), eq(accounts.organizationId, organizationId)));
    if (earlier !== undefined) {
      return { status: account?.status ?? null, refusal: earlier.refusal };
    }
    const refusal = account === null ? null : refuse(account, input);
    const status = refusal === null ? await apply(tx, { organizationId, accountId, account, input }) : account?.status;
    await tx.insert(intents).values({ id, organizationId, accountId, refusal });
    return { status: status ?? null, refusal };
  });
}

function refuse(account: AccountRow, { kind, overdraftLimit }: ApplyAccountIntentInput): IntentRefusal | null {
  if (account.status === 'CLOSED') {
    return kind === 'CLOSE' || kind === 'OPEN' ? null : 'ACCOUNT_NOT_OPEN';
  }
  if (kind === 'CLOSE' && (account.posted !== 0n || account.pending !== 0n || account.available !== 0n)) {
    return 'ACCOUNT_NOT_EMPTY';
  }
  const limit = overdraftLimit ?? null;
  return kind === 'LIMIT' && limit !== null && account.available + limit < 0n ? 'OVERDRAFT_LIMIT_IN_USE' : null;
}

async function apply(
  tx: Database,
  {
    organizationId,
    accountId,
    account,
    input: { kind, ownerId, class: accountClass, currency, overdraftLimit, openedAt },
  }: { organizationId: string; accountId: string; account: AccountRow | null; input: ApplyAccountIntentInput },
): Promise<AccountRow['status'] | null> {
  if (kind === 'OPEN' && account === null) {
    if (!isAccountClass(accountClass) || currency == null) {
      throw new Error('intent to open an account has no class or currency');
    }
    await tx.insert(accounts).values({
      id: accountId,
      organizationId,
      ownerId: ownerId == null ? null : parseId('usr', ownerId),
      class: accountClass,
      currency,
      status: 'OPEN',
      overdraftLimit: overdraftLimit ?? null,
      posted: 0n,
      pending: 0n,
      available: 0n,
      version: 0,
      // Left to the database if it is not set back: its clock is the ledger's.
      ...(openedAt == null ? {} : { openedAt: new Date(openedAt) }),
    });
    return 'OPEN';
  }
  if (account === null) {
    return null;
  }
  const status = {
    OPEN: account.status,
    FREEZE: 'FROZEN',
    UNFREEZE: 'OPEN',
    CLOSE: 'CLOSED',
    LIMIT: account.status,
  } as const;
  await tx
    .update(accounts)
    .set({ status: status[kind], ...(kind === 'LIMIT' ? { overdraftLimit: overdraftLimit ?? null } : {}) })
    .where(eq(accounts.id, accountId));
  return status[kind];
}

/**
 * Writes the expiry of the due holds of an account. A due hold counts until its expiry is in the log, and the intent
 * would be refused because of it.
 */
async function expireHoldsOf(
  db: Database,
  commands: CommandQueue,
  { organizationId, accountId }: { organizationId: string; accountId: string },
): Promise<void> {
  const due = await db
    .select({ id: holds.id })
    .from(holds)
    .where(
      and(
        or(eq(holds.debitAccountId, accountId), eq(holds.creditAccountId, accountId)),
        eq(holds.status, 'OPEN'),
        sql`${holds.expiresAt} <= now()`,
      ),
    )
    .limit(1_000);
  if (due.length > 0) {
    await commands.submit(
      organizationId,
      due.map(({ id: holdId }) => expiryCommand(holdId)),
    );
  }
}

/** A command that expires a hold if it is due. */
export function expiryCommand(holdId: string) {
  return {
    kind: 'EXPIRY' as const,
    holdId,
    viewer: null,
    subject: 'ledger',
    id: newId(),
    idempotencyKey: null,
    input: {},
    description: null,
    externalId: null,
    metadata: null,
  };
}

function isAccountClass(name: string | null | undefined): name is AccountRow['class'] {
  return name != null && (accounts.class.enumValues as readonly string[]).includes(name);
}
