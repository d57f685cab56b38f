import { readFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { readUsage } from '@tributary/platform/usage-store.ts';
import { readSdl } from '@tributary/kit/subgraph-sdl.ts';
import { apiSchema, breakingChanges } from './breaking-changes.ts';
import { operationProblems } from './check-operations.ts';
import { committedSupergraph } from './committed-supergraph.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { errorFieldConflicts } from './error-field-conflicts.ts';
import { judgeChanges } from './judge-changes.ts';
import { generateOperations } from './generate-operations.ts';
import { generateTypes } from './generate-types.ts';
import { missingDescriptions } from './missing-descriptions.ts';
import { subgraphSources } from './subgraph-sources.ts';
import type { SubgraphSource } from './compose-supergraph.ts';

const noUsage = { uses: [], operations: new Map<string, never>() };
const options = createCommand('schema:check', {
  summary:
    'Checks that the schema composes, has descriptions, matches the generated files, has errors that one selection reads, has public operations that reach every field within the budgets, and breaks no caller. Lists all problems at once. Needs no database.',
  examples: ['', '--usage redis://localhost:6379 --days 7'],
  notes: `Exit code: 0 if there are no problems, 1 if there are.

Environment:
  ALLOW_BREAKING_CHANGES   1 reports breaking changes and accepts them

With a usage, as the gateway counts it, a breaking change is a problem only if an operation uses its part of the schema.
The report names these operations and their clients.`,
})
  .option('--usage <place>', 'usage of operations: a URL of Redis, or a folder (default: none)')
  .option('--days <number>', 'days of the usage that count', '7')
  .parse()
  .opts();

runCommand(async () => {
  const problems = await schemaProblems();
  if (problems.length > 0) {
    console.error(
      `${problems.join('\n\n')}\n\nThe schema has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
    );
    return 1;
  }
  console.log(
    'No problems found: the schema composes, has descriptions, matches the generated files, is reached by public operations, and breaks no caller.',
  );
  return 0;
});

async function schemaProblems(): Promise<string[]> {
  const sources = subgraphSources();
  const composition = composeSupergraph(sources);
  if (composition.supergraphSdl === undefined) {
    // Types and breaking changes are checked only once the schema composes.
    return composition.problems;
  }
  return [
    ...staleSupergraph(composition.supergraphSdl),
    ...(await staleTypes()),
    ...undescribed([...sources, { name: 'shared', sdl: readSdl('shared') }]),
    ...errorFieldConflicts(apiSchema(composition.supergraphSdl)),
    ...(await operationProblems(composition.supergraphSdl)),
    ...(await staleOperations()),
    ...(await broken(composition.supergraphSdl)),
  ];
}

function staleSupergraph(composed: string): string[] {
  return contentOf('schema/supergraph.graphql') === composed
    ? []
    : ['schema/supergraph.graphql differs from the composed subgraphs: run `pnpm schema:compose` and commit it.'];
}

async function staleTypes(): Promise<string[]> {
  const generated = await generateTypes();
  return generated
    .filter(({ path, content }) => contentOf(path) !== content)
    .map(
      ({ path, subgraph }) =>
        `${path} differs from the types of schema/${subgraph}.graphql: run \`pnpm schema:types\` and commit it.`,
    );
}

async function staleOperations(): Promise<string[]> {
  const { path, content } = await generateOperations();
  return contentOf(path) === content
    ? []
    : [`${path} differs from the public operations: run \`pnpm schema:types\` and commit it.`];
}

function undescribed(sources: readonly Pick<SubgraphSource, 'name' | 'sdl'>[]): string[] {
  return sources.flatMap(({ name, sdl }) =>
    missingDescriptions(sdl).map(
      ({ coordinate, line }) => `${coordinate} has no description.\n  at schema/${name}.graphql:${line}`,
    ),
  );
}

async function broken(composed: string): Promise<string[]> {
  const before = committedSupergraph(composed);
  if ('reason' in before) {
    console.log(`Breaking changes were not checked: ${before.reason}.`);
    return [];
  }
  const { used, unused } = judgeChanges(
    breakingChanges(before.sdl, composed),
    options.usage === undefined ? noUsage : await readUsage(options.usage, options.days),
    apiSchema(before.sdl),
  );
  if (unused.length > 0) {
    console.log(`No operation of the last ${options.days} days uses what these changes break:\n${unused.join('\n')}`);
  }
  const changes = used.map((change) => `Breaks callers, compared with ${before.commit}: ${change}`);
  if (changes.length > 0 && process.env['ALLOW_BREAKING_CHANGES'] === '1') {
    console.log(`${changes.join('\n')}\nAllowed by ALLOW_BREAKING_CHANGES=1.`);
    return [];
  }
  return changes.map((change) => `${change}\n  Deprecate it first, or set ALLOW_BREAKING_CHANGES=1 if nobody uses it.`);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  } catch {
    return undefined; // A missing file is not current.
  }
}
