import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGuarded } from '@tributary/standalone/guarded-process.ts';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/**
 * A Redis of the caller's own, for fault injection. It keeps snapshots only when told to `save`, and restarts with the
 * last one.
 */
export async function openOwnRedis() {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-redis-'));
  const port = await freePort();
  const options = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: directory };
  const start = async () => {
    const server = startGuarded({
      command: ['redis-server', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])],
      cwd: directory,
    });
    while (!server.output().includes('Ready to accept connections')) {
      if (server.hasExited()) {
        throw new Error(`Redis did not start:\n${server.output()}`);
      }
      await sleep(10);
    }
    const pid = Number(/process_id:(\d+)/.exec(await command('info', 'server'))?.[1]);
    return { server, pid };
  };
  const command = async (...[name, ...args]: [string, ...string[]]): Promise<string> => {
    // Waits for Redis, unlike the platform's own client, which would rather go without an answer.
    const redis = new Redis(port, '127.0.0.1', { commandTimeout: 10_000, maxRetriesPerRequest: 20 });
    redis.on('error', () => {});
    try {
      return String(await redis.call(name, ...args));
    } finally {
      redis.disconnect();
    }
  };
  let running = await start();
  const kill = async () => {
    process.kill(running.pid, 'SIGKILL');
    await running.server.exited;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    command,
    pause: () => process.kill(running.pid, 'SIGSTOP'),
    resume: () => process.kill(running.pid, 'SIGCONT'),
    kill,
    start: async () => {
      running = await start();
    },
    close: async () => {
      await running.server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A proxy to a port that delays what is sent to it. */
export async function openSlowWay(port: number) {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let last = Promise.resolve();
    client.on('data', (chunk) => {
      const due = sleep(delayMs);
      last = last.then(async () => {
        await due;
        upstream.write(chunk);
      });
    });
    upstream.pipe(client);
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
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${own}`,
    delay: (ms: number) => {
      delayMs = ms;
    },
    close: async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
