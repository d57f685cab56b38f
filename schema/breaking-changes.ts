import { Supergraph } from '@apollo/federation-internals';
import { findBreakingChanges, type BreakingChange, type GraphQLSchema } from 'graphql';

/**
 * Changes that callers of the old supergraph would notice as something missing or refused, with a sentence each. Parts
 * invisible to callers, such as `@inaccessible` fields, may change freely.
 */
export function breakingChanges(oldSupergraphSdl: string, newSupergraphSdl: string): BreakingChange[] {
  return findBreakingChanges(apiSchema(oldSupergraphSdl), apiSchema(newSupergraphSdl));
}

/** The schema that callers of a supergraph see. */
export function apiSchema(supergraphSdl: string): GraphQLSchema {
  // Nothing is executed, so any feature is supported.
  return Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
}
