import { createHash } from 'node:crypto';
import type { CacheHint, CachePolicy } from '@apollo/cache-control-types';
import responseCachePlugin from '@apollo/server-plugin-response-cache';
import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { subjectTag, tenantTag, type Cache, type Caches } from '@tributary/platform/cache.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { freshnessOf } from '@tributary/platform/transport/cache-control.ts';
import { hasRawNumbers } from '@tributary/platform/json/exact-json.ts';
import { OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { GatewayContext } from '../request/gateway-context.ts';

const ttlSecondsDefault = 300;
/** How many operations are remembered by what of them could be cached. */
const operationsMax = 10_000;

/** What of an operation could be cached the last time that it was executed: all of its answer, and entities in it. */
type Cacheable = { answer: boolean; entities: boolean };

/**
 * Whole answers by `@cacheControl`, private ones by caller. The keys hold the tags of the caller's tenant as they were before the
 * execution, so that a write, which renews them, is seen by the next request, and what else of a request its answer depends on.
 * Redis is asked only for what could be cached the last time, and for what is new.
 */
export function responseCache(
  { cache, tags }: Caches,
  dependsOn: (context: GatewayContext) => Readonly<Record<string, unknown>>,
): ApolloServerPlugin<GatewayContext> {
  const plugin = responseCachePlugin<GatewayContext>({
    cache: asKeyValueCache(cache),
    sessionId: async ({ contextValue: { caller } }) => (caller.subject === null ? null : callerKey(caller)),
    extraCacheKeyData: async ({ contextValue }) => ({
      tags: contextValue.tagValues,
      ...dependsOn(contextValue),
    }),
  });
  const known = new LRUCache<string, Cacheable>({ max: operationsMax });
  const nameOf = ({ queryHash, operationName }: GraphQLRequestContext<GatewayContext>) =>
    `${queryHash} ${operationName ?? ''}`;

  return {
    requestDidStart: async (started) => {
      const answers = (await plugin.requestDidStart?.(started)) ?? {};
      let isAsked = false;
      return {
        responseForOperation: async (request) => {
          const { answer, entities } = known.get(nameOf(request)) ?? { answer: true, entities: true };
          if (request.operation.operation !== OperationTypeNode.QUERY || !(answer || entities)) {
            return null;
          }
          const { contextValue } = request;
          contextValue.tagValues = await readTags(tags, contextValue.caller);
          isAsked = answer && contextValue.tagValues !== null;
          return isAsked ? ((await answers.responseForOperation?.(noticingClientLife(request))) ?? null) : null;
        },
        willSendResponse: async (request) => {
          const { operation, response, metrics, contextValue, overallCachePolicy } = request;
          const isQuery = operation?.operation === OperationTypeNode.QUERY;
          if (!isQuery || response.body.kind !== 'single' || response.body.singleResult.errors !== undefined) {
            return;
          }
          if (metrics.responseCacheHit !== true) {
            known.set(nameOf(request), {
              answer: overallCachePolicy.policyIfCacheable() !== null,
              entities: contextValue.progress.hasCacheableEntities,
            });
          }
          const { clientSeconds } = contextValue.progress;
          const policy = overallCachePolicy.policyIfCacheable();
          if (clientSeconds !== undefined && policy !== null) {
            response.http.headers.set('cache-control', clientCacheControl(policy, clientSeconds));
          }
          if (isAsked) {
            const kept = clientSeconds === undefined ? request : keepingClientLife(request, clientSeconds);
            await answers.willSendResponse?.(kept);
          }
        },
      };
    },
  };
}

/** How long an answer may be kept: by the gateway as long as by `maxAge`, and by the client. */
export type AnswerHint = CacheHint & { clientSeconds: number };

/** What a subgraph allows of its answer, from the `cache-control` it sent with it: nothing, if it sent none. */
export function cacheHintOf(cacheControl: string | undefined): AnswerHint {
  const { sharedSeconds, clientSeconds, isPublic } = freshnessOf(cacheControl);
  return { maxAge: sharedSeconds, scope: isPublic ? 'PUBLIC' : 'PRIVATE', clientSeconds };
}

/** The hint of a whole answer, with how long the client may keep it beside how long the gateway may. It is kept as JSON. */
const keptHint = z.object({ clientSeconds: z.number() });

/** A request that learns from an answer in the cache for how long its client may keep it. Apollo Server's policy has one time for both. */
function noticingClientLife<Request extends GraphQLRequestContext<GatewayContext>>(request: Request): Request {
  const { overallCachePolicy, contextValue } = request;
  const noticing: CachePolicy = {
    restrict: (hint) => overallCachePolicy.restrict(hint),
    replace: (hint) => {
      overallCachePolicy.replace(hint);
      const kept = keptHint.safeParse(hint);
      if (kept.success) {
        contextValue.progress.clientSeconds = kept.data.clientSeconds;
      }
    },
    policyIfCacheable: () => overallCachePolicy.policyIfCacheable(),
  };
  return inheriting(request, noticing);
}

/** A request whose answer is kept with how long its client may keep it. */
function keepingClientLife<Request extends GraphQLRequestContext<GatewayContext>>(
  request: Request,
  clientSeconds: number,
): Request {
  const { overallCachePolicy } = request;
  return inheriting(request, {
    restrict: (hint) => overallCachePolicy.restrict(hint),
    replace: (hint) => overallCachePolicy.replace(hint),
    policyIfCacheable: () => {
      const policy = overallCachePolicy.policyIfCacheable();
      return policy === null ? null : { ...policy, clientSeconds };
    },
  });
}

function inheriting<Request extends object>(request: Request, overallCachePolicy: CachePolicy): Request {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Object.create` is typed as any; it has all that the request has
  return Object.create(request, { overallCachePolicy: { value: overallCachePolicy } }) as Request;
}

/** The `cache-control` for a client of an answer that it may keep for a shorter time than the gateway, and than other shared caches on the way. */
function clientCacheControl({ maxAge, scope }: Required<CacheHint>, clientSeconds: number): string {
  if (scope === 'PUBLIC') {
    return `max-age=${clientSeconds}, s-maxage=${maxAge}, public`;
  }
  return clientSeconds === 0 ? 'no-store' : `max-age=${clientSeconds}, private`;
}

/** The tags of a caller; null when they cannot be read, and so nothing may be cached. Anonymous callers have none: nobody tells of writes to what is for all. */
export async function readTags(
  tags: Caches['tags'],
  { subject, tenant }: Caller,
): Promise<Record<string, string> | null> {
  if (subject === null) {
    return {};
  }
  return (await tags.read([...(tenant === null ? [] : [tenantTag(tenant)]), subjectTag(subject)])) ?? null;
}

/** The key of everything about a caller on which an answer may depend. The end of the token and the network address are not in it. */
export function callerKey({ issuer, subject, tenant, scopes, claims }: Caller): string {
  const identity = JSON.stringify([issuer, subject, tenant, scopes, claims]);
  return createHash('sha256').update(identity).digest('base64url');
}

function asKeyValueCache(cache: Cache): KeyValueCache {
  return {
    get: (key) => cache.get(key),
    set: async (key, value, options) => {
      // The plugin reads answers by `JSON.parse`.
      if (!hasRawNumbers(value)) {
        await cache.set(key, value, options?.ttl ?? ttlSecondsDefault);
      }
    },
    delete: (key) => cache.delete(key),
  };
}
