import { Supergraph } from '@apollo/federation-internals';
import { findBreakingChanges } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/**
 * Changes that callers of the old supergraph would notice as something missing or refused, a sentence each. Parts
 * invisible to callers, such as `@inaccessible` fields, may change freely.
 */
export function breakingChanges(oldSupergraphSdl: string, newSupergraphSdl: string): string[] {
  return findBreakingChanges(apiSchema(oldSupergraphSdl), apiSchema(newSupergraphSdl)).map(
    ({ description }) => description,
  );
}

/** The schema that callers of a supergraph see. */
export function apiSchema(supergraphSdl: string): GraphQLSchema {
  // Nothing is executed, so any feature is supported.
  return Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
}
