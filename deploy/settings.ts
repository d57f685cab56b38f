import { secret, urlOf, wholeNumber } from '@tributary/platform/config.ts';
import {
  allowedHosts,
  callerSecretNotes,
  corsOriginsNotes,
  dataDirectory,
  databaseUrl,
  explorer,
  generousSignIn,
  host,
  logLevelOr,
  migrationsDatabaseUrl,
  passwordPage,
  quotas,
  redisUrlOr,
  trustedProxies,
} from '@tributary/platform/settings.ts';
import { subgraphNames, subgraphs, type SubgraphName } from '@tributary/registry/registry.ts';
import { signingKeyNotes } from '@tributary/users/manifest.ts';
import { z } from 'zod';

/** A fixed port, since the services have to know each other's ports before they listen. */
const fixedPortOr = (number: number, description: string) =>
  wholeNumber(1, 65_535).default(number).meta({
    description,
    example: '8080',
    pitfall: 'A port in use stops the start with a message.',
  });

/** A setting that is passed on to the gateway unchanged. */
const handedOn = (notes: object | undefined) =>
  z
    .string()
    .optional()
    .meta({ ...notes });

const madeForTheRun = 'Without it `start:services` makes one for the run';

/** Settings of the environment for `start:services`. */
export const servicesSettings = {
  DATABASE_URL: migrationsDatabaseUrl,
  REDIS_URL: redisUrlOr('Without it nothing is cached.'),
  HOST: host.meta({
    ...host.meta(),
    description: 'Address of the gateway to listen on; the subgraphs listen on 127.0.0.1',
  }),
  PORT: fixedPortOr(4000, 'Port of the gateway'),
  ...portShapes(),
  VIEWER_SECRET: secret.optional().meta({
    ...callerSecretNotes,
    description: `${callerSecretNotes.description}. ${madeForTheRun}`,
  }),
  JWT_PRIVATE_KEY: z
    .string()
    .optional()
    .meta({ ...signingKeyNotes, description: `${signingKeyNotes.description}. ${madeForTheRun}` }),
  CORS_ORIGINS: handedOn(corsOriginsNotes),
  ALLOWED_HOSTS: handedOn(allowedHosts.meta()),
  TRUSTED_PROXIES: handedOn(trustedProxies.meta()),
  EXPLORER: handedOn(explorer.meta()),
  GATEWAY_CONFIG: handedOn({
    description: 'JSON file with further settings of the gateway',
    example: 'gateway.json',
    pitfall: 'An unknown key, or a value out of bounds, stops the gateway, and with it all services.',
  }),
  GENEROUS_SIGN_IN: generousSignIn,
  PASSWORD_PAGE_URL: handedOn(passwordPage.meta()),
  PEOPLE_PER_ORGANIZATION: handedOn(quotas.PEOPLE_PER_ORGANIZATION.meta()),
  API_CLIENTS_PER_ORGANIZATION: handedOn(quotas.API_CLIENTS_PER_ORGANIZATION.meta()),
  ACCOUNTS_PER_ORGANIZATION: handedOn(quotas.ACCOUNTS_PER_ORGANIZATION.meta()),
  LOG_LEVEL: logLevelOr('warn'),
};

/** Settings of the environment for `migrate` and `deploy/demo.ts`. */
export const databaseSettings = { DATABASE_URL: migrationsDatabaseUrl };

/** Settings of the environment for commands that work on a database: that of DATABASE_URL, else that of `start`. */
export const foundDatabaseSettings = {
  DATABASE_URL: databaseUrl.optional().meta({
    ...databaseUrl.meta(),
    description: 'Database to work on. Without it, the database of `start`, which is started if it is stopped',
  }),
  TRIBUTARY_DATA_DIR: dataDirectory,
};

/** Settings of the environment for `organization:create`. */
export const organizationSettings = {
  OPERATOR_PASSWORD: z.string().optional().meta({
    description: 'Password of the first operator. Without it, a terminal asks for it',
    pitfall: 'Fewer than 8 or more than 256 characters are refused, and so are the most common passwords.',
  }),
};

/** Settings of the environment for `ledger:import`. */
export const importSettings = {
  REDIS_URL: urlOf(['redis', 'rediss']).optional().meta({
    description: 'Redis of the platform, so that its subscribers learn of the transfers at once',
    example: 'redis://redis.example.com:6379',
    pitfall: 'Without it subscribers learn of the transfers within a second.',
  }),
};

/** The environment variable with the port of a subgraph. */
export function portSetting<Name extends SubgraphName>(name: Name): `${Uppercase<Name>}_PORT` {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type of `toUpperCase` is any string
  return `${name.toUpperCase() as Uppercase<Name>}_PORT`;
}

function portShapes() {
  const entries = subgraphNames.map(
    (name) => [portSetting(name), fixedPortOr(subgraphs[name].port, `Port of the ${name} subgraph`)] as const,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for each name; `fromEntries` forgets which
  return Object.fromEntries(entries) as Record<(typeof entries)[number][0], (typeof entries)[number][1]>;
}
