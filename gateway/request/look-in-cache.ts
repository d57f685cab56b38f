import type { Caches } from '@tributary/platform/cache.ts';
import { LRUCache } from 'lru-cache';
import { createResponseCache, readTags, type AnswerKey } from '../caching/response-cache.ts';
import type { GatewayContext } from './gateway-context.ts';
import { plannedOf, type Outcome, type Stage } from './pipeline.ts';

/** How many operations are remembered by what of them could be cached. */
const operationsMax = 10_000;

/** What of an operation could be cached at its last execution: its whole answer, and entities in it. */
type Cacheable = { answer: boolean; entities: boolean };

/**
 * The stage that answers queries from the cache, and keeps their answers. The cache is asked only for what could be cached
 * the last time, and for what is new.
 */
export function cacheStage(
  { cache, tags }: Caches,
  dependsOn: (context: GatewayContext) => Readonly<Record<string, unknown>>,
): Stage {
  const answers = createResponseCache(cache);
  const known = new LRUCache<string, Cacheable>({ max: operationsMax });
  return {
    name: 'look in the cache',
    run: async (request, next) => {
      const { context, source, operationName, variables } = request;
      const name = `${operationName ?? ''}\n${source}`;
      const { answer, entities } = known.get(name) ?? { answer: true, entities: true };
      if (plannedOf(request).operation.kind !== 'query' || !(answer || entities)) {
        return next();
      }
      const tagValues = await readTags(tags, context.caller);
      request.tagValues = tagValues;
      const key: AnswerKey | null =
        answer && tagValues !== null
          ? { source, operationName, variables, tagValues, dependsOn: dependsOn(context) }
          : null;
      const kept = key === null ? null : await answers.read(key, context.caller);
      if (kept !== null) {
        const { data, freshness, ageSeconds } = kept;
        return { kind: 'complete', result: { data }, freshness, hasCacheableEntities: false, ageSeconds };
      }
      const outcome = await next();
      if (isWhole(outcome)) {
        const { freshness, hasCacheableEntities, result } = outcome;
        const isCacheable = freshness !== null && freshness.sharedSeconds > 0;
        known.set(name, { answer: isCacheable, entities: hasCacheableEntities });
        if (key !== null && isCacheable && result.data != null) {
          answers.write(key, context.caller, { data: result.data, freshness });
        }
      }
      return outcome;
    },
  };
}

/** Whether an answer came whole and without errors. */
function isWhole(outcome: Outcome): outcome is Extract<Outcome, { kind: 'complete' }> {
  return outcome.kind === 'complete' && outcome.result.errors === undefined;
}
