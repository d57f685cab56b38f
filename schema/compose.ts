import { writeFileSync } from 'node:fs';
import { createCommand } from '@tributary/platform/command-line.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { subgraphSources } from './subgraph-sources.ts';

createCommand('schema:compose', {
  summary: 'Composes the SDL of the subgraphs and writes schema/supergraph.graphql.',
  examples: [''],
}).parse();
const { supergraphSdl, problems } = composeSupergraph(subgraphSources());
if (supergraphSdl === undefined) {
  console.error(problems.join('\n'));
  process.exit(1);
}
writeFileSync(new URL('supergraph.graphql', import.meta.url), supergraphSdl);
console.log('Wrote schema/supergraph.graphql');
