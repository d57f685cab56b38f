import { freshnessOf } from '@tributary/platform/transport/cache-control.ts';
import { parseExactly } from '@tributary/platform/json/exact-json.ts';
import { settle, type Asked, type Part, type Run } from './run.ts';
import { variablesText } from './send-fetch.ts';
import { isObject } from '../compile/data.ts';

/** Answers what the cache knows, and gives what is left to ask. Only what was cacheable before is looked for. */
export async function takeFromCache(parts: readonly Part[], run: Run): Promise<readonly Part[]> {
  const { entityCache } = run.execution;
  if (entityCache === null || !parts.some(({ selection }) => entityCache.mayHave(selection.key))) {
    return parts;
  }
  const left = await Promise.all(
    parts.map(async (part) => {
      if (!entityCache.mayHave(part.selection.key)) {
        return part;
      }
      const found = await entityCache.read(questionsOf(part, run));
      const texts: string[] = [];
      const answers: Asked[] = [];
      let sharedSeconds = Infinity;
      let clientSeconds = Infinity;
      for (const [index, answer] of part.answers.entries()) {
        const hit = found[index];
        if (hit === undefined) {
          texts.push(part.texts[index] ?? '');
          answers.push(answer);
        } else {
          const parsed: unknown = JSON.parse(hit.entity);
          const entity = part.fetch.hasAlteredNumbers(parsed) ? parseExactly(hit.entity) : parsed;
          settle(answer, entity, part.fetch, run);
          sharedSeconds = Math.min(sharedSeconds, hit.sharedSeconds);
          clientSeconds = Math.min(clientSeconds, hit.clientSeconds);
        }
      }
      if (Number.isFinite(sharedSeconds)) {
        // The whole may be kept no longer than its parts. It is for one viewer, since it is not public.
        run.execution.onResponse?.({ cacheControl: `max-age=${clientSeconds}, s-maxage=${sharedSeconds}` });
      }
      return { ...part, texts, answers };
    }),
  );
  return left.filter(({ texts }) => texts.length > 0);
}

/** Everything on which the answers depend, but for who asks. */
function questionsOf({ selection: { key, variables }, context, texts }: Part, run: Run): string[] {
  const before = `${key}\n${variablesText(variables, run)}\n${context.length === 0 ? '' : `[${context.join()}]\n`}`;
  return texts.map((representation) => before + representation);
}

/** Keeps what a subgraph allowed to be kept of an answer without errors, and remembers whether it did. */
export function keepInCache(
  part: Part,
  entities: readonly unknown[],
  cacheControl: string | undefined,
  run: Run,
): void {
  const { entityCache } = run.execution;
  if (entityCache === null) {
    return;
  }
  const freshness = freshnessOf(cacheControl);
  entityCache.learn(part.selection.key, freshness.sharedSeconds > 0);
  if (freshness.sharedSeconds === 0) {
    return;
  }
  for (const [index, question] of questionsOf(part, run).entries()) {
    const entity = entities[index];
    if (isObject(entity)) {
      entityCache.write(question, JSON.stringify(entity), freshness);
    }
  }
}
