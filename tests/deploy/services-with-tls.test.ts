import { fileURLToPath } from 'node:url';
import { putDemoIn } from '@tributary/deploy/put-demo-in.ts';
import { newSigningKey } from '@tributary/deploy/secrets.ts';
import { keySettingsOf } from '@tributary/deploy/service-keys.ts';
import type { Service } from '@tributary/deploy/service-process.ts';
import { addressesOf, startSubgraphs } from '@tributary/registry/start-subgraphs.ts';
import { demoOperator, demoPassword } from '@tributary/standalone/demo-credentials.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { ask1, ask2, http2Session } from '../gateway/secure-newsroom.ts';
import { certificateFiles, createAuthority } from '../support/authority.ts';
import { freePort } from '../support/free-port.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { silentLog } from '../support/open-test-gateway.ts';
import { serviceKeys } from '../support/service-keys.ts';
import { startTestService } from '../support/start-test-service.ts';

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const signedIn = z.object({ data: z.object({ signIn: z.object({ accessToken: z.string() }) }) });

it('services with certificates of one authority serve clients over TLS, and each other over mutual TLS', async () => {
  const DATABASE_URL = (await freshDatabase()).url;
  await putDemoIn({ databaseUrl: DATABASE_URL, log: silentLog });
  const [publicAuthority, internalAuthority] = [await createAuthority(), await createAuthority('services')];
  const clients = certificateFiles(await publicAuthority.issue());
  const common = {
    JWT_PRIVATE_KEY: newSigningKey(),
    GENEROUS_SIGN_IN: 'true',
    DATABASE_URL,
  };
  const start = async (service: Service, settings: Readonly<Record<string, string>>) => {
    const { cert, key, ca } = certificateFiles(await internalAuthority.issue(), internalAuthority);
    const started = startTestService(service, {
      ...common,
      ...keySettingsOf(service, serviceKeys),
      INTERNAL_TLS_CERT_FILE: cert,
      INTERNAL_TLS_KEY_FILE: key,
      INTERNAL_TLS_CA_FILE: String(ca),
      ...settings,
    });
    onTestFinished(started.stop);
    return started.url;
  };
  const adminPort = await freePort();
  const subgraphs = await startSubgraphs(async (name, addresses) => ({
    url: await start(name, { ...addresses, ...(name === 'ledger' ? { ADMIN_PORT: String(adminPort) } : {}) }),
  }));
  const gatewayUrl = await start('gateway', {
    SUPERGRAPH: fileURLToPath(import.meta.resolve('@tributary/schema/supergraph.graphql')),
    JWKS_URL: new URL('/.well-known/jwks.json', subgraphs.users.url).href,
    REVOCATIONS_URL: new URL('/revocations', subgraphs.users.url).href,
    TICKETS_URL: new URL('/used-tickets', subgraphs.users.url).href,
    TLS_CERT_FILE: clients.cert,
    TLS_KEY_FILE: clients.key,
    ...addressesOf(subgraphs),
  });
  const session = http2Session({ url: gatewayUrl, authority: publicAuthority });
  const ask = async (query: string, headers: Record<string, string> = {}): Promise<unknown> => {
    const body = JSON.stringify({ query });
    return JSON.parse(
      (await ask2(session, { headers: { 'content-type': 'application/json', ...headers }, body })).body,
    );
  };

  const { data } = signedIn.parse(
    await ask(`mutation { signIn(input: { email: "${demoOperator}", password: "${demoPassword}" }) { accessToken } }`),
  );
  // The accounts subgraph asks the ledger to open the account, and the gateway learns its balance from the ledger.
  const opened = await ask(
    `mutation { openAccount(input: { idempotencyKey: "a", name: "New", class: ASSET, currency: "EUR" }) {
      account { name balance { version } } errors { message } } }`,
    { authorization: `Bearer ${data.signIn.accessToken}` },
  );

  expect(opened).toEqual({ data: { openAccount: { account: { name: 'New', balance: { version: 0 } }, errors: [] } } });
  for (const { url } of Object.values(subgraphs)) {
    expect(url).toMatch(/^https:/);
    // A client that trusts the authority, and has no certificate of it.
    await expect(ask1({ url, authority: internalAuthority }, { path: '/health/live' })).rejects.toThrow(
      /hang up|ECONNRESET|alert/,
    );
  }
  // Probes have no certificate. They ask the administration port.
  const ready = await fetch(`http://127.0.0.1:${adminPort}/health/ready`);
  expect(ready.status).toBe(200);
  expect(await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()).toMatch(
    /tributary_tls_certificate_expiration_timestamp_seconds\{side="internal"\} \d+/,
  );
});
