import { readFileSync } from 'node:fs';
import { composeYaml } from '@tributary/deploy/compose-subgraphs.ts';
import { urlSetting } from '@tributary/kit/define-subgraph.ts';
import { keySetting } from '@tributary/deploy/keys/key-settings.ts';
import { databaseSettings } from '@tributary/deploy/settings.ts';
import { migrationSettings } from '@tributary/migrations/settings.ts';
import { environmentShape } from '@tributary/gateway/settings.ts';
import { processSettings } from '@tributary/kit/settings.ts';
import type { SettingsShape } from '@tributary/platform/setting-notes.ts';
import { defaultUrlOf, findManifest, subgraphNames } from '@tributary/registry/registry.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { safeParse } from 'zod/v4/core';

const composeShape = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      healthcheck: z.looseObject({}).optional(),
    }),
  ),
});
const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const { services } = composeShape.parse(parse(read('compose.yaml'), { merge: true }));
const ours = Object.entries(services).filter(([, { command }]) => command?.[0] === 'node');

/** Settings of the programs other than subgraphs. */
const shapes: Readonly<Record<string, SettingsShape>> = {
  'migrations/migrate.ts': migrationSettings,
  'deploy/demo.ts': databaseSettings,
  'gateway/server.ts': environmentShape,
};

/** Settings that a service reads, and whether it needs them. */
function settingsOf(service: string, program: string): { name: string; isNeeded: boolean }[] {
  const manifest = findManifest(service);
  const shape = manifest === undefined ? shapes[program] : processSettings(manifest, defaultUrlOf);
  return [
    ...Object.entries(shape ?? {}).map(([name, type]) => ({ name, isNeeded: !safeParse(type, undefined).success })),
    ...(manifest?.needs ?? []).map((need) => ({ name: urlSetting(need), isNeeded: true })),
  ];
}

it('runs the migrations, the demo and all services from one image', () => {
  expect(ours.map(([name]) => name)).toEqual(['migrations', 'demo', ...subgraphNames, 'gateway']);
  expect(new Set(ours.map(([, { image }]) => image)).size).toBe(1);
});

it.each(ours)('gives %s every setting that it needs, and none that it does not read', (title, service) => {
  const settings = settingsOf(title, service.command?.at(-1) ?? '');
  // The gateway takes a URL for each subgraph of its supergraph.
  const subgraphs = [...read('schema/supergraph.graphql').matchAll(/@join__graph\(name: "(\w+)"/g)];
  const addresses = subgraphs.map(([, subgraph = '']) => urlSetting(subgraph));
  const isGateway = settings.some(({ name }) => name === 'SUPERGRAPH');

  const given = Object.keys(service.environment ?? {});

  const needed = settings.filter(({ isNeeded }) => isNeeded).map(({ name }) => name);
  const known = [...settings.map(({ name }) => name), ...(isGateway ? addresses : [])];
  expect(settings).not.toEqual([]);
  expect(given).toEqual(expect.arrayContaining([...needed, ...(isGateway ? addresses : [])]));
  expect(known).toEqual(expect.arrayContaining(given));
});

it('gives a private service key to those alone that sign, each its own, and the public keys to all receivers', () => {
  const keysOf = Object.fromEntries(ours.map(([name, { environment }]) => [name, environment?.['SERVICE_KEY']]));
  const trusting = ours.filter(([, { environment }]) => environment?.['TRUSTED_KEYS'] !== undefined);

  const speaking = Object.keys(speakingServices);
  expect(Object.keys(keysOf).filter((name) => keysOf[name] !== undefined)).toEqual(speaking.toSorted());
  for (const name of speaking) {
    expect(keysOf[name]).toMatch(new RegExp(`^\\$\\{${keySetting(name)}:\\?`));
  }
  expect(trusting.map(([name]) => name)).toEqual(subgraphNames);
});

it('gives every service addresses on which other services listen', () => {
  const addresses = ours.flatMap(([, { environment = {} }]) =>
    Object.entries(environment).flatMap(([name, value]) => (/_URL/.test(name) ? [new URL(withoutSecrets(value))] : [])),
  );
  const ports = { postgres: '5432', redis: '6379', ...portsOfOurs() };

  expect(addresses).not.toEqual([]);
  for (const { hostname, port } of addresses) {
    expect(ports).toMatchObject({ [hostname]: port });
  }
});

it('starts a service after the services that it needs, by conditions that can become true', () => {
  const needs = Object.values(services).flatMap(({ depends_on: needed }) => Object.entries(needed));

  expect(needs).not.toEqual([]);
  for (const [name, { condition }] of needs) {
    const isDone = condition === 'service_completed_successfully';
    expect(services[name]?.healthcheck === undefined).toBe(isDone);
  }
});

it('lists the subgraphs as the registry does', () => {
  const current = read('compose.yaml');

  expect(composeYaml(current), 'run: pnpm compose:subgraphs').toBe(current);
});

it('pins every image, and contains no secret', () => {
  const file = read('compose.yaml');

  expect(Object.values(services).map(({ image }) => image)).not.toContainEqual(
    expect.not.stringMatching(/:(\d+\.\d+|local)/),
  );
  expect(read('deploy/Dockerfile')).toMatch(/^FROM node:\d+\.\d+\.\d+-/m);
  for (const name of ['POSTGRES_PASSWORD', 'TRUSTED_KEYS', 'JWT_PRIVATE_KEY']) {
    expect(file).toContain(`\${${name}:?`);
    expect(file).not.toMatch(new RegExp(`\\$\\{${name}(?!:\\?)`));
  }
});

function portsOfOurs(): Record<string, string | undefined> {
  return Object.fromEntries(ours.map(([name, { environment }]) => [name, environment?.['PORT']]));
}

function withoutSecrets(value: string): string {
  return value.replaceAll(/\$\{[^}]*\}/g, 'secret');
}
