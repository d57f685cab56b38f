import type { PublicOperation } from '@tributary/gateway/public-operations/public-operation.ts';
import { readOperations } from '@tributary/gateway/public-operations/read-operations.ts';
import { apiSchema } from '@tributary/schema/breaking-changes.ts';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';

/** Tributary's public operations, as a gateway serves them. */
export async function publicOperations(): Promise<readonly PublicOperation[]> {
  const { operations } = await readOperations([operationsFolder], apiSchema(supergraphSdl()));
  return operations;
}
