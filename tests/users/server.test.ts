import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { keySettingsOf } from '@tributary/deploy/service-keys.ts';
import { claimsAt } from '@tributary/gateway/request/issuer.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { argumentsOfSubgraph, subgraphNames, type SubgraphName } from '@tributary/registry/registry.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import postgres from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { openUsers } from './open-users.ts';
import { serviceKeys, signer, stranger } from '../support/service-keys.ts';
import { processEnvironment } from '../support/process-environment.ts';

/** Runs a subgraph as a process, with these settings only. */
function run(subgraph: SubgraphName, env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, argumentsOfSubgraph(subgraph), {
    env: { ...processEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return { child, output: () => text };
}

/** The address that a process reports to listen on. */
async function addressOf({ child, output }: ReturnType<typeof run>): Promise<string> {
  let url: string | undefined;
  while (url === undefined) {
    if (child.exitCode !== null) {
      throw new Error(`the process did not start:\n${output()}`);
    }
    await Promise.race([once(child, 'exit'), once(child.stderr ?? child, 'data')]);
    url = /"url":"(http:[^"]+)"/.exec(output())?.[1];
  }
  return url;
}

it('runs as a process that publishes its keys, reports that it is ready, and stops on request', async () => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const users = run('users', {
    PORT: '0',
    DATABASE_URL: (await freshDatabase()).url,
    ...keySettingsOf('users', serviceKeys),
    JWT_PRIVATE_KEY: JSON.stringify(await exportJWK(privateKey)),
  });
  const url = await addressOf(users);

  const keys = await (await fetch(new URL('/.well-known/jwks.json', url))).json();
  const ready = await fetch(new URL('/health/ready', url));
  users.child.kill('SIGTERM');
  const [code] = await once(users.child, 'exit');

  expect(keys).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }] });
  expect(JSON.stringify(keys)).not.toContain('"d"');
  expect(ready.status).toBe(200);
  expect(code).toBe(0);
});

it.each(subgraphNames)('names all settings that %s lacks, and does not start', async (subgraph) => {
  const process = run(subgraph, {});

  const [code] = await once(process.child, 'exit');

  expect(code).toBe(1);
  expect(process.output()).toContain('DATABASE_URL');
});

it('answers services of the version before only while the secret that they share is set', async () => {
  const secret = 's'.repeat(32);
  const signed = await new SignJWT(anonymousCaller)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('tributary-gateway')
    .setExpirationTime('60 s')
    .sign(new TextEncoder().encode(secret));
  const { url: DATABASE_URL } = await freshDatabase();
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const JWT_PRIVATE_KEY = JSON.stringify(await exportJWK(privateKey));
  const settings = { PORT: '0', DATABASE_URL, JWT_PRIVATE_KEY, ...keySettingsOf('users', serviceKeys) };
  const processes = [run('users', { ...settings, VIEWER_SECRET: secret }), run('users', settings)];

  const answers = await Promise.all(
    processes.map(async (users) => {
      const url = await addressOf(users);
      const ask = async (caller: string): Promise<unknown> => {
        const headers = { 'content-type': 'application/json', [callerHeader]: caller };
        const body = JSON.stringify({ query: '{ __typename }' });
        return (await fetch(url, { method: 'POST', headers, body })).json();
      };
      return [await ask(signed), await ask(signer.sign(anonymousCaller, 'users'))];
    }),
  );

  const [answered, refused] = [
    { data: { __typename: 'Query' } },
    { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  ];
  expect(answers).toMatchObject([
    [answered, answered],
    [refused, answered],
  ]);
  expect(processes.map(({ output }) => output().includes('VIEWER_SECRET is set'))).toEqual([true, false]);
});

it('notes used tickets for the gateway alone, each once, and forgets those that have ended', async () => {
  const { url } = await freshDatabase();
  const users = await openUsers({ url });
  onTestFinished(users.close);
  const sql = postgres(url, { max: 1 });
  onTestFinished(() => sql.end());
  const served = await users.serve();
  onTestFinished(served.close);
  const address = new URL('/used-tickets', served.url);
  const { claim } = claimsAt(address.href, signer);

  const uses = await Promise.all(Array.from({ length: 8 }, () => claim('ticket:one', 60)));
  await sql`update users.used_tickets set expires_at = now() - interval '1 second'`;
  const other = await claim('ticket:two', 60);
  const left = await sql<{ id: string }[]>`select id from users.used_tickets`;

  expect(uses.filter(Boolean)).toHaveLength(1);
  expect(other).toBe(true);
  expect(left.map(({ id }) => id)).toEqual(['ticket:two']);
  await expect(claimsAt(address.href, stranger).claim('ticket:three', 60)).rejects.toThrow('status 401');
  expect((await fetch(address, { method: 'POST' })).status).toBe(401);
});
