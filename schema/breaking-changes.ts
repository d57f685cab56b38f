import { Supergraph } from '@apollo/federation-internals';
import { findBreakingChanges } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/**
 * What a caller of the old supergraph could miss or be refused in the new one, a sentence each. What callers cannot
 * see, such as `@inaccessible` fields, may change freely.
 */
export function breakingChanges(oldSupergraphSdl: string, newSupergraphSdl: string): string[] {
  return findBreakingChanges(apiSchema(oldSupergraphSdl), apiSchema(newSupergraphSdl)).map(
    ({ description }) => description,
  );
}

function apiSchema(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}
