import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CacheHint } from '@apollo/cache-control-types';
import responseCachePlugin from '@apollo/server-plugin-response-cache';
import type { ApolloServerPlugin } from '@apollo/server';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { organizationTag, subjectTag, type Cache, type Caches } from '@tributary/platform/cache.ts';
import { maxAgeOf } from '@tributary/platform/transport.ts';
import { subjectOf, type Viewer } from '@tributary/platform/viewer.ts';
import type { GatewayContext } from './gateway-context.ts';

const ttlSecondsDefault = 300;

/**
 * Whole answers by `@cacheControl`, private ones by viewer. The keys hold the tags of the viewer's organization as they were before the
 * execution, so that a write, which renews them, is seen by the next request, and what the subgraphs are told of the client's headers.
 */
export function responseCache(
  { cache, tags }: Caches,
  propagated: (headers: IncomingHttpHeaders) => Readonly<Record<string, string>>,
): ApolloServerPlugin<GatewayContext> {
  return responseCachePlugin<GatewayContext>({
    cache: asKeyValueCache(cache),
    sessionId: async ({ contextValue: { viewer } }) => (viewer.kind === 'anonymous' ? null : viewerKey(viewer)),
    // The first that the plugin asks for, and before the execution.
    extraCacheKeyData: async ({ contextValue }) => {
      contextValue.tagValues = await readTags(tags, contextValue.viewer);
      return { tags: contextValue.tagValues, headers: propagated(contextValue.headers) };
    },
    shouldReadFromCache: async ({ contextValue }) => contextValue.tagValues !== null,
    shouldWriteToCache: async ({ contextValue, errors }) =>
      contextValue.tagValues !== null && (errors === undefined || errors.length === 0),
  });
}

/** What a subgraph allows of its answer, from the `cache-control` it sent with it: nothing, if it sent none. */
export function cacheHintOf(cacheControl: string | undefined): CacheHint {
  return { maxAge: maxAgeOf(cacheControl), scope: cacheControl?.includes('public') === true ? 'PUBLIC' : 'PRIVATE' };
}

async function readTags(tags: Caches['tags'], viewer: Viewer): Promise<Record<string, string> | null> {
  if (viewer.kind !== 'user' && viewer.kind !== 'client') {
    return {};
  }
  return (await tags.read([organizationTag(viewer.organizationId), subjectTag(subjectOf(viewer))])) ?? null;
}

/** Everything of a viewer on which an answer may depend. */
export function viewerKey(viewer: Viewer): string {
  const { expiresAt: _, ...who } = { expiresAt: 0, ...viewer };
  return createHash('sha256').update(JSON.stringify(who)).digest('base64url');
}

function asKeyValueCache(cache: Cache): KeyValueCache {
  return {
    get: (key) => cache.get(key),
    set: (key, value, options) => cache.set(key, value, options?.ttl ?? ttlSecondsDefault),
    delete: (key) => cache.delete(key),
  };
}
