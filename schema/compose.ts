import { writeFileSync } from 'node:fs';
import { composeSupergraph } from './compose-supergraph.ts';
import { subgraphSources } from './subgraph-sources.ts';

const { supergraphSdl, problems } = composeSupergraph(subgraphSources());
if (supergraphSdl === undefined) {
  console.error(problems.join('\n'));
  process.exit(1);
}
writeFileSync(new URL('supergraph.graphql', import.meta.url), supergraphSdl);
console.log('Wrote schema/supergraph.graphql');
