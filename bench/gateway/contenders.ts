import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newServiceKey } from '@tributary/platform/service-key.ts';
import type { Message } from './load.ts';
import type { Command } from './processes.ts';
import { composeShop, subgraphNames, subgraphSdl, type SubgraphName } from './shop/shop.ts';
import { smallOperation, smallVariables, type Workload } from './workloads.ts';

/** Input of a gateway's start. `folder` holds supergraph.graphql and the `configurationFiles`. */
export type Place = { port: number; folder: string; subgraphsUrl: string };

export type Contender = {
  name: string;
  title: string;
  /**
   * Whether identical requests in flight share one request or response. Reported apart, since sharing makes requests
   * almost free when all clients send the same.
   */
  shares: boolean;
  /** Whether it runs in Node.js, so that Node.js flags may precede the script. */
  isNode: boolean;
  /** Whether it is installed only for a measurement. */
  isPeer: boolean;
  /** Reason why it cannot run here, if there is one. */
  obstacle(): string | undefined;
  start(place: Place, nodeFlags?: readonly string[]): Command;
  /** The one workload that it takes, and how it is asked. Without it, it is a contender of all others, by GraphQL. */
  door?: Door;
};

/** A way to an operation without its text. */
export type Door = {
  workload: Workload['name'];
  message: Message;
  /** The data in its answer. */
  dataOf(answer: unknown): unknown;
};

export const peersFolder = fileURLToPath(new URL('../peers', import.meta.url));
const hive = `${peersFolder}/node_modules/@graphql-hive/gateway/dist/bin.js`;
const grafbase = `${peersFolder}/node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase`;
const ours = fileURLToPath(import.meta.resolve('@tributary/gateway/server.ts'));

/** The gateway of another checkout, measured in the same run. */
const before = process.env['BEFORE'] === undefined ? undefined : `${process.env['BEFORE']}/gateway/server.ts`;

/**
 * Node.js flag with which `pnpm gateway` starts: it keeps the garbage collector from copying responses that wait for
 * others.
 */
const gatewayFlags = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

const environment = {
  NODE_ENV: 'production',
  NODE_OPTIONS: '',
  APOLLO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};

/** Splits a list of names. Throws when one is not among the `known`. */
export function namesIn(list: string, known: readonly string[]): string[] {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no "${unknown}". Choose from ${known.join(', ')}.`);
  }
  return names;
}

/** The id of a trusted document: the hash of its text. */
const smallId = `sha256:${hash('sha256', smallOperation)}`;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const ofWorkspace = { isNode: true, isPeer: false, obstacle: () => undefined };
const hivePeer = { isNode: true, isPeer: true, obstacle: () => missing(hive) };
const grafbasePeer = {
  isNode: false,
  isPeer: true,
  obstacle: () =>
    process.platform === 'linux' && process.arch === 'x64' ? missing(grafbase) : 'its binary is for Linux on x64',
};

/** All contenders. Each starts as its documentation says for production, and none caches responses. */
export const contenders: readonly Contender[] = [
  {
    ...ofWorkspace,
    name: 'ours',
    title: 'Tributary',
    shares: false,
    start: (place, nodeFlags) => startOurs(place, { nodeFlags }),
  },
  {
    ...ofWorkspace,
    name: 'before',
    title: 'Tributary, version before',
    shares: false,
    obstacle: () => (before === undefined ? 'BEFORE names no checkout of an earlier version' : missing(before)),
    start: (place, nodeFlags) => startOurs(place, { nodeFlags }, before),
  },
  {
    ...ofWorkspace,
    name: 'ours-rust',
    title: 'Tributary, Rust planner',
    shares: false,
    start: (place, nodeFlags) =>
      startOurs(place, { nodeFlags, parameters: ['--config', `${place.folder}/tributary-rust.json`] }),
  },
  {
    ...ofWorkspace,
    name: 'ours-guarded',
    title: 'Tributary, guarded',
    shares: false,
    start: (place, nodeFlags) => ({
      ...startOurs(place, { nodeFlags, parameters: guarded(place) }),
      folder: place.folder,
    }),
  },
  {
    ...ofWorkspace,
    name: 'ours-unguarded',
    title: 'Tributary, all guards off',
    shares: false,
    start: (place, nodeFlags) =>
      startOurs(place, { nodeFlags, parameters: ['--config', `${place.folder}/tributary-unguarded.json`] }),
  },
  {
    ...ofWorkspace,
    name: 'ours-trusted',
    title: 'Tributary, trusted document',
    shares: false,
    door: {
      workload: 'rest',
      message: { path: '/graphql', body: JSON.stringify({ documentId: smallId, variables: smallVariables }) },
      dataOf: (answer) => (isRecord(answer) ? answer['data'] : undefined),
    },
    start: (place, nodeFlags) => ({
      ...startOurs(place, { nodeFlags, parameters: ['--config', `${place.folder}/tributary-trusted.json`] }),
      folder: place.folder,
    }),
  },
  {
    ...ofWorkspace,
    name: 'ours-rest',
    title: 'Tributary, REST',
    shares: false,
    door: {
      workload: 'rest',
      message: { path: `/api/v1/books/${smallVariables.isbn}`, body: null },
      dataOf: (answer) => ({ book: answer }),
    },
    start: (place, nodeFlags) => ({
      ...startOurs(place, { nodeFlags, parameters: ['--config', `${place.folder}/tributary-rest.json`] }),
      folder: place.folder,
    }),
  },
  {
    ...ofWorkspace,
    name: 'stock',
    title: 'Apollo Gateway',
    shares: false,
    start: (place, nodeFlags) => startScript('stock-server.ts', place, { nodeFlags }),
  },
  {
    ...hivePeer,
    name: 'hive',
    title: 'Hive Gateway',
    shares: false,
    start: (place, nodeFlags) => startHive(place, { nodeFlags, parameters: notSharing(place) }),
  },
  {
    ...hivePeer,
    name: 'hive-rust',
    title: 'Hive Gateway, Rust planner',
    shares: false,
    start: (place, nodeFlags) =>
      startHive(place, { nodeFlags, parameters: [...notSharing(place), '--hive-router-runtime'] }),
  },
  {
    ...grafbasePeer,
    name: 'grafbase',
    title: 'Grafbase',
    shares: false,
    start: (place) => startGrafbase(place, 'grafbase.toml'),
  },
  {
    ...ofWorkspace,
    name: 'bare',
    title: 'bare Node server',
    shares: false,
    start: (place, nodeFlags) => startScript('bare-server.ts', place, { nodeFlags }),
  },
  {
    ...ofWorkspace,
    name: 'ours-sharing',
    title: 'Tributary, sharing',
    shares: true,
    start: (place, nodeFlags) =>
      startOurs(place, { nodeFlags, parameters: ['--config', `${place.folder}/tributary-sharing.json`] }),
  },
  {
    ...hivePeer,
    name: 'hive-sharing',
    title: 'Hive Gateway, sharing',
    shares: true,
    start: (place, nodeFlags) => startHive(place, { nodeFlags }),
  },
  {
    ...hivePeer,
    name: 'hive-rust-sharing',
    title: 'Hive, Rust planner, sharing',
    shares: true,
    start: (place, nodeFlags) => startHive(place, { nodeFlags, parameters: ['--hive-router-runtime'] }),
  },
  {
    ...grafbasePeer,
    name: 'grafbase-sharing',
    title: 'Grafbase, sharing',
    shares: true,
    start: (place) => startGrafbase(place, 'grafbase-sharing.toml'),
  },
];

/** Every guard, at budgets that the load does not reach. */
const guards = {
  authorization: { directives: { policies: { module: './policies.mjs' } } },
  demandControl: { mode: 'enforce', max: 1_000_000_000 },
  traffic: { rateLimits: [{ name: 'all', by: 'address', of: 'cost', capacity: 1e12, perSecond: 1e12 }] },
};

/** The catalogue with a policy for the titles of books. */
function guardedSdl(name: SubgraphName): string {
  return subgraphSdl(name)
    .replace('federation/v2.5", import: ["@key"]', 'federation/v2.6", import: ["@key", "@policy"]')
    .replace('title: String', 'title: String @policy(policies: [["books:read"]])');
}

function guarded({ folder }: Place): string[] {
  return ['--supergraph', `${folder}/guarded.graphql`, '--config', `${folder}/tributary-guarded.json`];
}

/** The configuration files of contenders, by name. Hive and Grafbase share by default. */
export function configurationFiles(urlOf: (subgraph: string) => string): Record<string, string> {
  const subgraphs = subgraphNames
    .map((name) => `[subgraphs.${name}]\nurl = "${urlOf(name)}"\nschema_path = "${name}.graphql"\n`)
    .join('\n');
  const hiveConfig = { transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } } };
  return {
    ...Object.fromEntries(subgraphNames.map((name) => [`${name}.graphql`, subgraphSdl(name)])),
    'guarded.graphql': composeShop(urlOf, guardedSdl),
    'policies.mjs': "export default async () => ({ policies: { 'books:read': true }, maxAgeSeconds: 60 });\n",
    'tributary-guarded.json': JSON.stringify(guards),
    'tributary-unguarded.json': JSON.stringify({ demandControl: { mode: 'off' } }),
    'small.graphql': smallOperation,
    'tributary-trusted.json': JSON.stringify({ documents: { manifests: ['small.graphql'] } }),
    'endpoints.graphql': `"A book by its ISBN."\n${smallOperation.replace(') {', ') @endpoint(method: GET, path: "/books/{isbn}") {')}`,
    'tributary-rest.json': JSON.stringify({ publicOperations: { manifests: ['endpoints.graphql'] } }),
    'tributary-rust.json': JSON.stringify({ planner: 'hive' }),
    'tributary-sharing.json': JSON.stringify({ shareInFlight: true }),
    'hive-not-sharing.mjs': `export const gatewayConfig = ${JSON.stringify(hiveConfig)};\n`,
    'grafbase.toml': `[traffic_shaping]\ninflight_deduplication = false\n\n${subgraphs}`,
    'grafbase-sharing.toml': subgraphs,
  };
}

function startOurs(place: Place, options: NodeOptions, script = ours): Command {
  const { port, folder } = place;
  const { command, env } = startNode(script, place, {
    ...options,
    nodeFlags: [...gatewayFlags, ...(options.nodeFlags ?? [])],
    parameters: ['--supergraph', `${folder}/supergraph.graphql`, '--port', `${port}`, ...(options.parameters ?? [])],
  });
  // Earlier versions sign by the secret.
  const signing = { SERVICE_KEY: JSON.stringify(newServiceKey()), VIEWER_SECRET: 'only-for-measuring-on-this-machine' };
  return { command, env: { ...env, ...signing, LOG_LEVEL: 'warn' } };
}

function startHive(place: Place, options: NodeOptions): Command {
  const { port, folder } = place;
  const parameters = ['supergraph', `${folder}/supergraph.graphql`, '--host', '127.0.0.1', '--port', `${port}`];
  return startNode(hive, place, { ...options, parameters: [...parameters, ...(options.parameters ?? [])] });
}

function notSharing({ folder }: Place): string[] {
  return ['--config-path', `${folder}/hive-not-sharing.mjs`];
}

function startGrafbase({ port, folder }: Place, configuration: string): Command {
  const address = `127.0.0.1:${port}`;
  return {
    command: [grafbase, 'dev', '--config', `${folder}/${configuration}`, '--listen-address', address],
    env: { ...environment, GRAFBASE_HOME: folder },
    folder,
  };
}

function startScript(script: string, place: Place, options: NodeOptions): Command {
  return startNode(fileURLToPath(new URL(script, import.meta.url)), place, options);
}

type NodeOptions = { nodeFlags: readonly string[] | undefined; parameters?: readonly string[] };

function startNode(
  script: string,
  { port, folder, subgraphsUrl }: Place,
  { nodeFlags = [], parameters = [] }: NodeOptions,
): Required<Command> {
  return {
    command: [process.execPath, ...nodeFlags, script, ...parameters],
    env: {
      ...environment,
      PORT: `${port}`,
      SUPERGRAPH: `${folder}/supergraph.graphql`,
      SUBGRAPHS: subgraphsUrl,
    },
    folder,
  };
}

function missing(file: string): string | undefined {
  return existsSync(file) ? undefined : 'it could not be installed';
}
