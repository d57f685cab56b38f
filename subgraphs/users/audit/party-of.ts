import { formatId } from '@tributary/domain/ids.ts';
import type { Loaders } from '../identity/loaders.ts';
import type { AuditEventRow } from '../identity/tables.ts';

/** The subject of an event. Null for a kind that a later version added. */
export async function partyOf(load: Loaders, kind: AuditEventRow['subjectKind'], id: string) {
  switch (kind) {
    case 'USER':
      return withTypename('User', await load.user.load(id));
    case 'API_CLIENT':
      return withTypename('ApiClient', await load.apiClient.load(id));
    case 'ORGANIZATION':
      return withTypename('Organization', await load.organization.load(id));
    case 'ACCOUNT':
      return { __typename: 'Account' as const, id: formatId('acct', id) };
    default:
      return null;
  }
}

/** The actor of an event. Null for the platform itself. */
export async function actorOf(load: Loaders, { actorKind, actorId }: AuditEventRow) {
  if (actorKind === null || actorId === null) {
    return null;
  }
  return actorKind === 'USER'
    ? withTypename('User', await load.user.load(actorId))
    : withTypename('ApiClient', await load.apiClient.load(actorId));
}

function withTypename<Name extends string, Row extends object>(__typename: Name, row: Row | null) {
  return row === null ? null : { __typename, ...row };
}
