import { formatId, parseId, tryParseId } from '@tributary/domain/ids.ts';
import { moneyResolvers } from '@tributary/domain/money.ts';
import { readPage } from '@tributary/kit/pagination.ts';
import { requireSignedIn, type SignedInViewer } from '@tributary/domain/viewer.ts';
import { counted, countMax } from './account-count.ts';
import { changeStatus } from './change-status.ts';
import type { Context } from './context.ts';
import type { Resolvers } from './resolvers.generated.ts';
import { listAccounts } from './list-accounts.ts';
import { createLoaders } from './loaders.ts';
import { openAccount } from './open-account.ts';
import type { AccountRefusal } from './refusals.ts';
import { updateAccount } from './update-account.ts';

export const resolvers: Resolvers = {
  Query: {
    account: (_, { id }, { viewer, load }) => {
      requireSignedIn(viewer);
      return load.account.load(parseId('acct', id));
    },
    accounts: (_, args, { db, viewer }) => listAccounts(db, requireSignedIn(viewer), args),
    node: (_, { id }, { viewer, load }) => {
      requireSignedIn(viewer);
      return load.node.load(id);
    },
  },

  Mutation: {
    openAccount: (_, { input }, context) => asPayload(context, (viewer) => openAccount(context, viewer, input)),
    updateAccount: (_, { input }, context) => asPayload(context, (viewer) => updateAccount(context, viewer, input)),
    freezeAccount: (_, { input: { id } }, context) =>
      asPayload(context, (viewer) => changeStatus(context, viewer, { id, kind: 'FREEZE' })),
    unfreezeAccount: (_, { input: { id } }, context) =>
      asPayload(context, (viewer) => changeStatus(context, viewer, { id, kind: 'UNFREEZE' })),
    closeAccount: (_, { input: { id } }, context) =>
      asPayload(context, (viewer) => changeStatus(context, viewer, { id, kind: 'CLOSE' })),
  },

  Account: {
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('acct', id);
      return uuid === null ? null : load.account.load(uuid);
    },
    id: ({ id }) => formatId('acct', id),
    owner: ({ ownerId }) => (ownerId === null ? null : { __typename: 'User' as const, id: formatId('usr', ownerId) }),
    overdraftLimit: ({ overdraftLimit, currency }) =>
      overdraftLimit === null ? null : { minorUnits: overdraftLimit, currency },
  },

  User: {
    __resolveReference: ({ id }) => ({ __typename: 'User' as const, id }),
    accounts: async ({ id }, args, { load }) => {
      const ownerId = parseId('usr', id);
      const page = await load.accountsOfUser.load({ ownerId, page: readPage(args) });
      return counted(page, () => load.accountCountOfUser.load(ownerId));
    },
  },

  AccountConnection: {
    totalCount: async ({ count }) => Math.min(await count(), countMax),
    totalCountCapped: async ({ count }) => (await count()) > countMax,
  },

  Money: moneyResolvers,
};

/** Makes a change, and returns the account in its state afterwards. */
async function asPayload(
  context: Context,
  change: (viewer: SignedInViewer) => Promise<{ accountId: string } | { refusal: AccountRefusal | AccountRefusal[] }>,
) {
  const { db, viewer, owners } = context;
  const outcome = await change(requireSignedIn(viewer));
  return 'refusal' in outcome
    ? { errors: [outcome.refusal].flat() }
    : { account: await createLoaders(db, viewer, owners).writableAccount.load(outcome.accountId), errors: [] };
}
