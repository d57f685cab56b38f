import { z } from 'zod';
import { ManifestProblem } from './manifest-problem.ts';

/** A trusted document, with the id under which its manifest lists it. */
export type ManifestDocument = { id: string; text: string };

const apolloFormat = 'apollo-persisted-query-manifest';
const apolloManifest = z.object({
  format: z.literal(apolloFormat),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});
/** Documents by id: of Relay's compiler, and of the client preset of GraphQL Code Generator. */
const documentsById = z.record(z.string(), z.string());
/** The same as a list, as of Relay's compiler for a server. */
const documentList = z.array(z.tuple([z.string(), z.string()]));

/** The documents of a manifest in JSON. Its format is recognized by its shape. Throws ManifestProblem. */
export function parseManifest(json: string, file: string): ManifestDocument[] {
  const content = parseJson(json, file);
  const list = documentList.safeParse(content);
  if (list.success) {
    return list.data.map(([id, text]) => ({ id, text }));
  }
  const byId = documentsById.safeParse(content);
  if (byId.success) {
    return Object.entries(byId.data).map(([id, text]) => ({ id, text }));
  }
  const apollo = apolloManifest.safeParse(content);
  if (apollo.success) {
    return apollo.data.operations.map(({ id, body }) => ({ id, text: body }));
  }
  const isMeantForApollo = typeof content === 'object' && content !== null && 'format' in content;
  throw new ManifestProblem(
    isMeantForApollo
      ? `${file} is not a manifest of the format ${apolloFormat}, version 1: ${z.prettifyError(apollo.error)}`
      : `${file} is no manifest. It must have Apollo's format, be an object of documents by id, or a list of pairs of id and document.`,
  );
}

function parseJson(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ManifestProblem(
      `${file} is not JSON (${error instanceof Error ? error.message : ''}). Write manifests to another file, and rename it.`,
    );
  }
}
