import type { GraphQLFormattedError } from 'graphql';
import { withoutPlannersEnding } from '../planning/internal-names.ts';
import { isObject } from './merge.ts';
import { valueIn, type Data } from './representation.ts';

/** Why something is null: the error of a subgraph, and where in the null the subgraph saw it. */
export type Problem = { error: GraphQLFormattedError; below: readonly (string | number)[] };

/**
 * The errors of an execution by the objects that they are about, since an object can stand at many places of the response: an error is told at each of them.
 */
export class Problems {
  readonly #byObject = new Map<object, Map<string, Problem[]>>();

  get isEmpty(): boolean {
    return this.#byObject.size === 0;
  }

  /** What is known of a field, an item of a list or a slot of an object. */
  at(object: object, key: string): readonly Problem[] {
    return this.#byObject.get(object)?.get(key) ?? [];
  }

  /** Why an object may lack something: an error in what was given of it, by whichever fetch. */
  causeIn(object: Data): Problem | undefined {
    const answers = Object.keys(object)
      .filter((key) => key.startsWith('$'))
      .flatMap((slot) => [object[slot], valueIn(object, slot)].filter(isObject));
    return [object, ...answers].flatMap((each) => [...(this.#byObject.get(each)?.values() ?? [])].flat())[0];
  }

  add(object: object, key: string, problem: Problem): void {
    const byKey = this.#byObject.get(object) ?? new Map<string, Problem[]>();
    this.#byObject.set(object, byKey);
    byKey.set(key, [...(byKey.get(key) ?? []), problem]);
  }

  /** Adds an error at the last object that there is on its path, from `start` on. */
  addAlong(start: object, path: readonly (string | number)[], error: GraphQLFormattedError): void {
    let object: object = start;
    for (const [index, step] of path.entries()) {
      const key = keyIn(object, step);
      const next: unknown = Reflect.get(object, key);
      if (index === path.length - 1 || typeof next !== 'object' || next === null) {
        this.add(object, key, { error, below: path.slice(index + 1) });
        return;
      }
      object = next;
    }
  }
}

function keyIn(object: object, step: string | number): string {
  const key = String(step);
  return Object.hasOwn(object, key) ? key : withoutPlannersEnding(key);
}
