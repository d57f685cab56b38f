import { readFileSync } from 'node:fs';
import { readSdl } from '@tributary/kit/subgraph-sdl.ts';
import { breakingChanges } from './breaking-changes.ts';
import { committedSupergraph } from './committed-supergraph.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { generateTypes } from './generate-types.ts';
import { missingDescriptions } from './missing-descriptions.ts';
import { subgraphSources } from './subgraph-sources.ts';
import type { SubgraphSource } from './compose-supergraph.ts';

// Reports every problem of the schema at once, and fails if there is one. Needs no database.
const problems = await schemaProblems();
if (problems.length > 0) {
  console.error(
    `${problems.join('\n\n')}\n\nThe schema has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
  );
  process.exitCode = 1;
} else {
  console.log('The schema composes, is described, current, and breaks no caller.');
}

async function schemaProblems(): Promise<string[]> {
  const sources = subgraphSources();
  const composition = composeSupergraph(sources);
  if (composition.supergraphSdl === undefined) {
    // Types and changes mean nothing before the schema composes.
    return composition.problems;
  }
  return [
    ...staleSupergraph(composition.supergraphSdl),
    ...(await staleTypes()),
    ...undescribed([...sources, { name: 'shared', sdl: readSdl('shared') }]),
    ...broken(composition.supergraphSdl),
  ];
}

function staleSupergraph(composed: string): string[] {
  return contentOf('schema/supergraph.graphql') === composed
    ? []
    : ['schema/supergraph.graphql is not what the subgraphs compose to: run `pnpm schema:compose` and commit it.'];
}

async function staleTypes(): Promise<string[]> {
  const generated = await generateTypes();
  return generated
    .filter(({ path, content }) => contentOf(path) !== content)
    .map(
      ({ path, subgraph }) =>
        `${path} is not what schema/${subgraph}.graphql gives: run \`pnpm schema:types\` and commit it.`,
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
    console.log(`Breaking changes were not looked for: ${before.reason}.`);
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
    return undefined; // A file that is not there is not current.
  }
}
