import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

const program = fileURLToPath(import.meta.resolve('@tributary/deploy/new-secrets.ts'));
const compose = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
const needed = new Set([...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));

const trustedShape = z.object({
  keys: z.array(z.object({ service: z.string(), says: z.array(z.string()), x: z.string() })),
});

async function freshFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, '.env');
  return {
    file,
    run: () => execFileSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' }),
    names: () => [...readFileSync(file, 'utf8').matchAll(/^(\w+)=./gm)].map(([, name]) => name),
    mode: () => statSync(file).mode & 0o777,
  };
}

it('writes every secret that compose.yaml needs, for the owner of the file alone, and keeps them', async () => {
  const { file, run, names, mode } = await freshFolder();

  run();
  const first = readFileSync(file, 'utf8');
  const again = run();

  expect(new Set(names())).toEqual(needed);
  expect(mode()).toBe(0o600);
  expect(again).toContain('has all secrets');
  expect(readFileSync(file, 'utf8')).toBe(first);
});

it('adds what an existing file lacks, keeps the rest, and takes the rights of others', async () => {
  const { file, run, names, mode } = await freshFolder();
  writeFileSync(file, 'PORT=4100\nVIEWER_SECRET=kept');
  chmodSync(file, 0o644);

  const told = run();

  expect(told).toContain('POSTGRES_PASSWORD');
  expect(told).toContain('VIEWER_SECRET signs nothing any more');
  expect(readFileSync(file, 'utf8')).toMatch(/^PORT=4100\nVIEWER_SECRET=kept\nPOSTGRES_PASSWORD=/);
  expect(new Set(names())).toEqual(new Set(['PORT', 'VIEWER_SECRET', ...needed]));
  expect(mode()).toBe(0o600);
});

it('lists the public part of each key, with what its service may say, also for keys that were there', async () => {
  const { file, run } = await freshFolder();
  run();
  const settingsIn = () => parseEnv(readFileSync(file, 'utf8'));
  const { TRUSTED_KEYS, SERVICE_KEY_GATEWAY } = settingsIn();

  writeFileSync(file, readFileSync(file, 'utf8').replace(/^(?:TRUSTED_KEYS|SERVICE_KEY_ACCOUNTS)=.*\n/gm, ''));
  run();

  const { keys } = trustedShape.parse(JSON.parse(settingsIn()['TRUSTED_KEYS'] ?? ''));
  expect(keys.map(({ service, says }) => [service, says])).toEqual(Object.entries(speakingServices));
  expect(settingsIn()['SERVICE_KEY_GATEWAY']).toBe(SERVICE_KEY_GATEWAY);
  expect(TRUSTED_KEYS).not.toContain('"d"');
  for (const { service, x } of keys) {
    expect(settingsIn()[`SERVICE_KEY_${service.toUpperCase()}`]).toContain(`"x":"${x}"`);
  }
});
