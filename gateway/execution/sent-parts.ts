import type { DeferredAnswer } from './deferred-parts.ts';
import type { Path, Problems } from './problems.ts';

/**
 * The deferred parts that the client got. A null in one part removes an object that another part gave. Then no further
 * part extends the object, as in graphql-js, since there is nothing to add to.
 */
export class SentParts {
  readonly #problems: Problems;
  /** By path, from the first fault on. Before it, no part has a null where another one has an object. */
  readonly #byPath = new Map<string, { order: number; data: unknown }[]>();
  #order = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** The answer to send: only its errors where its object was removed, and null where nothing is left. */
  add(answer: DeferredAnswer): DeferredAnswer | null {
    const { path, data, errors } = answer;
    if (!this.#hasObjectAt(path)) {
      return errors.length === 0 ? null : { label: undefined, path: [], data: {}, errors };
    }
    if (data !== null && (this.#order > 0 || errors.length > 0 || !this.#problems.isEmpty)) {
      this.#order += 1;
      this.#byPath.getOrInsert(path.join('.'), []).push({ order: this.#order, data });
    }
    return answer;
  }

  /** Whether the client has the object at a path. The last part that has a value there decides. */
  #hasObjectAt(path: Path): boolean {
    let last = { order: 0, isThere: true };
    for (let length = 0; length <= path.length && this.#order > 0; length += 1) {
      for (const { order, data } of this.#byPath.get(path.slice(0, length).join('.')) ?? []) {
        const value = valueAt(data, path.slice(length));
        if (value !== undefined && order > last.order) {
          last = { order, isThere: value !== null };
        }
      }
    }
    return last.isThere;
  }
}

/** The value at a path. Null below a null, and undefined where the data have no such path. */
function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : value),
    data,
  );
}
