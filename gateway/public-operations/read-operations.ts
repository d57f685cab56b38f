import type { GraphQLSchema } from 'graphql';
import { readDocuments, readExampleFiles, type ManifestLimits } from '../documents/read-manifests.ts';
import { defaultLimits, type Limits } from '../request/rules/limits.ts';
import { checkOperations } from './check-operations.ts';
import { parseExamples } from './parse-examples.ts';
import { parseOperations, type ParsedOperations } from './parse-operations.ts';
import { publicOperationsShape, type PublicOperationsSettings } from './public-operations-settings.ts';

const { manifests: _, ...operationsDefaults } = publicOperationsShape.unwrap().parse({ manifests: ['.'] });

/** The limits on the files of public operations, by default those of the settings. */
export function limitsOfOperations(
  settings: Partial<PublicOperationsSettings>,
  { documentBytes, tokens }: Limits,
): ManifestLimits {
  const { bytesMax, documentsMax } = { ...operationsDefaults, ...settings };
  return { bytes: bytesMax, documents: documentsMax, documentBytes, tokens, settings: 'publicOperations' };
}

/** Reads and parses public operations with their examples. Throws ManifestProblem for files that cannot be read. */
export async function readParsed(sources: readonly string[], limits: ManifestLimits): Promise<ParsedOperations> {
  const [documents, examples] = await Promise.all([readDocuments(sources, limits), readExampleFiles(sources, limits)]);
  return parseOperations(documents, limits, parseExamples(examples));
}

/**
 * Reads the public operations of files and folders, and checks them against a schema for clients. For commands: a
 * gateway follows its files. Throws ManifestProblem for files that cannot be read.
 */
export async function readOperations(
  manifests: readonly string[],
  schema: GraphQLSchema,
  limits: Limits = defaultLimits,
): Promise<ParsedOperations> {
  return checkOperations(await readParsed(manifests, limitsOfOperations({}, limits)), schema, {
    limits,
    introspection: false,
    suggestions: true,
  });
}
