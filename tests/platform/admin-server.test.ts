import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenForAdministration } from '@tributary/platform/admin-server.ts';
import { StartError } from '@tributary/platform/config.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import type { Dependency } from '@tributary/platform/readiness.ts';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { silentLog } from '../support/open-test-gateway.ts';

async function freshAdmin(dependencies: readonly Dependency[] = []) {
  const settings = { host: '127.0.0.1', log: silentLog, metrics: createMetrics(), dependencies: () => dependencies };
  const admin = await listenForAdministration({ ...settings, port: 0 });
  onTestFinished(admin.close);
  return { ...admin, settings };
}

function databaseAt(url: string, isNeeded = true): Dependency {
  const { ping, close } = openPostgres({ url, applicationName: 'tests', poolSize: 1 });
  onTestFinished(close);
  return { name: 'database', isNeeded, check: ping };
}

const nowhere = 'postgres://ada:hunter2@127.0.0.1:1/tributary';

it('serves metrics, and tells that every dependency is there', async () => {
  const { url } = await freshAdmin([databaseAt((await freshDatabase()).url)]);

  const [metrics, ready, live] = await Promise.all(
    ['/metrics', '/health/ready', '/health/live'].map((path) => fetch(`${url}${path}`)),
  );

  expect(await metrics?.text()).toContain('process_cpu_seconds_total');
  expect(ready?.status).toBe(200);
  expect(await ready?.json()).toEqual({
    status: 'ready',
    dependencies: { database: { status: 'ready', needed: true } },
  });
  expect(await live?.json()).toEqual({ status: 'live' });
});

it.each([
  ['is not ready without one that is needed', true, 503, 'not ready'],
  ['is ready without one that is not', false, 200, 'ready'],
])('%s, and tells the reason without the password', async (_, isNeeded, code, status) => {
  const { url } = await freshAdmin([databaseAt(nowhere, isNeeded)]);

  const answer = await fetch(`${url}/health/ready`);
  const told = await answer.text();

  expect(answer.status).toBe(code);
  expect(JSON.parse(told)).toMatchObject({
    status,
    dependencies: {
      database: { status: 'failing', needed: isNeeded, reason: expect.stringContaining('ECONNREFUSED') },
    },
  });
  expect(told).not.toContain('hunter2');
});

it('does not wait for a dependency that never answers', async () => {
  const { url } = await freshAdmin([{ name: 'silent', isNeeded: true, check: () => new Promise(() => {}) }]);

  const answer = await fetch(`${url}/health/ready`);

  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ dependencies: { silent: { reason: 'no answer within 2000 ms' } } });
});

it('answers on the loopback to names of the loopback alone', async () => {
  const { url } = await freshAdmin();
  const { port } = new URL(url);

  const outgoing = request({ host: '127.0.0.1', port, path: '/metrics', headers: { host: 'evil.example' } }).end();
  const [answer] = await once(outgoing, 'response');

  expect(answer.statusCode).toBe(421);
  expect(await text(answer)).not.toContain('process_cpu');
});

it('has nothing at other paths, and names its own settings when its port is taken', async () => {
  const { url, settings } = await freshAdmin();

  const missing = await fetch(`${url}/graphql`);
  const again = listenForAdministration({ ...settings, port: Number(new URL(url).port) });

  expect(missing.status).toBe(404);
  await expect(again).rejects.toThrow(
    new StartError(
      `The address ${new URL(url).host} is in use. Stop the process that listens there, or choose another port with ADMIN_PORT.`,
    ),
  );
});
