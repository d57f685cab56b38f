import type { GraphQLSchema } from 'graphql';
import { readDocuments, type ManifestLimits } from '../documents/read-manifests.ts';
import { defaultLimits, type Limits } from '../request/rules/limits.ts';
import { checkOperations } from './check-operations.ts';
import { parseOperations, type ParsedOperations } from './parse-operations.ts';
import { publicOperationsShape, type PublicOperationsSettings } from './public-operations-settings.ts';

/** The limits on the files of public operations. */
export function limitsOfOperations(
  { bytesMax, documentsMax }: Pick<PublicOperationsSettings, 'bytesMax' | 'documentsMax'>,
  { documentBytes, tokens }: Limits,
): ManifestLimits {
  return { bytes: bytesMax, documents: documentsMax, documentBytes, tokens, settings: 'publicOperations' };
}

/**
 * Reads the public operations of files and folders, and checks them against a schema for clients. For commands: a
 * gateway follows its files. Throws ManifestProblem for files that cannot be read.
 */
export async function readOperations(
  manifests: string[],
  schema: GraphQLSchema,
  limits: Limits = defaultLimits,
): Promise<ParsedOperations> {
  const settings = publicOperationsShape.unwrap().parse({ manifests });
  const documents = await readDocuments(manifests, limitsOfOperations(settings, limits));
  return checkOperations(parseOperations(documents, limits), schema, {
    limits,
    introspection: false,
    suggestions: true,
  });
}
