import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { putDemoIn } from '@tributary/deploy/put-demo-in.ts';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { openServiceKeys } from '@tributary/deploy/service-keys.ts';
import { newId } from '@tributary/domain/ids.ts';
import { argumentsOf, type Service } from '@tributary/deploy/service-process.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { addressesOf, startSubgraphs } from '@tributary/registry/start-subgraphs.ts';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { isLive, startCrashing, startDatabase } from '../crashing.ts';
import { freePort } from '../gateway/processes.ts';

export const faults = ['none', 'gateway', 'ledger', 'redis', 'postgres', 'reload', 'cut'] as const;
export type Fault = (typeof faults)[number];

export type FaultRow = {
  fault: Fault;
  /** Number of events committed during the run, and of those that every reader received once and in order. */
  committed: number;
  delivered: number;
  /** Number of events that at least one reader did not receive. */
  lost: number;
  /** Number of repeated deliveries to a reader. */
  duplicated: number;
  /** Number of events whose `previousSequence` was not that of the event before. */
  misplaced: number;
  longestPauseMs: number;
};

const writers = 8;
const readers = 4;
const pauseMs = 5;
const answerTimeoutMs = 5_000;
const startTimeoutMs = 30_000;
const catchUpTimeoutMs = 60_000;

const query = /* GraphQL */ `
  subscription ($after: String!) {
    ledgerEvents(after: $after, heartbeatSeconds: 1) {
      __typename
      cursor
      sequence
      previousSequence
      ... on TransferPosted {
        transfer {
          debit {
            name
          }
        }
      }
    }
  }
`;
const eventShape = z.object({
  ledgerEvents: z.object({
    __typename: z.string(),
    cursor: z.string(),
    sequence: z.string(),
    previousSequence: z.string().nullable(),
  }),
});
const headShape = z.object({ ledgerHead: z.object({ cursor: z.string(), sequence: z.string() }) });
type Head = z.output<typeof headShape>['ledgerHead'];

/**
 * The platform as processes on a PostgreSQL and a Redis of their own. Payments are made through the gateway, and
 * partners follow them through a proxy. Meanwhile one part after the other is killed as by `kill -9` and restarted. The
 * gateway also gets a new supergraph, and the partners' connections are cut. A partner that is cut off reconnects after
 * its last cursor.
 */
export async function runEventFaults({
  directory,
  wanted,
  seconds,
  onRow = () => {},
}: {
  /** Directory of the database. */
  directory: string;
  wanted: readonly Fault[];
  /** Time of payments before a fault, and after it. */
  seconds: number;
  onRow?: (row: FaultRow) => void;
}): Promise<FaultRow[]> {
  const platform = await openPlatform(directory, { withRedis: wanted.includes('redis') });
  try {
    const { ask } = platform;
    const { signIn } = z
      .object({ signIn: z.object({ accessToken: z.string() }) })
      .parse(
        await ask('mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }', {}),
      );
    const token = signIn.accessToken;
    const found = await ask(
      '{ accounts(first: 50, filter: { classes: [LIABILITY], currencies: ["EUR"] }) { nodes { id } } }',
      {},
      token,
    );
    const { accounts } = z
      .object({ accounts: z.object({ nodes: z.array(z.object({ id: z.string() })) }) })
      .parse(found);
    const accountIds = accounts.nodes.map(({ id }) => id);
    const rows: FaultRow[] = [];
    for (const fault of wanted) {
      const row = await watch(fault, { platform, token, accountIds, seconds });
      onRow(row);
      rows.push(row);
    }
    return rows;
  } finally {
    await platform.close();
  }
}

type Platform = Awaited<ReturnType<typeof openPlatform>>;

async function watch(
  fault: Fault,
  {
    platform,
    token,
    accountIds,
    seconds,
  }: { platform: Platform; token: string; accountIds: readonly string[]; seconds: number },
): Promise<FaultRow> {
  const start = await headOf(platform, token);
  const all = Array.from({ length: readers }, () => startReader(platform.proxyUrl, { token, start }));
  const over = new AbortController();
  const writing = Array.from({ length: writers }, (_, writer) =>
    write(platform, { token, accountIds, writer, until: over.signal }),
  );
  await sleep(seconds * 1_000);
  await platform.harm[fault]();
  await sleep(seconds * 1_000);
  over.abort();
  await Promise.all(writing);
  const end = await headOf(platform, token);
  await Promise.all(all.map((reader) => reader.hasReached(end.sequence)));
  const logs = await Promise.all(all.map((reader) => reader.stop()));
  const expected = Array.from({ length: Number(BigInt(end.sequence) - BigInt(start.sequence)) }, (_, index) =>
    String(BigInt(start.sequence) + BigInt(index + 1)),
  );
  const delivered = expected.filter((sequence) => logs.every(({ sequences }) => sequences.has(sequence))).length;
  return {
    fault,
    committed: expected.length,
    delivered,
    lost: expected.length - delivered,
    duplicated: logs.reduce((sum, { duplicated }) => sum + duplicated, 0),
    misplaced: logs.reduce((sum, { misplaced }) => sum + misplaced, 0),
    longestPauseMs: Math.max(...logs.map(({ longestPauseMs }) => longestPauseMs)),
  };
}

/** The end of the log, once a service can report it. */
async function headOf({ ask }: Platform, token: string): Promise<Head> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      return headShape.parse(await ask('{ ledgerHead { cursor sequence } }', {}, token)).ledgerHead;
    } catch (error) {
      if (performance.now() > deadline) {
        throw error;
      }
      await sleep(50);
    }
  }
}

/** Pays until it is stopped, and repeats unanswered requests with the same key. */
async function write(
  { ask }: Platform,
  {
    token,
    accountIds,
    writer,
    until,
  }: { token: string; accountIds: readonly string[]; writer: number; until: AbortSignal },
): Promise<void> {
  const mutation = 'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }';
  for (let number = writer; !until.aborted; number += 1) {
    const input = {
      idempotencyKey: newId(),
      debitAccountId: accountIds[number % accountIds.length],
      creditAccountId: accountIds[(number * 7 + 1) % accountIds.length],
      amount: { amount: '0.01', currency: 'EUR' },
    };
    let isDone = false;
    while (!isDone && !until.aborted) {
      isDone = await ask(mutation, { input }, token).then(
        () => true,
        () => false,
      );
      await sleep(isDone ? pauseMs : 50);
    }
  }
}

type ReaderLog = { sequences: ReadonlySet<string>; duplicated: number; misplaced: number; longestPauseMs: number };

/** A partner that reconnects after its last cursor, whatever happens. */
function startReader(url: string, { token, start }: { token: string; start: Head }) {
  const over = new AbortController();
  const sequences = new Set<string>();
  let { cursor, sequence } = start;
  let [duplicated, misplaced, longestPauseMs] = [0, 0, 0];
  let newestAt = performance.now();

  const take = (data: unknown) => {
    const { ledgerEvents: event } = eventShape.parse(data);
    cursor = event.cursor;
    if (event.__typename === 'Heartbeat') {
      return;
    }
    if (BigInt(event.sequence) <= BigInt(sequence)) {
      duplicated += 1;
      return;
    }
    misplaced += event.previousSequence === sequence ? 0 : 1;
    sequence = event.sequence;
    sequences.add(sequence);
    longestPauseMs = Math.max(longestPauseMs, performance.now() - newestAt);
    newestAt = performance.now();
  };
  const followOnce = async () => {
    const client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    const leave = () => void client.dispose();
    over.signal.addEventListener('abort', leave, { once: true });
    try {
      for await (const { data, errors } of client.iterate({ query, variables: { after: cursor } })) {
        if (data == null) {
          throw new Error(errors?.[0]?.message);
        }
        take(data);
      }
    } finally {
      over.signal.removeEventListener('abort', leave);
      leave();
    }
  };
  const reading = (async () => {
    while (!over.signal.aborted) {
      await followOnce().catch(() => {});
      await sleep(20);
    }
  })();

  return {
    /** Also returns when the sequence was not reached in time: the missing events are counted then. */
    hasReached: async (end: string): Promise<void> => {
      const deadline = performance.now() + catchUpTimeoutMs;
      while (BigInt(sequence) < BigInt(end) && performance.now() < deadline) {
        await sleep(20);
      }
    },
    stop: async (): Promise<ReaderLog> => {
      over.abort();
      await reading;
      return { sequences, duplicated, misplaced, longestPauseMs };
    },
  };
}

async function openPlatform(directory: string, { withRedis }: { withRedis: boolean }) {
  const database = await startDatabase(directory, 'SIGKILL');
  const closers: (() => Promise<void> | void)[] = [database.stop];
  const close = async () => {
    for (const closer of closers.toReversed()) {
      await closer();
    }
  };
  try {
    const supergraph = join(directory, 'supergraph.graphql');
    const sdl = await readFile(fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')), 'utf8');
    await writeFile(supergraph, sdl);
    await putDemoIn({ databaseUrl: database.url, log: createLogger({ name: 'demo', level: 'silent' }) });
    const redisPort = String(await freePort());
    const redis = withRedis
      ? await startCrashing({
          command: ['redis-server', '--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--dir', directory],
          isReady: () => accepts(Number(redisPort)),
        })
      : null;
    closers.push(async () => redis?.stop());
    const keySettingsOf = await openServiceKeys(undefined);
    const redisSettings = withRedis ? { REDIS_URL: `redis://127.0.0.1:${redisPort}` } : {};
    const common = { LOG_LEVEL: 'fatal', DATABASE_URL: database.url, ...redisSettings };
    const start = async (service: Service, settings: Readonly<Record<string, string>>) => {
      const url = `http://127.0.0.1:${await freePort()}`;
      const mortal = await startCrashing({
        command: [process.execPath, ...argumentsOf(service)],
        env: { ...common, ...keySettingsOf(service), ...settings, PORT: new URL(url).port },
        isReady: () => isLive(url),
      });
      closers.push(mortal.stop);
      return { url, ...mortal };
    };
    const settings = { JWT_PRIVATE_KEY: newSigningKey(), GENEROUS_SIGN_IN: 'true' };
    const subgraphs = await startSubgraphs((name, addresses) => start(name, { ...settings, ...addresses }));
    const gateway = await start('gateway', {
      ...addressesOf(subgraphs),
      SUPERGRAPH: supergraph,
      WATCH: 'true',
      JWKS_URL: `${subgraphs.users.url}/.well-known/jwks.json`,
      REVOCATIONS_URL: `${subgraphs.users.url}/revocations`,
    });
    const proxy = await openProxy(Number(new URL(gateway.url).port));
    closers.push(proxy.close);

    const harm: Record<Fault, () => Promise<void>> = {
      none: async () => {},
      gateway: gateway.crash,
      ledger: subgraphs.ledger.crash,
      redis: async () => redis?.crash(),
      postgres: database.crash,
      reload: () => writeFile(supergraph, `${sdl}\n# ${newId()}\n`),
      cut: async () => proxy.cut(),
    };
    return { ask: askAt(`${gateway.url}/graphql`), proxyUrl: `${proxy.url}/graphql`, harm, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

function askAt(url: string) {
  return async (text: string, variables: object, token?: string): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: text, variables }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const { data, errors } = z
      .object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() })
      .parse(await response.json());
    if (errors !== undefined) {
      throw new Error(errors[0]?.message);
    }
    return data;
  };
}

/** A proxy to a port, whose connections can be cut. */
async function openProxy(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const ownPort = await freePort();
  server.listen(ownPort, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${ownPort}`,
    cut,
    close: () => {
      server.close();
      cut();
    },
  };
}
