import { openCache } from '@tributary/platform/cache.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import type { SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import { callerOf, type Scope, type Viewer } from '@tributary/domain/viewer.ts';
import { createOrganization } from '@tributary/users/people/create-organization.ts';
import { createUser } from '@tributary/users/people/create-user.ts';
import { generousLimits, type ThrottleLimits } from '@tributary/users/sessions/sign-in-throttle.ts';
import { parseSigningKey } from '@tributary/users/identity/signing-key.ts';
import type { UsersQuotas } from '../../subgraphs/users/identity/quotas.ts';
import type { ProviderSettings } from '../../subgraphs/users/providers/provider-settings.ts';
import { openUsersSubgraph } from '@tributary/users/users-subgraph.ts';
import { serveSubgraph } from '@tributary/kit/serve-subgraph.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { exportJWK, generateKeyPair } from 'jose';
import { freshDatabase } from '../support/fresh-database.ts';
import { signFor, trust } from '../support/service-keys.ts';

export const password = 'correct horse';
export const log = createLogger({ name: 'test', level: process.env['TEST_LOG'] ?? 'silent' });

export const anonymous: Viewer = { kind: 'anonymous' };
const expiresAt = 4_000_000_000;

export type Answer = { data: any; errors: readonly { message: string; code: unknown }[] };
export type Ask = (viewer: Viewer, query: string, variables?: Record<string, unknown>) => Promise<Answer>;

/** Sends an operation to a subgraph as the gateway would, for any viewer. */
export function askerOf(transport: SubgraphTransport & { name: string }, address = '192.0.2.1'): Ask {
  return async (viewer, query, variables) => {
    const caller = signFor(transport.name, callerOf(viewer, address));
    const { data, errors = [] } = await transport.execute({ query, variables, caller, requestId: 'test' });
    // Without null prototypes, for comparisons.
    return {
      data: data == null ? null : JSON.parse(JSON.stringify(data)),
      errors: errors.map(({ message, extensions }) => ({ message, code: extensions?.['code'] })),
    };
  };
}

/**
 * Sends a mutation with an input as a viewer, and returns its payload: the selected fields, and the kind, code and path
 * of each of its `errors`. A top-level error fails the test.
 */
export function mutationsOf(ask: Ask) {
  return async (viewer: Viewer, name: string, input: object, selection = ''): Promise<any> => {
    const { data, errors } = await ask(
      viewer,
      `mutation ($input: ${inputOf(name)}) { ${name}(input: $input) { ${selection} errors { __typename code path } } }`,
      { input },
    );
    if (errors.length > 0) {
      throw new Error(`${name} failed: ${JSON.stringify(errors)}`);
    }
    return data[name];
  };
}

/** The type of a mutation's input. */
export function inputOf(mutation: string): string {
  return `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
}

export type Person = { id: string; email: string; viewer: Viewer };

/**
 * A users subgraph on a database of its own (or on `url`), with two organizations: three users in one, and one in the
 * other.
 */
export async function openUsers({
  url,
  throttleLimits = generousLimits,
  redisUrl,
  passwordPage,
  signInProviders = [],
  quotas = { people: 100, apiClients: 100 },
}: {
  url?: string | undefined;
  throttleLimits?: ThrottleLimits;
  redisUrl?: string;
  passwordPage?: string;
  signInProviders?: readonly ProviderSettings[];
  quotas?: UsersQuotas;
} = {}) {
  const caches = await openCache({ log });
  const hints = openHints({ log });
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const users = await openUsersSubgraph({
    databaseUrl: url ?? (await freshDatabase()).url,
    trust,
    signingKey: await parseSigningKey(JSON.stringify(await exportJWK(privateKey))),
    throttleLimits,
    redisUrl,
    passwordPage,
    signInProviders,
    quotas,
    caches,
    hints,
    log,
  });
  const { id: organizationId } = await createOrganization(users.db, 'Delta');
  const { id: elsewhere } = await createOrganization(users.db, 'Elsewhere');

  const person = async (
    name: string,
    role: 'CUSTOMER' | 'OPERATOR',
    organization = organizationId,
  ): Promise<Person> => {
    const email = `${name}@example.com`;
    const made = await createUser(users.db, { organizationId: organization, email, name, role, password });
    if ('refusal' in made) {
      throw new Error(JSON.stringify(made.refusal));
    }
    const { id } = made.user;
    return { id, email, viewer: { kind: 'user', id, organizationId: organization, role, expiresAt } };
  };

  return {
    ...users,
    caches,
    /** Adds a user, by default to the first organization. */
    person,
    organizationId,
    ask: askerOf(users.subgraph),
    askFrom: (address: string) => askerOf(users.subgraph, address),
    olga: await person('olga', 'OPERATOR'),
    ada: await person('ada', 'CUSTOMER'),
    bob: await person('bob', 'CUSTOMER'),
    stranger: await person('stranger', 'OPERATOR', elsewhere),
    strangersOrganizationId: elsewhere,
    /** Serves the subgraph and its further routes over HTTP. */
    serve: () =>
      serveSubgraph(users.subgraph, {
        host: '127.0.0.1',
        port: 0,
        log,
        metrics: createMetrics(),
        ready: users.ping,
        extraRoutes: users.routes,
      }),
    close: async () => {
      await users.close();
      await hints.close();
      await caches.close();
    },
  };
}

/** An API client as a viewer. Its token carries its rights, so it need not be in the database. */
export function clientViewer(
  organizationId: string,
  scopes: readonly Scope[],
  accountIds: readonly string[] | null = null,
): Viewer {
  return { kind: 'client', id: '01900000-0000-7000-8000-000000000001', organizationId, scopes, accountIds, expiresAt };
}
