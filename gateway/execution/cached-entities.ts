import { freshnessOf } from '@tributary/platform/transport/cache-control.ts';
import { parseExactly } from '@tributary/platform/json/exact-json.ts';
import { resolveAnswer, type EntityAnswer, type EntityRequest, type Run } from './run.ts';
import { variablesText } from './send-fetch.ts';
import { isObject } from '../compile/data.ts';

/**
 * Answers entities from the cache, and returns the requests for the rest. Only selections that were cacheable before
 * are looked up.
 */
export async function takeFromCache(requests: readonly EntityRequest[], run: Run): Promise<readonly EntityRequest[]> {
  const { entityCache } = run.execution;
  if (entityCache === null || !requests.some(({ selection }) => entityCache.isCacheable(selection.key))) {
    return requests;
  }
  const left = await Promise.all(
    requests.map(async (request) => {
      if (!entityCache.isCacheable(request.selection.key)) {
        return request;
      }
      const found = await entityCache.load(cacheKeysOf(request, run));
      const texts: string[] = [];
      const answers: EntityAnswer[] = [];
      let sharedSeconds = Infinity;
      let clientSeconds = Infinity;
      for (const [index, answer] of request.answers.entries()) {
        const hit = found[index];
        if (hit === undefined) {
          texts.push(request.texts[index] ?? '');
          answers.push(answer);
        } else {
          const parsed: unknown = JSON.parse(hit.entity);
          const entity = request.fetch.hasAlteredNumbers(parsed) ? parseExactly(hit.entity) : parsed;
          resolveAnswer(answer, entity, request.fetch, run);
          sharedSeconds = Math.min(sharedSeconds, hit.sharedSeconds);
          clientSeconds = Math.min(clientSeconds, hit.clientSeconds);
        }
      }
      if (Number.isFinite(sharedSeconds)) {
        // The answer may be kept no longer than its parts. It is for one viewer, since it is not public.
        run.execution.onResponse?.({ cacheControl: `max-age=${clientSeconds}, s-maxage=${sharedSeconds}` });
      }
      return { ...request, texts, answers };
    }),
  );
  return left.filter(({ texts }) => texts.length > 0);
}

/** The cache keys of entities: everything on which their answers depend, except the viewer. */
function cacheKeysOf({ selection: { key, variables }, context, texts }: EntityRequest, run: Run): string[] {
  const before = `${key}\n${variablesText(variables, run)}\n${context.length === 0 ? '' : `[${context.join()}]\n`}`;
  return texts.map((representation) => before + representation);
}

/** Caches entities as far as the subgraph allows, for an answer without errors. Remembers whether it allowed it. */
export function keepInCache(
  request: EntityRequest,
  entities: readonly unknown[],
  cacheControl: string | undefined,
  run: Run,
): void {
  const { entityCache } = run.execution;
  if (entityCache === null) {
    return;
  }
  const freshness = freshnessOf(cacheControl);
  entityCache.learn(request.selection.key, freshness.sharedSeconds > 0);
  if (freshness.sharedSeconds === 0) {
    return;
  }
  for (const [index, key] of cacheKeysOf(request, run).entries()) {
    const entity = entities[index];
    if (isObject(entity)) {
      entityCache.store(key, JSON.stringify(entity), freshness);
    }
  }
}
