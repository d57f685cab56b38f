import type { Caches } from '@tributary/platform/cache.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import type { Operation } from '../generation/operation.ts';
import { createResponseCache, readTags, type AnswerKey } from '../caching/response-cache.ts';
import type { GatewayContext } from './gateway-context.ts';
import { plannedOf, type Outcome, type Stage } from './pipeline.ts';

/** The parts of an operation that were cacheable at its last execution: the whole answer, and entities in it. */
type Cacheable = { answer: boolean; entities: boolean };

/**
 * The stage that answers queries from the cache, and caches their answers. It looks up only new operations and those
 * that were cacheable the last time. A revoked caller gets nothing from it: the subgraphs decide.
 */
export function cacheStage(
  { cache, tags }: Caches,
  {
    dependsOn,
    isRevoked,
  }: {
    dependsOn: (context: GatewayContext) => Readonly<Record<string, unknown>>;
    isRevoked: (caller: Caller) => boolean;
  },
): Stage {
  const answers = createResponseCache(cache);
  const cacheability = new WeakMap<Operation, Cacheable>();
  return {
    name: 'cache',
    run: async (request, next) => {
      const { context, generation, source, operationName, variables } = request;
      const { operation, bound } = plannedOf(request);
      const { answer, entities } = cacheability.get(operation) ?? { answer: true, entities: true };
      if (operation.kind !== 'query' || !(answer || entities) || isRevoked(context.caller)) {
        return next();
      }
      const tagValues = await readTags(tags, context.caller);
      request.tagValues = tagValues;
      const key: AnswerKey | null =
        answer && tagValues !== null
          ? {
              source,
              operationName,
              variables,
              tagValues,
              dependsOn: { ...dependsOn(context), supergraph: generation.fingerprint, granted: bound.granted },
            }
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
        cacheability.set(operation, { answer: isCacheable, entities: hasCacheableEntities });
        if (key !== null && isCacheable && result.data != null) {
          answers.write(key, context.caller, { data: result.data, freshness });
        }
      }
      return outcome;
    },
  };
}

/** Whether an outcome is a whole answer without errors. */
function isWhole(outcome: Outcome): outcome is Extract<Outcome, { kind: 'complete' }> {
  return outcome.kind === 'complete' && outcome.result.errors === undefined;
}
