import { forbidden } from '@tributary/platform/errors.ts';
import { problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type { Context } from './context.ts';
import { accountNotFound, intentRefused, invalidInput } from './refusals.ts';

/** Freezes, unfreezes or closes an account. Answers once the ledger has applied or refused the change. */
export async function changeStatus(
  { load, intents, address, scope }: Context,
  viewer: SignedInViewer,
  { id, kind }: { id: string; kind: 'FREEZE' | 'UNFREEZE' | 'CLOSE' },
) {
  if (viewer.kind !== 'user' || viewer.role !== 'OPERATOR') {
    throw forbidden('The status of an account is for operators to change.');
  }
  const uuid = tryParseId('acct', id);
  if (uuid === null) {
    return { refusal: invalidInput('id', problemOfId('acct', id)) };
  }
  const account = await load.account.load(uuid);
  if (account === null) {
    return { refusal: accountNotFound() };
  }
  const { organizationId, id: accountId } = account;
  const wanted = { organizationId, accountId, kind, overdraftLimit: null, profile: null };
  const refusal = await intents.change({ ...wanted, subject: subjectOf(viewer), address }, scope);
  return refusal === null ? { accountId } : { refusal: intentRefused(refusal) };
}
