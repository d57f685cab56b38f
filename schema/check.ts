import { readFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { readSdl } from '@tributary/kit/subgraph-sdl.ts';
import { apiSchema, breakingChanges } from './breaking-changes.ts';
import { committedSupergraph } from './committed-supergraph.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { errorFieldConflicts } from './error-field-conflicts.ts';
import { generateTypes } from './generate-types.ts';
import { missingDescriptions } from './missing-descriptions.ts';
import { subgraphSources } from './subgraph-sources.ts';
import type { SubgraphSource } from './compose-supergraph.ts';

createCommand('schema:check', {
  summary:
    'Checks that the schema composes, has descriptions, matches the generated files, has errors that one selection reads, and breaks no caller. Lists all problems at once. Needs no database.',
  examples: [''],
  notes: `Exit code: 0 if there are no problems, 1 if there are.

Environment:
  ALLOW_BREAKING_CHANGES   1 reports breaking changes and accepts them`,
}).parse();
const problems = await schemaProblems();
if (problems.length > 0) {
  console.error(
    `${problems.join('\n\n')}\n\nThe schema has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
  );
  process.exitCode = 1;
} else {
  console.log(
    'No problems found: the schema composes, has descriptions, matches the generated files, and breaks no caller.',
  );
}

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
    ...broken(composition.supergraphSdl),
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

function undescribed(sources: readonly Pick<SubgraphSource, 'name' | 'sdl'>[]): string[] {
  return sources.flatMap(({ name, sdl }) =>
    missingDescriptions(sdl).map(
      ({ coordinate, line }) => `${coordinate} has no description.\n  at schema/${name}.graphql:${line}`,
    ),
  );
}

function broken(composed: string): string[] {
  const before = committedSupergraph(composed);
  if ('reason' in before) {
    console.log(`Breaking changes were not checked: ${before.reason}.`);
    return [];
  }
  const changes = breakingChanges(before.sdl, composed).map(
    (change) => `Breaks callers, compared with ${before.commit}: ${change}`,
  );
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
