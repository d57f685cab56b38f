import { callerRules } from '@tributary/domain/speaking-rules.ts';
import { runSubgraph } from '@tributary/kit/run-subgraph.ts';
import { defaultUrlOf, findManifest, nodeTypes, subgraphNames } from './registry.ts';

// The process of any subgraph: `node subgraphs/registry/server.ts NAME`.
const manifest = findManifest(process.argv[2]);
if (manifest === undefined) {
  console.error(`Name the subgraph to run: ${subgraphNames.join(', ')}.`);
  process.exitCode = 1;
} else {
  runSubgraph(manifest, { urlOfSubgraph: defaultUrlOf, nodeTypes, callerRules });
}
