import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unreachedFields } from '@tributary/gateway/public-operations/unreached-fields.ts';
import { readOperations } from '@tributary/gateway/public-operations/read-operations.ts';
import type { PublicOperation } from '@tributary/gateway/public-operations/public-operation.ts';
import type { GraphQLSchema } from 'graphql';
import { apiSchema } from './breaking-changes.ts';
import { costProblems } from './check-costs.ts';
import { operationsFolder } from './operations-folder.ts';
import { unreachedOnPurpose } from './unreached-fields.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The problems of the public operations of a supergraph: those of single ones, their costs, and the fields of the
 * schema that none reaches. The places are relative to the root of the repository.
 */
export async function operationProblems(supergraphSdl: string, folder: string = operationsFolder): Promise<string[]> {
  const schema = apiSchema(supergraphSdl);
  const { operations, problems } = await readOperations([folder], schema);
  return [
    ...[...problems, ...costProblems(supergraphSdl, operations)].map(
      ({ file, line, message }) => `${message}\n  at ${relative(root, file)}:${line}`,
    ),
    // An operation with a problem reaches nothing, and would have all of its fields named.
    ...(problems.length > 0 ? [] : coverageProblems(schema, operations)),
  ];
}

/** The unreached fields without a reason, and the reasons without an unreached field. */
export function coverageProblems(
  schema: GraphQLSchema,
  operations: readonly Pick<PublicOperation, 'document'>[],
  onPurpose: Readonly<Record<string, readonly string[]>> = unreachedOnPurpose,
): string[] {
  const unreached = unreachedFields(schema, operations);
  const exceptions = Object.values(onPurpose).flat();
  const isCovered = (coordinate: string, exception: string): boolean =>
    exception === coordinate || exception === coordinate.slice(0, coordinate.indexOf('.'));
  return [
    ...unreached
      .filter((coordinate) => !exceptions.some((exception) => isCovered(coordinate, exception)))
      .map(
        (coordinate) =>
          `No public operation reaches ${coordinate}. Select it in schema/operations, or give a reason in schema/unreached-fields.ts.`,
      ),
    ...exceptions
      .filter((exception) => !unreached.some((coordinate) => isCovered(coordinate, exception)))
      .map((exception) => `schema/unreached-fields.ts excepts ${exception}, which is reached. Remove it there.`),
  ];
}
