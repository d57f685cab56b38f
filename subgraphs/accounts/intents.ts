import { Misuse } from '@tributary/platform/errors.ts';
import { formatId, newId } from '@tributary/platform/ids.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { SubgraphTransport } from '@tributary/platform/transport.ts';
import { signCaller } from '@tributary/platform/viewer.ts';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { accounts, intents, type IntentRefusal, type IntentRow } from './tables.ts';

export type Intents = {
  /** Writes the intent and carries it out. Null when it was applied, else why the ledger refused. Throws Misuse `SERVICE_BUSY` while another change of the account, or the ledger, is not done. */
  change(intent: Pick<IntentRow, 'organizationId' | 'accountId' | 'kind' | 'overdraftLimit'>): Promise<IntentRefusal | null>;
  /** Carries out the open intent of an account, if there is one. */
  finish(accountId: string): Promise<IntentRefusal | null>;
  close(): Promise<void>;
};

const replayEveryMs = 2_000;
const replayAtOnce = 100;

const applyIntent = /* GraphQL */ `
  mutation ApplyAccountIntent($input: ApplyAccountIntentInput!) {
    applyAccountIntent(input: $input) {
      status
      errors {
        code
      }
    }
  }
`;

const answerShape = z.object({
  applyAccountIntent: z.object({
    status: z.enum(['OPEN', 'FROZEN', 'CLOSED']).nullable(),
    errors: z.array(z.object({ code: z.enum(['ACCOUNT_NOT_EMPTY', 'ACCOUNT_NOT_OPEN', 'OVERDRAFT_LIMIT_IN_USE']) })),
  }),
});

/**
 * Keeps accounts and the ledger in step: a change is written as an intent, the ledger decides it, and its outcome is applied. Whatever stops in between is
 * taken up again here, at the start and every few seconds; the ledger applies an intent once.
 */
export function createIntents({
  db,
  ledger,
  callerSecret,
  log,
}: {
  db: Database;
  ledger: SubgraphTransport;
  callerSecret: string;
  log: Logger;
}): Intents {
  const carryOut = async (intent: IntentRow): Promise<IntentRefusal | null> => {
    const { status, refusal } = await askLedger({ db, ledger, callerSecret, intent });
    await db.transaction(async (tx) => {
      const applied = await tx
        .update(intents)
        .set({ appliedAt: new Date(), ...(refusal === null ? {} : { refusal: { code: refusal } }) })
        .where(and(eq(intents.id, intent.id), isNull(intents.appliedAt)))
        .returning({ id: intents.id });
      if (applied.length > 0 && refusal === null && status !== null) {
        await tx
          .update(accounts)
          .set({ status, visible: true, ...(intent.kind === 'LIMIT' ? { overdraftLimit: intent.overdraftLimit } : {}) })
          .where(eq(accounts.id, intent.accountId));
      }
    });
    return refusal;
  };

  const finish = async (accountId: string): Promise<IntentRefusal | null> => {
    const [open] = await db
      .select()
      .from(intents)
      .where(and(eq(intents.accountId, accountId), isNull(intents.appliedAt)));
    return open === undefined ? null : carryOut(open);
  };

  let replaying: Promise<void> = Promise.resolve();
  const replay = () => {
    replaying = replaying.then(() => replayOpen(db, carryOut)).catch((error: unknown) => {
      log.warn({ err: error }, 'open intents could not be carried out yet');
    });
  };
  const timer = setInterval(replay, replayEveryMs);

  return {
    change: async (wanted) => {
      await finish(wanted.accountId);
      const [intent] = await db
        .insert(intents)
        .values({ ...wanted, id: newId() })
        .onConflictDoNothing()
        .returning();
      if (intent === undefined) {
        throw new Misuse('SERVICE_BUSY', 'Another change of this account is being made. Send yours again in a moment.');
      }
      return carryOut(intent);
    },
    finish,
    close: async () => {
      clearInterval(timer);
      await replaying;
    },
  };
}

async function replayOpen(db: Database, carryOut: (intent: IntentRow) => Promise<unknown>): Promise<void> {
  const open = await db
    .select()
    .from(intents)
    .where(isNull(intents.appliedAt))
    .orderBy(asc(intents.id))
    .limit(replayAtOnce);
  for (const intent of open) {
    // oxlint-disable-next-line no-await-in-loop -- in order, and without haste
    await carryOut(intent);
  }
}

async function askLedger({
  db,
  ledger,
  callerSecret,
  intent,
}: {
  db: Database;
  ledger: SubgraphTransport;
  callerSecret: string;
  intent: IntentRow;
}): Promise<{ status: 'OPEN' | 'FROZEN' | 'CLOSED' | null; refusal: IntentRefusal | null }> {
  const { id, organizationId, accountId, kind, overdraftLimit } = intent;
  const [account] = kind === 'OPEN' ? await db.select().from(accounts).where(eq(accounts.id, accountId)) : [];
  const limit = account === undefined ? overdraftLimit : account.overdraftLimit;
  const response = await ledger
    .execute({
      query: applyIntent,
      variables: {
        input: {
          intentId: formatId('int', id),
          kind,
          accountId: formatId('acct', accountId),
          overdraftLimit: limit === null ? null : String(limit),
          ...(account === undefined
            ? {}
            : {
                ownerId: account.ownerId === null ? null : formatId('usr', account.ownerId),
                class: account.class,
                currency: account.currency,
              }),
        },
      },
      caller: await signCaller(
        { viewer: { kind: 'service', name: 'accounts', organizationId }, address: null },
        callerSecret,
      ),
      requestId: id,
    })
    .catch(() => null);
  const answer = answerShape.safeParse(response?.data);
  if (!answer.success) {
    throw new Misuse(
      'SERVICE_BUSY',
      'The ledger does not answer. The change is noted and will be made when it does; look at the account in a moment.',
    );
  }
  const { status, errors } = answer.data.applyAccountIntent;
  return { status, refusal: errors[0]?.code ?? null };
}
