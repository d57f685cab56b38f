import { hasScope, type SignedInViewer, type Viewer } from '@tributary/domain/viewer.ts';

type Owned = { id: string; ownerId: string | null };

/** Whether the viewer may see every account of their organization: operators, and clients that are not confined. */
export function maySeeAll(viewer: SignedInViewer): boolean {
  return viewer.kind === 'user' ? viewer.role === 'OPERATOR' : viewer.accountIds === null;
}

/** Whether the viewer may see an account of their organization. */
export function maySee(viewer: SignedInViewer, account: Owned): boolean {
  return viewer.kind === 'user'
    ? viewer.role === 'OPERATOR' || account.ownerId === viewer.id
    : viewer.accountIds === null || viewer.accountIds.includes(account.id);
}

/** Whether the viewer may make transfers and holds at all. */
export function mayMoveMoney(viewer: SignedInViewer): boolean {
  return viewer.kind === 'user' || viewer.scopes.includes('transfers:write');
}

/** Whether the viewer may debit an account of their organization, and decide on holds that are for it. */
export function mayDebit(viewer: SignedInViewer, account: Owned): boolean {
  return maySee(viewer, account) && mayMoveMoney(viewer);
}

/** Whether the viewer may read the balances of an account of their organization. API clients need `accounts:read`. */
export function mayReadBalance(viewer: Viewer, account: Owned): boolean {
  return (
    (viewer.kind === 'user' || viewer.kind === 'client') && hasScope(viewer, 'accounts:read') && maySee(viewer, account)
  );
}

/**
 * Whether the viewer may have alerts on balances, see them, and see which events cross them. An alert tells no more
 * than the balances and the events of its account, so API clients need the scopes of both. Alerts are not for
 * customers: operators watch a customer's account by alerts of their own.
 */
export function mayWatchBalances(viewer: Viewer): viewer is SignedInViewer {
  return viewer.kind === 'user'
    ? viewer.role === 'OPERATOR'
    : viewer.kind === 'client' && viewer.scopes.includes('accounts:read') && viewer.scopes.includes('events:read');
}

/**
 * Whether the viewer may have alerts on an account. The owner is not needed: viewers who may have alerts at all see
 * accounts by their ids.
 */
export function mayWatch(viewer: Viewer, accountId: string): boolean {
  return mayWatchBalances(viewer) && maySee(viewer, { id: accountId, ownerId: null });
}

/** Whether the viewer may date a transfer back. */
export function mayBackdate(viewer: SignedInViewer): boolean {
  return viewer.kind === 'user' ? viewer.role === 'OPERATOR' : viewer.scopes.includes('transfers:backdate');
}
