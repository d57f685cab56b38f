import { actorOfSubject, platformOrigin, type AuditAction, type Origin } from '@tributary/domain/audit.ts';
import { organizationTags } from '@tributary/domain/cache-tags.ts';
import type { Caches } from '@tributary/platform/cache.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { describeError } from '@tributary/platform/described-error.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { callerOf } from '@tributary/domain/viewer.ts';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { recordAccountChange } from './record-account-change.ts';
import { accounts, intents, type IntentRefusal, type IntentRow } from './tables.ts';

/** A wanted change. `profile` is for `LIMIT`, and null otherwise. */
export type WantedChange = Pick<
  IntentRow,
  'organizationId' | 'accountId' | 'kind' | 'overdraftLimit' | 'profile' | 'subject' | 'address'
>;

/** The request that wants a change, or the intent itself when it is carried out later. */
type Scope = Pick<RequestScope, 'id' | 'log'>;

export type Intents = {
  /**
   * Writes the intent and carries it out, after earlier ones of the same account. Null if it was applied, else the
   * ledger's refusal. Throws Misuse `SERVICE_BUSY` if the ledger does not answer. The change is then made as soon as it
   * does.
   */
  change(wanted: WantedChange, scope: Scope): Promise<IntentRefusal | null>;
  /** Carries out the open intent of an account, if there is one. */
  finish(accountId: string, scope: Scope): Promise<void>;
  close(): Promise<void>;
};

type IntentsSettings = {
  db: Database;
  ledger: SubgraphTransport;
  signer: CallerSigner;
  caches: Caches;
  log: Logger;
  /** Interval at which open intents are looked for. */
  replayEveryMs?: number | undefined;
};

const replayAtOnce = 100;
/** Limit on the changes of one account that wait for each other. */
const turnsMax = 20;

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
 * Keeps accounts and the ledger consistent. A change is written as an intent, the ledger decides it, and the outcome is
 * applied. Interrupted intents are resumed here, at the start and every few seconds; the ledger applies an intent once.
 * An account has one open intent at a time, which keeps its changes in order.
 */
export function createIntents({ db, ledger, signer, caches, log, replayEveryMs = 2_000 }: IntentsSettings): Intents {
  const closing = new AbortController();

  const carryOut = async (intent: IntentRow, scope: Scope, signal?: AbortSignal): Promise<IntentRefusal | null> => {
    const outcome = await askLedger({ db, ledger, signer, scope, intent, signal });
    await db.transaction((tx) => applyOutcome(tx, intent, outcome));
    await caches.tags.renew(organizationTags(intent.organizationId));
    return outcome.refusal;
  };

  const finish = async (accountId: string, scope: Scope): Promise<void> => {
    const [open] = await db
      .select()
      .from(intents)
      .where(and(eq(intents.accountId, accountId), isNull(intents.appliedAt)));
    if (open !== undefined) {
      await carryOut(open, scope);
    }
  };

  /**
   * One after the other. A failed intent must not block those of other accounts, but an unreachable ledger fails them
   * all.
   */
  const replay = async (): Promise<void> => {
    const open = await db
      .select()
      .from(intents)
      .where(isNull(intents.appliedAt))
      .orderBy(asc(intents.id))
      .limit(replayAtOnce);
    for (const intent of open) {
      if (closing.signal.aborted) {
        return;
      }
      await carryOut(intent, { id: intent.id, log }, closing.signal).catch((error: unknown) => {
        log.warn({ err: error, intent: intent.id }, 'a change of an account could not be carried out yet');
      });
    }
  };

  let replaying: Promise<void> | null = null;
  const replayUnlessBusy = () => {
    replaying ??= replay()
      .catch((error: unknown) => log.warn({ err: error }, 'open changes of accounts could not be read'))
      .finally(() => {
        replaying = null;
      });
  };
  replayUnlessBusy();
  const timer = setInterval(replayUnlessBusy, replayEveryMs);

  return {
    change: async (wanted, scope) => {
      for (let turn = 0; turn < turnsMax; turn += 1) {
        await finish(wanted.accountId, scope);
        const [intent] = await db
          .insert(intents)
          .values({ ...wanted, id: newId() })
          .onConflictDoNothing()
          .returning();
        if (intent !== undefined) {
          return carryOut(intent, scope);
        }
      }
      throw new Misuse(
        'SERVICE_BUSY',
        'Many other changes of this account are being made. Nothing was done; try again in a moment.',
      );
    },
    finish,
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await replaying;
    },
  };
}

const actionOf = {
  OPEN: 'ACCOUNT_OPENED',
  FREEZE: 'ACCOUNT_FROZEN',
  UNFREEZE: 'ACCOUNT_UNFROZEN',
  CLOSE: 'ACCOUNT_CLOSED',
  LIMIT: 'OVERDRAFT_LIMIT_CHANGED',
} as const satisfies Record<IntentRow['kind'], AuditAction>;

/** The origin of a change, as its intent keeps it. An intent of the version before does not tell its actor. */
function originOfIntent({ subject, address }: IntentRow): Origin {
  return subject === null ? platformOrigin : { actor: actorOfSubject(subject), address };
}

type Outcome = { status: 'OPEN' | 'FROZEN' | 'CLOSED' | null; refusal: IntentRefusal | null };

/** Does nothing if another process was faster. It applied the same outcome, and later changes may have followed. */
async function applyOutcome(tx: Database, intent: IntentRow, { status, refusal }: Outcome): Promise<void> {
  const applied = await tx
    .update(intents)
    .set({ appliedAt: new Date(), refusal: refusal === null ? null : { code: refusal } })
    .where(and(eq(intents.id, intent.id), isNull(intents.appliedAt)))
    .returning({ id: intents.id });
  if (applied.length === 0 || refusal !== null) {
    return;
  }
  if (status === null) {
    throw new Error(`the ledger applied intent ${intent.id} to an account that it does not know`);
  }
  const limit = intent.kind === 'LIMIT' ? { overdraftLimit: intent.overdraftLimit, ...intent.profile } : {};
  const isAccount = eq(accounts.id, intent.accountId);
  const [before] = await tx.select().from(accounts).where(isAccount).for('no key update');
  const [after] = await tx
    .update(accounts)
    .set({ status, visible: true, ...limit })
    .where(isAccount)
    .returning();
  if (before === undefined || after === undefined) {
    throw new Error(`the account of intent ${intent.id} is gone`);
  }
  await recordAccountChange(tx, { action: actionOf[intent.kind], origin: originOfIntent(intent), before, after });
}

async function askLedger({
  db,
  ledger,
  signer,
  scope,
  intent,
  signal,
}: {
  db: Database;
  ledger: SubgraphTransport;
  signer: CallerSigner;
  scope: Scope;
  intent: IntentRow;
  signal: AbortSignal | undefined;
}): Promise<Outcome> {
  const { id, organizationId, accountId, kind, overdraftLimit, openedAt } = intent;
  const [account] = kind === 'OPEN' ? await db.select().from(accounts).where(eq(accounts.id, accountId)) : [];
  const opening =
    account === undefined
      ? {}
      : {
          ownerId: account.ownerId === null ? null : formatId('usr', account.ownerId),
          class: account.class,
          currency: account.currency,
          // Left out unless it was set back: a ledger of the version before does not know it.
          ...(openedAt === null ? {} : { openedAt: openedAt.toISOString() }),
        };
  const input = {
    intentId: formatId('int', id),
    kind,
    accountId: formatId('acct', accountId),
    overdraftLimit: overdraftLimit === null ? null : String(overdraftLimit),
    ...opening,
  };
  const caller = signer.sign(callerOf({ kind: 'service', name: 'accounts', organizationId }), 'ledger');
  const response = await ledger
    .execute({ query: applyIntent, variables: { input }, caller, requestId: scope.id, signal })
    .catch((error: unknown) => ({ data: null, errors: [error] }));
  const answer = answerShape.safeParse(response.data);
  if (!answer.success) {
    const errors = response.errors?.map((error) => (error instanceof Error ? describeError(error) : error));
    scope.log.warn({ intent: id, errors }, 'the ledger did not decide a change of an account');
    throw new Misuse(
      'SERVICE_BUSY',
      'The ledger does not answer. The change is noted and will be made when it does: look again in a moment, or send `openAccount` again with the same key.',
    );
  }
  const { status, errors } = answer.data.applyAccountIntent;
  return { status, refusal: errors[0]?.code ?? null };
}
