import { forbidden } from '@tributary/platform/errors.ts';
import { originOf } from '@tributary/domain/audit.ts';
import { organizationTags } from '@tributary/domain/cache-tags.ts';
import { formatId, parseId, problemOfId, tryParseId } from '@tributary/domain/ids.ts';
import { requireSignedIn, type UserViewer, type Viewer } from '@tributary/domain/viewer.ts';
import { changesOf } from './audit/event-changes.ts';
import { listAuditEvents } from './audit/list-audit-events.ts';
import { listRefusedSignIns } from './audit/list-refused-sign-ins.ts';
import { actorOf, partyOf } from './audit/party-of.ts';
import { changePassword } from './people/change-password.ts';
import type { Context } from './context.ts';
import { createApiClient } from './clients/create-api-client.ts';
import { createOnce } from './identity/create-once.ts';
import { createStreamTicket } from './sessions/create-stream-ticket.ts';
import { createUser } from './people/create-user.ts';
import { disableUser, enableUser } from './people/disable-user.ts';
import { endSessions } from './sessions/end-sessions.ts';
import { eraseUser } from './people/erase-user.ts';
import { exchangeApiKey } from './clients/exchange-api-key.ts';
import { exportPersonalData } from './people/export-personal-data.ts';
import { listApiClients } from './clients/list-api-clients.ts';
import { listUsers } from './people/list-users.ts';
import { refreshSession } from './sessions/refresh-session.ts';
import { apiClientNotFound, invalidInput, keyAlreadyShown, type Refused } from './identity/refusals.ts';
import { resetPassword } from './people/reset-password.ts';
import type { Resolvers } from './resolvers.generated.ts';
import { revokeApiClient } from './clients/revoke-api-client.ts';
import { rotateApiKey } from './clients/rotate-api-key.ts';
import { setNewPassword } from './people/set-new-password.ts';
import { otherNetworks } from './sessions/refused-sign-ins.ts';
import { beginSignIn } from './providers/begin-sign-in.ts';
import { completeSignIn } from './providers/complete-sign-in.ts';
import { signIn } from './sessions/sign-in.ts';
import { signOut } from './sessions/sign-out.ts';
import { statusOf, type UserRow } from './identity/tables.ts';
import { updateUser } from './people/update-user.ts';

export const resolvers: Resolvers = {
  Query: {
    me: (_, _args, { viewer, load }) => {
      const { kind, id } = requireSignedIn(viewer);
      return kind === 'user' ? load.user.load(id) : null;
    },
    signInProviders: (_, _args, { signInProviders }) =>
      signInProviders.providers.map(({ settings: { id, name } }) => ({ id, name })),
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
    auditEvents: (_, args, { db, viewer }) => listAuditEvents(db, requireOperator(viewer).organizationId, args),
    refusedSignIns: (_, args, { db, viewer }) => listRefusedSignIns(db, requireOperator(viewer).organizationId, args),
  },

  Mutation: {
    signIn: async (_, { input }, context) => asPayload(await signIn({ ...context, input })),

    beginSignIn: async (_, { input }, { signInProviders }) =>
      asPayload(await beginSignIn(signInProviders, input.provider)),

    completeSignIn: async (_, { input }, context) =>
      asPayload(await completeSignIn({ ...context, quota: context.quotas.people, input })),

    refreshSession: async (_, { input }, { db, accessTokens, keyedHash, address }) =>
      asPayload(await refreshSession({ db, accessTokens, keyedHash, address, ...input })),

    signOut: async (_, { input }, { db }) => ({ signedOut: await signOut(db, input.refreshToken), errors: [] }),

    createUser: async (_, { input }, context) => {
      const viewer = requireOperator(context.viewer);
      const { organizationId } = viewer;
      const { idempotencyKey: _key, ...person } = input;
      const outcome = await createOnce(context, { viewer, mutation: 'createUser', input }, (tx, id) =>
        createUser(tx, {
          ...person,
          id,
          organizationId,
          quota: context.quotas.people,
          origin: originOf(viewer, context.address),
        }),
      );
      await context.caches.tags.renew(organizationTags(organizationId));
      return 'createdBefore' in outcome
        ? { user: await context.load.user.load(outcome.createdBefore), errors: [] }
        : asPayload(outcome);
    },

    updateUser: async (_, { input }, context) => {
      const outcome = await updateUser(context.db, { ...context, viewer: requireOperator(context.viewer), input });
      return personPayload(context, outcome);
    },

    changePassword: async (_, { input }, context) => {
      const outcome = await changePassword(context, requirePerson(context.viewer), input);
      return personPayload(context, outcome);
    },

    resetPassword: async (_, { input }, { db, viewer, address, passwordPage: page }) =>
      asPayload(await resetPassword(db, { viewer: requireOperator(viewer), address, id: input.id, page })),

    setNewPassword: async (_, { input }, context) =>
      personPayload(context, await setNewPassword(context.db, { ...context, input })),

    disableUser: async (_, { input }, context) => {
      const outcome = await disableUser(context.db, {
        ...context,
        viewer: requireOperator(context.viewer),
        id: input.id,
      });
      return personPayload(context, outcome);
    },

    enableUser: async (_, { input }, context) => {
      const { db, viewer, address } = context;
      const outcome = await enableUser(db, { viewer: requireOperator(viewer), address, id: input.id });
      return personPayload(context, outcome);
    },

    endSessions: async (_, { input }, context) => {
      const viewer = requirePerson(context.viewer);
      const outcome = await endSessions(context.db, {
        ...context,
        viewer,
        id: input.id ?? formatId('usr', viewer.id),
      });
      return personPayload(context, outcome);
    },

    exportPersonalData: async (_, { input }, context) => {
      const viewer = requirePerson(context.viewer);
      const { db, address } = context;
      return asPayload(await exportPersonalData(db, { viewer, address, id: input.id ?? formatId('usr', viewer.id) }));
    },

    eraseUser: async (_, { input }, context) => {
      const outcome = await eraseUser(context.db, {
        ...context,
        viewer: requireOperator(context.viewer),
        id: input.id,
      });
      return personPayload(context, outcome);
    },

    createApiClient: async (_, { input }, context) => {
      const viewer = requireOperator(context.viewer);
      const outcome = await createOnce(context, { viewer, mutation: 'createApiClient', input }, (tx, id) => {
        const { organizationId } = viewer;
        return createApiClient(tx, {
          ...input,
          id,
          organizationId,
          accountIds: input.accountIds ?? null,
          quota: context.quotas.apiClients,
          origin: originOf(viewer, context.address),
        });
      });
      return 'createdBefore' in outcome
        ? { apiClient: await context.load.apiClient.load(outcome.createdBefore), errors: [keyAlreadyShown()] }
        : asPayload(outcome);
    },

    rotateApiKey: async (_, { input }, { db, viewer, address }) =>
      asPayload(await rotateApiKey(db, { viewer: requireOperator(viewer), address, id: input.id })),

    revokeApiClient: async (_, { input }, { db, viewer, address, announceRevocation }) => {
      const operator = requireOperator(viewer);
      const id = tryParseId('cli', input.id);
      if (id === null) {
        return { errors: [invalidInput('id', problemOfId('cli', input.id))] };
      }
      const apiClient = await revokeApiClient(db, { viewer: operator, address, id });
      if (apiClient !== null) {
        announceRevocation();
      }
      return apiClient === null ? { errors: [apiClientNotFound()] } : { apiClient, errors: [] };
    },

    exchangeApiKey: async (_, { input }, { db, accessTokens }) =>
      asPayload(await exchangeApiKey({ db, accessTokens, ...input })),

    createStreamTicket: async (_, _args, { db, accessTokens, viewer, generation }) =>
      asPayload(await createStreamTicket({ db, accessTokens, viewer: requireSignedIn(viewer), generation })),
  },

  User: {
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('usr', id);
      return uuid === null ? null : load.user.load(uuid);
    },
    id: ({ id }) => formatId('usr', id),
    email: ({ email, erasedAt }) => (erasedAt === null ? email : null),
    status: statusOf,
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
    __resolveReference: ({ id }, { load }) => {
      const uuid = tryParseId('cli', id);
      return uuid === null ? null : load.apiClient.load(uuid);
    },
    id: ({ id }) => formatId('cli', id),
    accountIds: ({ accountIds }) => accountIds?.map((id) => formatId('acct', id)) ?? null,
  },

  RefusedSignIns: {
    network: ({ network }) => (network === otherNetworks ? null : network),
  },

  AuditEvent: {
    id: ({ id }) => formatId('aud', id),
    actor: (event, _, { load }) => actorOf(load, event),
    subject: ({ subjectKind, subjectId }, _, { load }) => partyOf(load, subjectKind, subjectId),
    address: ({ values }) => values.get('address') ?? null,
    changes: changesOf,
    hash: ({ hash }) => hash.toString('hex'),
  },
};

/** The payload of an outcome: the object without errors, or the refusals alone. */
function asPayload<Thing extends object, Refusal = never>(outcome: Thing | { refusal: Refusal } | Refused) {
  if ('refusals' in outcome) {
    return { errors: outcome.refusals };
  }
  return 'refusal' in outcome ? { errors: [outcome.refusal].flat() } : { ...outcome, errors: [] };
}

/** Announces a change of a person to other processes, and returns its payload. */
async function personPayload<Thing extends { user: UserRow }>(
  { announceRevocation, caches }: Context,
  outcome: Thing | Refused,
) {
  if ('user' in outcome) {
    announceRevocation();
    await caches.tags.renew(organizationTags(outcome.user.organizationId));
  }
  return asPayload(outcome);
}

function requireOperator(viewer: Viewer): UserViewer {
  const signedIn = requireSignedIn(viewer);
  if (signedIn.kind !== 'user' || signedIn.role !== 'OPERATOR') {
    throw forbidden('This is for operators of the organization.');
  }
  return signedIn;
}

function requirePerson(viewer: Viewer): UserViewer {
  const signedIn = requireSignedIn(viewer);
  if (signedIn.kind !== 'user') {
    throw forbidden('This is for people.');
  }
  return signedIn;
}

function requireKnown(viewer: Viewer): void {
  if (viewer.kind !== 'service') {
    requireSignedIn(viewer);
  }
}
