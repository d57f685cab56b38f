import { urlOf, wholeNumber } from '@tributary/platform/config.ts';
import { adminSettings, doorSettings } from '@tributary/platform/doors.ts';
import {
  allowedHosts,
  corsOriginsNotes,
  dataDirectory,
  databaseUrl,
  generousSignIn,
  host,
  logLevelOr,
  migrationsDatabaseUrl,
  passwordPage,
  quotas,
  redisUrlOr,
  trustedProxies,
  signInProviders,
} from '@tributary/platform/settings.ts';
import { strictTransportSetting } from '@tributary/gateway/front/strict-transport.ts';
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
  ...shapesBySubgraph(databaseSetting, (name) =>
    databaseUrl.optional().meta({
      ...databaseUrl.meta(),
      description: `The database with the login of the ${name} subgraph. Without it, that of DATABASE_URL`,
    }),
  ),
  REDIS_URL: redisUrlOr('Without it nothing is cached.'),
  HOST: host.meta({
    ...host.meta(),
    description: 'Address of the gateway to listen on; the subgraphs listen on 127.0.0.1',
  }),
  PORT: fixedPortOr(4000, 'Port of the gateway'),
  ...shapesBySubgraph(portSetting, (name) => fixedPortOr(subgraphs[name].port, `Port of the ${name} subgraph`)),
  SERVICE_KEYS_FOLDER: z.string().optional().meta({
    description:
      'Folder with the keys by which services sign callers, as `keys:rotate --folder` makes them. Without it `start:services` makes keys for the run',
    example: '/etc/tributary/keys',
    pitfall: 'A missing or invalid file stops the start.',
  }),
  JWT_PRIVATE_KEY: z
    .string()
    .optional()
    .meta({ ...signingKeyNotes, description: `${signingKeyNotes.description}. ${madeForTheRun}` }),
  CORS_ORIGINS: handedOn(corsOriginsNotes),
  ALLOWED_HOSTS: handedOn(allowedHosts.meta()),
  TRUSTED_PROXIES: handedOn(trustedProxies.meta()),
  HSTS_SECONDS: handedOn(strictTransportSetting.meta()),
  ...doorSettings,
  ...adminSettings,
  ...shapesBySubgraph(adminPortSetting, (name) =>
    adminSettings.ADMIN_PORT.meta({
      ...adminSettings.ADMIN_PORT.meta(),
      description: `Administration port of the ${name} subgraph. Without it there is none`,
    }),
  ),
  GATEWAY_CONFIG: handedOn({
    description: 'JSON file with further settings of the gateway',
    example: 'gateway.json',
    pitfall: 'An unknown key, or a value out of bounds, stops the gateway, and with it all services.',
  }),
  PUBLIC_OPERATIONS: handedOn({
    description: "Files and folders with public operations, separated by commas, instead of Tributary's own",
    example: 'my-operations',
    pitfall: 'Those of `publicOperations` in the file of `GATEWAY_CONFIG` are not read: name them here.',
  }),
  GENEROUS_SIGN_IN: generousSignIn,
  PASSWORD_PAGE_URL: handedOn(passwordPage.meta()),
  SIGN_IN_PROVIDERS: handedOn(signInProviders.meta()),
  PEOPLE_PER_ORGANIZATION: handedOn(quotas.PEOPLE_PER_ORGANIZATION.meta()),
  API_CLIENTS_PER_ORGANIZATION: handedOn(quotas.API_CLIENTS_PER_ORGANIZATION.meta()),
  ACCOUNTS_PER_ORGANIZATION: handedOn(quotas.ACCOUNTS_PER_ORGANIZATION.meta()),
  LOG_LEVEL: logLevelOr('warn'),
};

/** Settings of the environment for `deploy/demo.ts`. */
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
export function portSetting(name: SubgraphName) {
  return `${upper(name)}_PORT` as const;
}

/** The environment variable with the administration port of a subgraph. */
export function adminPortSetting(name: SubgraphName) {
  return `${upper(name)}_ADMIN_PORT` as const;
}

/** The environment variable with the URL of the database for a subgraph. */
export function databaseSetting(name: SubgraphName) {
  return `DATABASE_URL_${upper(name)}` as const;
}

function upper(name: SubgraphName): Uppercase<SubgraphName> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type of `toUpperCase` is any string
  return name.toUpperCase() as Uppercase<SubgraphName>;
}

/** A shape for each subgraph, by the name of its setting. */
function shapesBySubgraph<Setting extends string, Shape>(
  settingOf: (name: SubgraphName) => Setting,
  shapeOf: (name: SubgraphName) => Shape,
): Record<Setting, Shape> {
  const entries = subgraphNames.map((name) => [settingOf(name), shapeOf(name)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for each name; `fromEntries` forgets which
  return Object.fromEntries(entries) as Record<Setting, Shape>;
}
