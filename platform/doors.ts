import { z } from 'zod';
import { flag, port } from './config.ts';
import { isLoopback } from './hosts.ts';

/**
 * Doors are what a server tells of itself to whoever asks. In production they are closed unless a setting opens them:
 * with `NODE_ENV=production`, and on an address that is not the loopback.
 */
export type Doors = {
  /** A browser that opens /graphql gets an explorer. */
  explorer: boolean;
  /** Operations may ask for the schema. */
  introspection: boolean;
  /** Errors name what a caller may have meant. */
  suggestions: boolean;
  /** The main port serves /metrics. */
  metrics: boolean;
};

export const openDoors: Doors = { explorer: true, introspection: true, suggestions: true, metrics: true };

const byDefault = 'By default only on a loopback address, unless `NODE_ENV` is `production`';
const doorSetting = (description: string, pitfall: string) =>
  flag.optional().meta({ description: `${description}. ${byDefault}`, example: 'false', pitfall });

const metricsDoor = doorSetting(
  'Whether the main port serves /metrics',
  'Metrics tell of load, versions and failures. Prefer `ADMIN_PORT`, which always serves them.',
);

/** Tells production from development. */
const environment = z.string().optional().meta({
  description: '`production` closes what is open on a loopback address only by default',
  example: 'production',
  pitfall: 'Without it, a gateway behind a proxy of the same machine is as open as one in development.',
});

/** Settings of a server with metrics and no other door. */
export const metricsSettings = { NODE_ENV: environment, METRICS: metricsDoor };

/** Settings of the doors of a gateway. */
export const doorSettings = {
  NODE_ENV: environment,
  EXPLORER: doorSetting(
    'Whether a browser that opens /graphql gets Apollo Sandbox, or GraphiQL where that cannot be loaded',
    'Without `INTROSPECTION` an explorer knows no schema.',
  ),
  INTROSPECTION: doorSetting(
    'Whether operations may ask for the schema, and `/graphql/schema.graphql` tells it',
    'Closed, tools that fetch the schema get `INTROSPECTION_DISABLED`. Give them the file of the schema.',
  ),
  SUGGESTIONS: doorSetting(
    'Whether errors name fields, types and values that a caller may have meant',
    'Open, the schema can be guessed piece by piece, also without introspection.',
  ),
  METRICS: metricsDoor,
};

/** Settings of the administration port, apart from clients. */
export const adminSettings = {
  ADMIN_HOST: z.string().default('127.0.0.1').meta({
    description: 'Address of the administration port',
    example: '0.0.0.0',
    pitfall: 'Everybody who reaches it reads metrics and the reasons of failures.',
  }),
  ADMIN_PORT: port.optional().meta({
    description:
      'Port for administration: /metrics, and /health/ready with reasons; 0 takes a free one. Without it there is none',
    example: '9464',
    pitfall: 'A port in use stops the start with a message.',
  }),
};

/** The setting of each door, in the order in which they are told. */
const settingOf = {
  explorer: 'EXPLORER',
  introspection: 'INTROSPECTION',
  suggestions: 'SUGGESTIONS',
  metrics: 'METRICS',
} as const satisfies Record<keyof Doors, string>;

type DoorConfig = { HOST: string; NODE_ENV?: string | undefined } & {
  [Setting in (typeof settingOf)[keyof Doors]]?: boolean | undefined;
};

/** The doors of a server by its settings. */
export function readDoors(config: DoorConfig): Doors {
  const isOpen = reasonToClose(config) === null;
  return {
    explorer: config.EXPLORER ?? isOpen,
    introspection: config.INTROSPECTION ?? isOpen,
    suggestions: config.SUGGESTIONS ?? isOpen,
    metrics: config.METRICS ?? isOpen,
  };
}

/** One sentence for each door, for a person at a terminal: whether it is open, and why. */
export function describeDoors(config: DoorConfig): string[] {
  const closing = reasonToClose(config);
  const doors = readDoors(config);
  const lineOf = (door: keyof Doors): string => {
    const setting = settingOf[door];
    const name = `${door.charAt(0).toUpperCase()}${door.slice(1)}`;
    if (config[setting] !== undefined) {
      return `${name}: ${doors[door] ? 'open' : 'closed'}, by ${setting}=${config[setting]}.`;
    }
    return closing === null
      ? `${name}: open, since ${config.HOST} is reached from this machine alone. ${setting}=false closes it.`
      : `${name}: closed, since ${closing}. ${setting}=true opens it.`;
  };
  return [lineOf('explorer'), lineOf('introspection'), lineOf('suggestions'), lineOf('metrics')];
}

/** The reason why doors are closed by default; null where they are open. */
function reasonToClose({ HOST, NODE_ENV }: DoorConfig): string | null {
  if (NODE_ENV === 'production') {
    return 'NODE_ENV is production';
  }
  return isLoopback(HOST) ? null : `other machines may reach ${HOST}`;
}

/** The address of the administration port; undefined where there is none. */
export function readAdmin({ ADMIN_HOST: host, ADMIN_PORT }: { ADMIN_HOST: string; ADMIN_PORT?: number | undefined }) {
  return ADMIN_PORT === undefined ? undefined : { host, port: ADMIN_PORT };
}
