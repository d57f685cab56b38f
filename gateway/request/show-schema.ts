import { createHash } from 'node:crypto';
import { Kind, print, type DefinitionNode, type GraphQLSchema } from 'graphql';
import type { Generation } from '../generation/generation.ts';
import type { Authorizer } from './authorize.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** The SDL of a schema, and a digest of it. */
export type SchemaText = { sdl: string; digest: string };

/**
 * The schema that introspection shows to a caller. Null where trusted documents refuse the operations by which the
 * caller would ask for it. Rejects with `SERVICE_BUSY` (503) if policies cannot be decided.
 */
export type ShowSchema = (context: GatewayContext) => Promise<SchemaText | null>;

/**
 * The schema with what a caller may select. The same object for callers with the same rights. Rejects with
 * `SERVICE_BUSY` (503) if policies cannot be decided.
 */
export type VisibleSchemaOf = (context: GatewayContext) => Promise<GraphQLSchema>;

export function createVisibleSchemas({
  generationFor,
  authorizer: { permit, mode },
}: {
  generationFor: (context: GatewayContext) => Generation;
  authorizer: Authorizer;
}): VisibleSchemaOf {
  return async (context) => {
    const { requirements, apiSchema, visibleSchema } = generationFor(context);
    const showsAll = requirements.length === 0 || mode === 'dryRun';
    return showsAll ? apiSchema : visibleSchema((await permit(requirements, context)).granted);
  };
}

export function createSchemaShow({
  visibleSchemaOf,
  documents,
}: {
  visibleSchemaOf: VisibleSchemaOf;
  documents: Pick<TrustedDocuments, 'admitsOthers'> | null;
}): ShowSchema {
  const texts = new WeakMap<GraphQLSchema, SchemaText>();
  return async (context) => {
    if (documents?.admitsOthers((name) => context.headers[name]) === false) {
      return null;
    }
    const schema = await visibleSchemaOf(context);
    const text = texts.get(schema) ?? textOf(schema);
    texts.set(schema, text);
    return text;
  };
}

function textOf(schema: GraphQLSchema): SchemaText {
  const sdl = `${print({ kind: Kind.DOCUMENT, definitions: definitionsOf(schema) })}\n`;
  return { sdl, digest: createHash('sha256').update(sdl).digest('base64url').slice(0, 22) };
}

/** Directives and types in the order of their names, so that a text differs only where the schema does. */
function definitionsOf(schema: GraphQLSchema): DefinitionNode[] {
  const sorted = [schema.getDirectives(), Object.values(schema.getTypeMap())].flatMap((some) =>
    some
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap(({ astNode }): DefinitionNode[] => (astNode == null ? [] : [astNode])),
  );
  return [...(schema.astNode == null ? [] : [schema.astNode]), ...sorted];
}
