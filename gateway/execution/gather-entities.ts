import type { Fetch } from './fetch-plan.ts';
import { isObject } from './merge.ts';
import type { Problems } from './problems.ts';
import { valueIn, type Answer, type Data, type Representation } from './representation.ts';
import { copyInto, type Asked, type Known, type Part, type Run } from './run.ts';

/** What hangs where nothing was asked. */
const notAsked: Answer = { value: null };

/**
 * Collects the representations of the objects that a fetch adds to. What was asked before, by whichever fetch, is not asked again:
 * the answer hangs there as it will arrive, and `others` is told what to wait for besides this step.
 */
export function gather(
  fetch: Fetch,
  { run, parts, arrives, others }: { run: Run; parts: Part[]; arrives: Promise<void>; others: Set<Promise<void>> },
): void {
  const { entities, slot } = fetch;
  if (entities === null) {
    return;
  }
  const { selection, represent } = entities;
  const kinds = (run.asked[selection.index] ??= new Map<string, Known>());
  let part = parts.find((each) => each.selection === selection);
  if (part === undefined) {
    part = { selection, fetch, texts: [], answers: [] };
    parts.push(part);
  }
  const { texts, answers } = part;
  const isLate = ({ value, arrives: then }: Asked) =>
    value === undefined && fetch.deferral === null && run.late.has(then);
  forEachTarget(run.roots, fetch, (object) => {
    if (object[slot] !== undefined) {
      return;
    }
    const representation = represent(object);
    if (representation === null) {
      object[slot] = notAsked;
      return;
    }
    const { kind, length } = representation;
    let known = kinds.get(kind);
    if (known === undefined) {
      known = new Map();
      kinds.set(kind, known);
    }
    let answer: Asked | undefined;
    for (let index = 0; index < length; index += 1) {
      const key = representation.keyOf(object, index);
      if (key === undefined) {
        object[slot] = missing(object, run.problems);
        return;
      }
      const found: Known | Asked | undefined = known.get(key);
      if (index < length - 1) {
        const next: Known = found instanceof Map ? found : new Map();
        known.set(key, next);
        known = next;
      } else if (found === undefined || found instanceof Map || isLate(found)) {
        answer = { value: undefined, errors: [], arrives, targets: [] };
        known.set(key, answer);
        texts.push(representation.textOf(keysOf(representation, object)));
        answers.push(answer);
      } else {
        answer = found;
      }
    }
    if (answer === undefined) {
      return;
    }
    object[slot] = answer;
    if (answer.arrives !== arrives) {
      others.add(answer.arrives);
    }
    if (run.plan.isMerging) {
      answer.targets.push(object);
      if (answer.value !== undefined) {
        copyInto(object, answer, run);
      }
    }
  });
}

function keysOf({ length, keyOf }: Representation, object: Data): unknown[] {
  const keys: unknown[] = [];
  for (let index = 0; index < length; index += 1) {
    keys.push(keyOf(object, index));
  }
  return keys;
}

/** Visits the objects at the end of a path. What hangs in several places may be visited several times. */
export function forEachTarget(
  roots: readonly Data[],
  { path, slotsAlongPath }: Pick<Fetch, 'path' | 'slotsAlongPath'>,
  visit: (object: Data) => void,
): void {
  // By depth: one answer may hang at several.
  const seen = path.map(() => new Set<unknown>());
  const descend = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) {
        descend(item, depth);
      }
    } else if (typeof value === 'object' && value !== null) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of an answer, which is plain data
      follow(value as Data, depth);
    }
  };
  const follow = (object: Data, depth: number): void => {
    const name = path[depth];
    if (name === undefined) {
      visit(object);
      return;
    }
    descend(object[name], depth + 1);
    for (const slot of slotsAlongPath[depth] ?? []) {
      const value = valueIn(object, slot)?.[name];
      if (value != null && seen[depth]?.has(value) === false) {
        seen[depth].add(value);
        descend(value, depth + 1);
      }
    }
  };
  for (const root of roots) {
    follow(root, 0);
  }
}

/** What an object lacks to be represented it may lack because of an error, and then that is why there is no answer for it. */
function missing(object: Data, problems: Problems): Answer {
  const answers = Object.keys(object)
    .filter((key) => key.startsWith('$'))
    .flatMap((slot) => [object[slot], valueIn(object, slot)].filter(isObject));
  const cause = [object, ...answers].flatMap((each) => problems.of(each))[0];
  if (cause === undefined) {
    return notAsked;
  }
  const answer: Answer = { value: null };
  problems.add(answer, 'value', { error: cause.error, below: [] });
  return answer;
}
