import { execFileSync } from 'node:child_process';
import { appendFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNotAnswered } from '@tributary/deploy/supply-chain/audit.ts';
import { licensedIn, refusedLicences } from '@tributary/deploy/supply-chain/licences.ts';
import { unpinned, unpinnedPackages } from '@tributary/deploy/supply-chain/pins.ts';
import { namespace, signRelease } from '@tributary/deploy/supply-chain/sign-release.ts';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = new URL('../../', import.meta.url);
const hash = 'a'.repeat(40);
const digest = `sha256:${'b'.repeat(64)}`;

describe('a reference of the build', () => {
  it.each([
    `      - uses: actions/checkout@${hash} # v5.0.0`,
    '      - uses: ./.github/actions/own',
    `    image: redis:8.2.1@${digest}`,
    '  image: tributary:local',
    `FROM --platform=linux/amd64 node:26.10.0-slim@${digest} AS build\nFROM build`,
    'RUN npm install --global pnpm@12.21.0',
  ])('is pinned: %s', (text) => {
    expect(unpinned(text)).toEqual([]);
  });

  it.each([
    ['      - uses: actions/checkout@v5', 'actions/checkout@v5'],
    [`      - uses: actions/checkout@${hash}`, `actions/checkout@${hash}`],
    [`      - uses: actions/checkout@${hash.slice(1)} # v5`, `actions/checkout@${hash.slice(1)} # v5`],
    ['      - uses: docker://alpine:3', 'docker://alpine:3'],
    ['    image: redis:8.2.1', 'redis:8.2.1'],
    [`    image: redis@${digest}`, `redis@${digest}`],
    ['FROM node:26', 'node:26'],
    ['FROM --platform=linux/arm64 node:26 AS build', 'node:26'],
    ['RUN npm install -g pnpm@latest', 'pnpm@latest'],
  ])('is not pinned: %s', (text, reference) => {
    expect(unpinned(text)).toEqual([reference]);
  });

  it('is pinned in this repository, in each file, and so is every package', () => {
    const files = globSync(['.github/workflows/*', 'compose.yaml', 'deploy/Dockerfile'], { cwd: root });

    const found = files.flatMap((file) => unpinned(readFileSync(new URL(file, root), 'utf8')));
    const lockFile = readFileSync(new URL('pnpm-lock.yaml', root), 'utf8');

    expect(files).toHaveLength(3);
    expect(found).toEqual([]);
    expect(unpinnedPackages(lockFile)).toEqual([]);
    expect(
      unpinnedPackages(lockFile.replaceAll('{integrity: sha512-', '{tarball: https://a.example/')).length,
    ).toBeGreaterThan(500);
  });
});

describe('a licence', () => {
  const bill = (group: string, name: string, licenses: unknown[]) => ({
    bomFormat: 'CycloneDX',
    components: [{ group, name, version: '1.0.0', licenses }],
  });
  const refused = (group: string, name: string, licenses: unknown[]) =>
    refusedLicences(licensedIn(bill(group, name, licenses), '@tributary'));
  const id = (licence: string) => [{ license: { id: licence } }];

  it.each([
    ['MIT', '', 'left-pad', id('MIT')],
    ['one of two', '', 'a', [{ expression: '(GPL-3.0-only OR MIT)' }]],
    ['both of two', '', 'a', [{ expression: '(MIT AND BSD-3-Clause)' }]],
    ['an exception by name', '@apollo', 'gateway', id('Elastic-2.0')],
    ['none, of our own package', '@tributary', 'gateway', []],
  ])('is allowed: %s', (_, group, name, licenses) => {
    expect(refused(group, name, licenses)).toEqual([]);
  });

  it.each([
    ['GPL-3.0-only', '', 'a', id('GPL-3.0-only')],
    ['one of two that are needed', '', 'a', [{ expression: '(MIT AND GPL-3.0-only)' }]],
    ['an exception of another package', '', 'gateway', id('Elastic-2.0')],
    ['a text', '', 'a', [{ license: { name: 'SEE LICENSE IN LICENSE' } }]],
    ['none', '', 'a', []],
  ])('is refused: %s', (_, group, name, licenses) => {
    expect(refused(group, name, licenses)).toEqual([expect.stringContaining(`${name}@1.0.0`)]);
  });

  it('is not looked for in a file of another format', () => {
    expect(() => licensedIn({ spdxVersion: 'SPDX-2.3', packages: [] }, '@tributary')).toThrow('CycloneDX');
  });
});

it('an audit that nobody answers is told from one that found something', () => {
  expect(isNotAnswered('Error: ERR_PNPM_AUDIT_BAD_RESPONSE\n responded with 405')).toBe(true);
  expect(isNotAnswered('getaddrinfo ENOTFOUND registry.npmjs.org')).toBe(true);
  expect(isNotAnswered('high: Prototype pollution in a\n1 vulnerabilities found')).toBe(false);
});

describe('a release', () => {
  async function freshRelease() {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-release-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [repository, to, key] = ['repository', 'release', 'key'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example'];
    execFileSync('git', ['init', '--quiet', repository]);
    writeFileSync(join(repository, 'a.txt'), 'a');
    execFileSync('git', ['-C', repository, 'add', '.']);
    execFileSync('git', ['-C', repository, ...identity, 'commit', '--quiet', '--message', 'one']);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'releases', '-f', key]);
    writeFileSync(join(folder, 'signers'), `releases@acme.example ${readFileSync(`${key}.pub`, 'utf8')}`);
    const bill = join(folder, 'sbom.cdx.json');
    writeFileSync(bill, '{}');
    const release = () => signRelease({ repository, name: 'tributary-1.0.0', files: [bill], key, to });
    /** Verifies as docs/releasing.md says. Throws if anything differs. */
    const verify = () => {
      execFileSync(
        'ssh-keygen',
        [
          '-Y',
          'verify',
          '-f',
          join(folder, 'signers'),
          '-I',
          'releases@acme.example',
          '-n',
          namespace,
          '-s',
          'SHA256SUMS.sig',
        ],
        { cwd: to, input: readFileSync(join(to, 'SHA256SUMS')), stdio: ['pipe', 'pipe', 'pipe'] },
      );
      execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: to, stdio: 'pipe' });
    };
    return { repository, to, release, verify };
  }

  it('is verified with the public key, and is the same each time', async () => {
    const { to, release, verify } = await freshRelease();

    const files = release();
    const first = readFileSync(join(to, 'SHA256SUMS'), 'utf8');
    release();

    expect(files).toEqual(['tributary-1.0.0.tar.gz', 'sbom.cdx.json', 'SHA256SUMS', 'SHA256SUMS.sig']);
    expect(readFileSync(join(to, 'SHA256SUMS'), 'utf8')).toBe(first);
    expect(verify).not.toThrow();
    expect(execFileSync('tar', ['-tzf', join(to, 'tributary-1.0.0.tar.gz')]).toString()).toContain(
      'tributary-1.0.0/a.txt',
    );
  });

  it.each(['tributary-1.0.0.tar.gz', 'sbom.cdx.json', 'SHA256SUMS'])('with an altered %s is refused', async (file) => {
    const { to, release, verify } = await freshRelease();
    release();

    appendFileSync(join(to, file), 'x');

    expect(verify).toThrow('Command failed');
  });

  it('is not made of files that are not committed', async () => {
    const { repository, release } = await freshRelease();
    writeFileSync(join(repository, 'b.txt'), 'b');

    expect(release).toThrow('uncommitted changes');
  });
});
