import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { urlSetting } from '@tributary/kit/define-subgraph.ts';
import { createCommand } from '@tributary/platform/command-line.ts';
import { keySetting } from './keys/key-settings.ts';
import { passwordSetting } from '@tributary/migrations/settings.ts';
import { safeParse } from 'zod/v4/core';
import { argumentsOfSubgraph, findManifest, manifests } from '@tributary/registry/registry.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = new URL('../compose.yaml', import.meta.url);
const advice = 'is needed - make an .env with "npx -y pnpm@12.21.0 secrets"';
type Manifest = (typeof manifests)[number];

/** Text of `compose.yaml` with its two generated parts as the registry defines them. */
export function composeYaml(current = readFileSync(file, 'utf8')): string {
  const addresses = manifests.map(({ name }) => `    ${addressLine(name)}`);
  const conditions = manifests.map(({ name }) => `    ${name}: { condition: service_healthy }`);
  const shared = [
    'x-subgraphs:',
    '  addresses: &subgraph-addresses',
    ...addresses,
    '  conditions: &subgraphs-are-ready',
    ...conditions,
  ];
  const passwords = [
    'x-passwords: &database-passwords',
    ...manifests.map(({ name }) => `  ${passwordSetting(name)}: \${${passwordSetting(name)}:?${advice}}`),
  ];
  const parts = { addresses: shared, passwords, services: manifests.flatMap(serviceLines) };
  return Object.entries(parts).reduce((text, [part, lines]) => replacePart(text, part, lines), current);
}

function serviceLines(manifest: Manifest, index: number): string[] {
  const { name, port, needs, settings } = manifest;
  const command = argumentsOfSubgraph(name).map((argument) =>
    argument.startsWith('/') ? relative(root, argument) : argument,
  );
  // A setting with a default keeps its default.
  const needed = Object.entries(settings).filter(([, shape]) => !safeParse(shape, undefined).success);
  return [
    ...(index === 0 ? [] : ['']),
    `  ${name}:`,
    '    <<: *service',
    `    command: [${['node', ...command].join(', ')}]`,
    '    environment:',
    '      HOST: 0.0.0.0',
    `      PORT: '${port}'`,
    `      DATABASE_URL: postgres://tributary_${name}_login:\${${passwordSetting(name)}:?${advice}}@postgres:5432/tributary`,
    '      REDIS_URL: *redis',
    '      TRUSTED_KEYS: *trusted-keys',
    '      VIEWER_SECRET: *former-secret',
    // Only a subgraph that calls others has a key to sign with.
    ...(needs.length === 0 ? [] : [`      SERVICE_KEY: \${${keySetting(name)}:?${advice}}`]),
    '      <<: *administration',
    ...needed.map(([setting]) => `      ${setting}: \${${setting}:?${advice}}`),
    ...needs.map((need) => `      ${addressLine(need)}`),
    '    depends_on: *after-data',
  ];
}

function addressLine(name: string): string {
  return `${urlSetting(name)}: http://${name}:${findManifest(name)?.port}/graphql`;
}

function replacePart(text: string, part: string, lines: readonly string[]): string {
  const [begin, end] = [
    `# Generated ${part} of the subgraphs, by \`pnpm compose:subgraphs\`:`,
    `# End of the ${part}.`,
  ];
  const pattern = new RegExp(`( *)${begin}\\n[^]*?\\n( *)${end}`);
  if (!pattern.test(text)) {
    throw new Error(`compose.yaml has no part that begins with "${begin}"`);
  }
  return text.replace(pattern, (_match, indent: string) => [indent + begin, ...lines, indent + end].join('\n'));
}

if (import.meta.main) {
  createCommand('compose:subgraphs', {
    summary: 'Writes the parts of compose.yaml that say which subgraphs there are, from subgraphs/registry/list.ts.',
    examples: [''],
  }).parse();
  writeFileSync(file, composeYaml());
  console.log('Wrote the subgraphs to compose.yaml');
}
