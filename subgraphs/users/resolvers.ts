import { forbidden } from '@tributary/platform/errors.ts';
import { organizationTags } from '@tributary/domain/cache-tags.ts';
import { formatId, parseId, problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { requireSignedIn, type UserViewer, type Viewer } from '@tributary/domain/viewer.ts';
import { createApiClient } from './create-api-client.ts';
import { createStreamTicket } from './create-stream-ticket.ts';
import { createUser } from './create-user.ts';
import { exchangeApiKey } from './exchange-api-key.ts';
import type { Resolvers } from './resolvers.generated.ts';
import { listApiClients } from './list-api-clients.ts';
import { listUsers } from './list-users.ts';
import { refreshSession } from './refresh-session.ts';
import { apiClientNotFound, invalidInput, type Refused } from './refusals.ts';
import { revokeApiClient } from './revoke-api-client.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

export const resolvers: Resolvers = {
  Query: {
    me: (_, _args, { viewer, load }) => {
      const { kind, id } = requireSignedIn(viewer);
      return kind === 'user' ? load.user.load(id) : null;
    },
    organization: async (_, _args, { viewer, load }) => {
      const organization = await load.organization.load(requireSignedIn(viewer).organizationId);
      if (organization === null) {
        throw forbidden('Your organization is no longer there.');
      }
      return organization;
    },
    user: (_, { id }, { viewer, load }) => {
      requireKnown(viewer);
      return load.user.load(parseId('usr', id));
    },
    users: (_, args, { db, viewer }) => listUsers(db, requireSignedIn(viewer), args),
    apiClients: (_, args, { db, viewer }) => listApiClients(db, requireOperator(viewer).organizationId, args),
  },

  Mutation: {
    signIn: async (_, { input }, { db, throttle, accessTokens, address }) =>
      asPayload(await signIn({ db, throttle, accessTokens, address, input })),

    refreshSession: async (_, { input }, { db, accessTokens, keyedHash }) =>
      asPayload(await refreshSession({ db, accessTokens, keyedHash, ...input })),

    signOut: async (_, { input }, { db }) => ({ signedOut: await signOut(db, input.refreshToken), errors: [] }),

    createUser: async (_, { input }, { db, viewer, caches }) => {
      const { organizationId } = requireOperator(viewer);
      const outcome = await createUser(db, { ...input, organizationId });
      await caches.tags.renew(organizationTags(organizationId));
      return asPayload(outcome);
    },

    createApiClient: async (_, { input }, { db, viewer }) => {
      const { organizationId } = requireOperator(viewer);
      return asPayload(await createApiClient(db, { ...input, organizationId, accountIds: input.accountIds ?? null }));
    },

    revokeApiClient: async (_, { input }, { db, viewer, revocations }) => {
      const { organizationId } = requireOperator(viewer);
      const id = tryParseId('cli', input.id);
      if (id === null) {
        return { errors: [invalidInput('id', problemOfId('cli', input.id))] };
      }
      const apiClient = await revokeApiClient(db, { organizationId, id });
      if (apiClient !== null) {
        await revocations?.revoke(`cli:${apiClient.id}`);
      }
      return apiClient === null ? { errors: [apiClientNotFound()] } : { apiClient, errors: [] };
    },

    exchangeApiKey: async (_, { input }, { db, accessTokens }) =>
      asPayload(await exchangeApiKey({ db, accessTokens, ...input })),

    createStreamTicket: async (_, _args, { db, accessTokens, viewer }) =>
      asPayload(await createStreamTicket({ db, accessTokens, viewer: requireSignedIn(viewer) })),
  },

  User: {
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('usr', id);
      return uuid === null ? null : load.user.load(uuid);
    },
    id: ({ id }) => formatId('usr', id),
    organization: ({ organizationId }, _, { load }) => load.organization.load(organizationId),
  },

  Organization: {
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('org', id);
      return uuid === null ? null : load.organization.load(uuid);
    },
    id: ({ id }) => formatId('org', id),
  },

  ApiClient: {
    id: ({ id }) => formatId('cli', id),
    accountIds: ({ accountIds }) => accountIds?.map((id) => formatId('acct', id)) ?? null,
  },
};

/** The payload of an outcome: the object without errors, or the refusals alone. */
function asPayload<Thing extends object, Refusal = never>(outcome: Thing | { refusal: Refusal } | Refused) {
  if ('refusals' in outcome) {
    return { errors: outcome.refusals };
  }
  return 'refusal' in outcome ? { errors: [outcome.refusal].flat() } : { ...outcome, errors: [] };
}

function requireOperator(viewer: Viewer): UserViewer {
  const signedIn = requireSignedIn(viewer);
  if (signedIn.kind !== 'user' || signedIn.role !== 'OPERATOR') {
    throw forbidden('This is for operators of the organization.');
  }
  return signedIn;
}

function requireKnown(viewer: Viewer): void {
  if (viewer.kind !== 'service') {
    requireSignedIn(viewer);
  }
}
