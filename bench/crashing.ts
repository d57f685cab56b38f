import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runMigrations } from '@tributary/migrations/run-migrations.ts';
import { startEmbeddedPostgres } from '@tributary/standalone/embedded-postgres.ts';
import { freePort, startProcess } from './gateway/processes.ts';

const answerTimeoutMs = 5_000;
const startTimeoutMs = 30_000;

/** A process or a database that can be ended without warning. `crash` resolves once it has been restarted as it was. */
export type Crashing = { crash(): Promise<void>; stop(): Promise<void> };

/**
 * A database that keeps its port. It ends by SIGKILL, as when its machine fails, or by SIGQUIT, as `pg_ctl stop -m
 * immediate` sends it.
 */
export async function startDatabase(
  directory: string,
  endsBy: 'SIGKILL' | 'SIGQUIT',
): Promise<Crashing & { url: string }> {
  const port = String(await freePort());
  const start = () => startEmbeddedPostgres({ directory, settings: { port } });
  let server = await start();
  const url = new URL(server.url);
  url.port = port;
  await runMigrations(url.href);
  return {
    url: url.href,
    crash: async () => {
      const [pid] = (await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), endsBy);
      await server.failure;
      await server.stop();
      server = await start();
    },
    stop: async () => server.stop(),
  };
}

/** A process that is ended by SIGKILL. */
export async function startCrashing({
  command,
  env = {},
  isReady,
}: {
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
  isReady: () => Promise<boolean>;
}): Promise<Crashing> {
  const start = async () => {
    const started = startProcess({ command, env }, { cores: undefined });
    const deadline = performance.now() + startTimeoutMs;
    while (!(await isReady())) {
      const ending = started.ended();
      if (ending !== undefined || performance.now() > deadline) {
        throw new Error(ending ?? `${command.join(' ')} did not start in time`);
      }
      await sleep(20);
    }
    return started;
  };
  let running = await start();
  return {
    crash: async () => {
      const ended = once(running.child, 'exit');
      running.child.kill('SIGKILL');
      await ended;
      running = await start();
    },
    stop: async () => running.stop(),
  };
}

/** Whether one of our services answers. */
export async function isLive(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`, { signal: AbortSignal.timeout(answerTimeoutMs) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
