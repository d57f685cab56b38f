import { problemOfKey } from '@tributary/domain/text.ts';
import { newId } from '@tributary/domain/ids.ts';
import { subjectOf, type UserViewer } from '@tributary/domain/viewer.ts';
import { differingField } from '@tributary/kit/differing-field.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import { and, eq } from 'drizzle-orm';
import { requireActing } from './acting.ts';
import { idempotencyMismatch, invalidInput, refuse, type Refused } from './refusals.ts';
import { rollBackIfRefused } from './roll-back-if-refused.ts';
import type { KeyedHash } from './secrets.ts';
import { idempotency } from './tables.ts';

/** A request to create something: the name of the mutation, and its input. */
export type Creation = {
  viewer: UserViewer;
  mutation: string;
  input: Readonly<Record<string, unknown>> & { idempotencyKey?: string | null | undefined };
};

type KeyUse = typeof idempotency.$inferInsert;

/**
 * Creates something for an operator, once per idempotency key. `create` gets the id of the new thing, and runs in the
 * transaction that remembers the key. The same key with the same content gives the id that was created before.
 * A refused request created nothing, so that it is not remembered. Without a key each request creates.
 */
export async function createOnce<Outcome extends object>(
  { db, keyedHash }: { db: Database; keyedHash: KeyedHash },
  creation: Creation,
  create: (tx: Database, id: string) => Promise<Outcome>,
): Promise<Outcome | { createdBefore: string } | Refused> {
  const { viewer, input } = creation;
  const { idempotencyKey: key } = input;
  const problem = key == null ? null : problemOfKey(key);
  if (problem !== null) {
    return refuse(invalidInput('idempotencyKey', problem));
  }
  const id = newId();
  return rollBackIfRefused(db, async (tx): Promise<Outcome | { createdBefore: string } | Refused> => {
    await requireActing(tx, viewer);
    // The key comes first: of two simultaneous requests, the second waits here for the outcome of the first.
    const earlier = key == null ? null : await noteUse(tx, useOf({ ...creation, key, id, keyedHash }));
    return earlier ?? create(tx, id);
  });
}

/** The use of a key, with a keyed hash per field. Null is the same as left out. */
function useOf({
  viewer,
  mutation,
  input,
  key,
  id,
  keyedHash,
}: Creation & { key: string; id: string; keyedHash: KeyedHash }): KeyUse {
  const { organizationId } = viewer;
  const subject = subjectOf(viewer);
  const { idempotencyKey: _, ...content } = input;
  // The key and the field are hashed too, so that equal values of two requests have different hashes.
  const hashOf = (field: string, value: unknown) =>
    keyedHash('remembered input', organizationId, subject, key, field, JSON.stringify(value));
  const fields = Object.entries({ mutation, ...content })
    .filter(([, value]) => value != null)
    .map(([field, value]) => [field, hashOf(field, value)] as const);
  return { organizationId, subject, key, fields: Object.fromEntries(fields), createdId: id };
}

/** Notes the use of a key. Null for the first use; later, the id that was created, or a refusal of other content. */
async function noteUse(tx: Database, use: KeyUse): Promise<{ createdBefore: string } | Refused | null> {
  const noted = await tx.insert(idempotency).values(use).onConflictDoNothing().returning({ key: idempotency.key });
  if (noted.length > 0) {
    return null;
  }
  const [first] = await tx
    .select()
    .from(idempotency)
    .where(
      and(
        eq(idempotency.organizationId, use.organizationId),
        eq(idempotency.subject, use.subject),
        eq(idempotency.key, use.key),
      ),
    );
  if (first === undefined) {
    throw new Error('the row of a used idempotency key is gone');
  }
  const field = differingField(first.fields, use.fields);
  return field === null ? { createdBefore: first.createdId } : refuse(idempotencyMismatch(field));
}
