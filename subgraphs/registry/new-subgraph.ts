import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { filesOf, grantsOf, typeOf, type NewSubgraph } from './new-subgraph-files.ts';
import { manifests } from './registry.ts';

const root = new URL('../../', import.meta.url);
const listFile = new URL('list.ts', import.meta.url);

/** Services of `compose.yaml`, two schemas of every database, and words that cannot name a constant in TypeScript. */
const takenNames = 'audit demo postgres redis public arguments this';
/** The reserved words of PostgreSQL 18 (appendix C) that a schema cannot have as its name without quotes. */
const reservedWords =
  'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check coalesce ' +
  'collate collation column concurrently constraint create cross current dec decimal default deferrable desc distinct do else end except exists ' +
  'extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect ' +
  'interval into is isnull join lateral leading least left like limit localtime localtimestamp national natural nchar none normalize not notnull null ' +
  'nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references returning right row select ' +
  'setof similar smallint some substring symmetric system table tablesample then time timestamp to trailing treat trim true union unique user using ' +
  'values varchar variadic verbose when where window with';
const unusableNames = new Set(`${takenNames} ${reservedWords}`.split(' '));

runCommand(async () => {
  const name = readName();
  refuseUnusable(name);
  const port = Math.max(...manifests.map((manifest) => manifest.port)) + 1;
  writeFiles({ name, port });
  run('Linking its packages', [...pnpm(), 'install', '--prefer-offline', '--no-frozen-lockfile']);
  run('Composing the supergraph', [process.execPath, 'schema/compose.ts']);
  run('Generating types', [process.execPath, 'schema/generate-types.ts']);
  run('Writing its migrations', [process.execPath, 'migrations/generate.ts', name, '--name', 'tables']);
  grantTables(name);
  run('Formatting', [...pnpm(), 'exec', 'oxfmt', `subgraphs/${name}`, `tests/${name}`]);
  run('Writing compose.yaml', [process.execPath, 'deploy/compose-subgraphs.ts']);
  console.log(
    `The subgraph ${name} is there. Begin with schema/${name}.graphql, then run schema:compose and schema:types.`,
  );
  return 0;
});

function readName(): string {
  const [name] = createCommand('subgraph:new', {
    summary: 'Creates a subgraph that composes, starts and passes a test, as a starting point.',
    examples: ['cards'],
    notes: `NAME names everything: subgraphs/NAME, schema/NAME.graphql, schema/operations/NAME.graphql, migrations/NAME and
tests/NAME, which are written, the
PostgreSQL schema and the role tributary_NAME. One line in subgraphs/registry/list.ts lists it. Generated files are
written again: the supergraph, the types of the resolvers and the services in compose.yaml.`,
  })
    .argument('<name>', 'a plural noun such as cards: lower-case letters and digits, at most 30, with a letter first')
    .parse().processedArgs;
  return name;
}

function refuseUnusable(name: string): void {
  if (!/^[a-z][a-z0-9]{0,29}$/.test(name)) {
    throw new StartError(
      `${JSON.stringify(name)} cannot name a subgraph: use lower-case letters and digits, at most 30, with a letter first.`,
    );
  }
  if (unusableNames.has(name)) {
    throw new StartError(`${name} cannot name a subgraph: the platform or PostgreSQL uses it for something else.`);
  }
  const places = [`subgraphs/${name}`, `schema/${name}.graphql`, `migrations/${name}`, `tests/${name}`, name];
  const taken = places.find((path) => existsSync(new URL(path, root)));
  if (taken !== undefined) {
    throw new StartError(`${name} cannot name a new subgraph: there is a ${taken} already.`);
  }
  const type = typeOf(name);
  const supergraph = readFileSync(new URL('schema/supergraph.graphql', root), 'utf8');
  if (new RegExp(`^(type|interface|union|enum|input|scalar) ${type}\\b`, 'm').test(supergraph)) {
    throw new StartError(`${name} cannot name a new subgraph: the graph has a type ${type} already.`);
  }
  if (existsSync(new URL(`schema/operations/${name}.graphql`, root))) {
    throw new StartError(`${name} cannot name a new subgraph: there is a schema/operations/${name}.graphql already.`);
  }
}

function writeFiles(subgraph: NewSubgraph): void {
  for (const [path, content] of Object.entries(filesOf(subgraph))) {
    const file = fileURLToPath(new URL(path, root));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { flag: 'wx' });
    console.log(`Wrote ${path}`);
  }
  const line = `export { manifest as ${subgraph.name} } from '../${subgraph.name}/manifest.ts';\n`;
  appendFileSync(listFile, line);
  console.log('Added it to subgraphs/registry/list.ts');
}

/** Grants the role of the subgraph access to its tables, since drizzle-kit does not know roles. */
function grantTables(name: string): void {
  const folder = new URL(`migrations/${name}/`, root);
  const file = readdirSync(folder).find((each) => each.endsWith('_tables.sql'));
  if (file === undefined) {
    throw new Error(`migrations/${name} has no migration for its tables`);
  }
  const path = new URL(file, folder);
  writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd()}\n${grantsOf(name)}`);
}

/** The pnpm that runs this script, or the version that the README names. */
function pnpm(): string[] {
  const running = process.env['npm_execpath'];
  return running !== undefined && /\bpnpm$/.test(running) ? [running] : ['npx', '-y', 'pnpm@12.21.0'];
}

function run(what: string, [command = '', ...args]: readonly string[]): void {
  console.log(`${what} …`);
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    throw new StartError(`${what} failed:\n${error?.message ?? stdout + stderr}`);
  }
}
