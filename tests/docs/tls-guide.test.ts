import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, sendJson } from '@tributary/platform/http-server.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificateIn } from '../support/authority.ts';
import { silentLog } from '../support/open-test-gateway.ts';

const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const hasOpenssl = String(spawnSync('openssl', ['version']).stdout).startsWith('OpenSSL 3');

/** Skipped, and counted as such, if there is no OpenSSL 3. */
describe.skipIf(!hasOpenssl)('the commands of the guide to TLS', () => {
  it('make an authority and a certificate with which services reach each other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-guide-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const commands = /```sh\n(openssl .+?)```/s.exec(guide)?.[1] ?? '';
    execFileSync('sh', ['-e', '-c', commands], { cwd: folder, stdio: 'pipe' });
    const [cert, key, ca] = ['ledger.crt', 'ledger.key', 'ca.crt'].map((name) => join(folder, name));
    const tls = certificateIn({ cert: cert ?? '', key: key ?? '', ca });
    const served = await listen({
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      tls,
      handle: async (_request, response) => sendJson(response, 200, { data: { answer: 42 } }),
    });
    onTestFinished(served.close);

    const transport = httpTransport({
      url: `https://ledger:${new URL(served.url).port}/graphql`,
      tls,
      resolve: async () => ['127.0.0.1'],
    });
    onTestFinished(() => transport.close());

    const answer = await transport.execute({ query: '{ answer }', caller: '', requestId: 'one', isQuery: true });
    expect(answer.data).toEqual({ answer: 42 });
  });
});
