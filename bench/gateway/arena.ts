import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import type { GraphQLSchema } from 'graphql';
import { configurationFiles, contenders, peersFolder, type Contender, type Place } from './contenders.ts';
import { checkAgainst, openClient, type Check, type Client, type Message } from './load.ts';
import { freePort, pinCores, startProcess, type Cores, type MeasuredProcess } from './processes.ts';
import { apiSchemaOf, composeShop, expectedData } from './shop/shop.ts';
import type { Report } from './instruments.ts';
import type { GraphQLRequest } from './workloads.ts';

/** Setting of a comparison: running subgraphs, a composed supergraph, and assigned cores. */
export type Arena = {
  apiSchema: GraphQLSchema;
  cores: Cores;
  /** Requests that reached the subgraphs since the last call. */
  requestsToSubgraphs(): Promise<{ requests: number; entities: number }>;
  /** Starts a gateway and waits for the right response to `probe`. */
  enter(contender: Contender, probe: GraphQLRequest, options?: EnterOptions): Promise<Entered>;
};

export type EnterOptions = {
  /** Loads instruments into the gateway, for `reportOf`. */
  instrumented?: boolean;
  /** Folder for the CPU profile that a gateway in Node.js writes when it ends. */
  profileFolder?: string | undefined;
};

/** A running gateway that has answered the probe correctly. */
export type Entered = {
  contender: Contender;
  url: string;
  gateway: MeasuredProcess;
  client: Client;
  /** How it is asked for the probe. */
  message: Message;
  isRight: Check;
};

const startTimeoutMs = 30_000;
const instruments = import.meta.resolve('./instruments.ts');

/** Opens the arena and hands it to `use`. `endingAllProcesses` ends the processes that it started. */
export async function inArena(use: (arena: Arena) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(`${tmpdir()}/tributary-bench-`);
  // Removed however the run ends, by an error or by Ctrl-C.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const cores = pinCores();
  const subgraphsPort = await freePort();
  const subgraphsUrl = `http://127.0.0.1:${subgraphsPort}`;
  const urlOf = (name: string) => `${subgraphsUrl}/${name}`;
  const subgraphs = startProcess(
    {
      command: [process.execPath, fileURLToPath(new URL('subgraph-server.ts', import.meta.url))],
      env: { PORT: `${subgraphsPort}`, NODE_ENV: 'production' },
    },
    { cores: cores?.others },
  );

  const supergraphSdl = composeShop(urlOf);
  const files = { 'supergraph.graphql': supergraphSdl, ...configurationFiles(urlOf) };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(`${folder}/${name}`, text);
  }

  const apiSchema = apiSchemaOf(supergraphSdl);
  const requestsToSubgraphs = async () => {
    const { body } = await request(`${subgraphsUrl}/count`, { method: 'POST' });
    return (await body.json()) as { requests: number; entities: number };
  };
  await until(subgraphs, async () => requestsToSubgraphs().then(() => true));

  await use({
    apiSchema,
    cores,
    requestsToSubgraphs,
    enter: async (contender, probe, { instrumented = false, profileFolder } = {}) => {
      const place: Place = { port: await freePort(), folder, subgraphsUrl };
      const nodeFlags = [
        ...(instrumented ? ['--import', instruments] : []),
        ...(profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profileFolder)}`]),
      ];
      const gateway = startProcess(contender.start(place, nodeFlags), {
        cores: cores?.measured,
        channel: instrumented,
      });
      const client = openClient({ port: place.port, connections: 50 });
      const { door } = contender;
      const message = door?.message ?? { path: '/graphql', body: JSON.stringify(probe) };
      const contentOf = door && ((bytes: Buffer) => door.dataOf(JSON.parse(bytes.toString())));
      const isRight = checkAgainst(await expectedData(apiSchema, probe), contentOf);
      await until(gateway, async () => isRight(await client.send(message)));
      return { contender, url: `http://127.0.0.1:${place.port}`, gateway, client, message, isRight };
    },
  });
}

/** Asks an instrumented gateway for its report since the last one. */
export async function reportOf({ child }: MeasuredProcess): Promise<Report> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(startTimeoutMs) });
  child.send('report');
  const [report] = await answered;
  return report as Report;
}

/**
 * The requested contenders, with the other gateways installed: those that can run here, and the obstacles of the rest.
 */
export function admit(names: readonly string[]): {
  admitted: Contender[];
  refused: { contender: Contender; obstacle: string }[];
} {
  const asked = contenders.filter(({ name }) => names.includes(name));
  if (asked.some(({ isPeer }) => isPeer)) {
    installPeers();
  }
  const judged = asked.map((contender) => ({ contender, obstacle: contender.obstacle() }));
  return {
    admitted: judged.flatMap(({ contender, obstacle }) => (obstacle === undefined ? [contender] : [])),
    refused: judged.flatMap(({ contender, obstacle }) => (obstacle === undefined ? [] : [{ contender, obstacle }])),
  };
}

/** Installs the other gateways into their folder, outside of the workspace. */
function installPeers(): void {
  console.log('Installing the other gateways unless they are installed already.');
  try {
    execFileSync('npx', ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile', '--dir', peersFolder], {
      cwd: peersFolder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    // Gateways that failed to install are listed with that reason.
    console.error(error instanceof Error ? error.message : error);
  }
}

/** Waits until `isReady` is true. Throws if the process ends before, or takes too long. */
async function until(started: MeasuredProcess, isReady: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const failure = await isReady().then(
      (ready) => (ready ? undefined : 'its answer is wrong'),
      (error: unknown) => String(error),
    );
    if (failure === undefined) {
      return;
    }
    const ending = started.ended();
    if (ending !== undefined || performance.now() > deadline) {
      throw new Error(ending ?? `gave no right answer within ${startTimeoutMs / 1_000} s: ${failure}`);
    }
    await wait(100);
  }
}
