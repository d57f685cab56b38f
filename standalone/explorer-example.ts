import { readDocuments } from '@tributary/gateway/documents/read-manifests.ts';
import { parseOperations } from '@tributary/gateway/public-operations/parse-operations.ts';
import { limitsOfOperations } from '@tributary/gateway/public-operations/read-operations.ts';
import { defaultLimits } from '@tributary/gateway/request/rules/limits.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';

const exampleName = 'RecentActivity';

/** The public operation that the explorer opens with, after its description. Throws if there is none of that name. */
export async function explorerExample(): Promise<string> {
  const limits = limitsOfOperations({}, defaultLimits);
  const { operations } = parseOperations(await readDocuments([operationsFolder], limits), limits);
  const example = operations.find(({ name }) => name === exampleName);
  if (example === undefined) {
    throw new Error(`there is no public operation ${exampleName} in ${operationsFolder}`);
  }
  // A comment, since not every editor knows descriptions of operations yet.
  return `${example.description.replaceAll(/^/gm, '# ')}\n${example.text}\n`;
}
