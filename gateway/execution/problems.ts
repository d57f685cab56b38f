import type { GraphQLFormattedError } from 'graphql';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import type { Fetch } from '../compile/fetch-plan.ts';
import type { Provided } from '../compile/positions.ts';
import { fieldOf, isObject, type Data } from '../compile/data.ts';

export type Path = readonly (string | number)[];

/**
 * An error from a subgraph, or from the gateway about a subgraph. It is reported once, whatever the number of its
 * places.
 */
export type SubgraphError = Omit<GraphQLFormattedError, 'locations'> & {
  /** A fault of the gateway. Logged, and not shown. */
  cause?: Error;
  /** Set if the error is only reported where it explains a null. Another subgraph may have given the value. */
  isOnlyExplanation?: true;
};

/** An error about an invalid answer. */
export function faultOf(subgraph: string, fault: string): SubgraphError {
  return { message: `The subgraph \`${subgraph}\` ${fault}.`, extensions: { code: 'SUBGRAPH_ERROR', subgraph } };
}

/** An error at one place. */
export type Problem = {
  error: SubgraphError;
  /** The path of the error below that place, where the place is null. */
  below: Path;
  /** Whether the error has another place, and the null here follows from it. */
  isConsequence?: boolean;
};

/** The key of problems that concern an answer as a whole. */
export const wholeAnswer = 'value';

/** The errors of an execution by object, since one object can be at many places of the response. */
export class Problems {
  readonly #byObject = new Map<object, Map<string, Problem[]>>();
  /** The fetch of each error. Null for an event of a subscription. */
  readonly #origins = new Map<SubgraphError, Fetch | null>();

  /** The errors that the client got, with their places. A later part may report an error again for further nulls. */
  readonly reported = new Map<SubgraphError, Set<string>>();

  get isEmpty(): boolean {
    return this.#origins.size === 0;
  }

  /** All errors, in the order of their arrival. */
  get origins(): ReadonlyMap<SubgraphError, Fetch | null> {
    return this.#origins;
  }

  /** Records errors. Each has to be reported. */
  record(errors: readonly SubgraphError[], fetch: Fetch | null): void {
    for (const error of errors) {
      this.#origins.set(error, fetch);
    }
  }

  /** The problems at a field of an object, an item of a list, or an answer. */
  at(object: object, key: string): readonly Problem[] {
    return this.#byObject.get(object)?.get(key) ?? none;
  }

  /** All problems of an object, a list or an answer, by key. */
  of(object: object): ReadonlyMap<string, readonly Problem[]> {
    return this.#byObject.get(object) ?? nothing;
  }

  /** The problem that explains why an object lacks something. It may be nested, since keys may be nested. */
  causeIn(object: Data): Problem | undefined {
    return this.isEmpty ? undefined : this.within(object).next().value;
  }

  /**
   * All problems in an object or a list, in its attached answers, and in everything nested in these, the nearest first.
   */
  *within(start: object): Generator<Problem, undefined> {
    // Iteration over a set includes elements added meanwhile, and each element once. So an answer attached below itself
    // causes no endless loop.
    const nested = new Set<object>([start]);
    const addIfObject = (value: unknown): void => {
      if (typeof value === 'object' && value !== null) {
        nested.add(value);
      }
    };
    for (const each of nested) {
      const answers = Object.getOwnPropertySymbols(each).flatMap((slot) => {
        const answer: unknown = Reflect.get(each, slot);
        return isObject(answer) ? [answer] : [];
      });
      for (const holder of [each, ...answers]) {
        yield* [...this.of(holder).values()].flat();
      }
      answers.forEach((answer) => addIfObject(answer['value']));
      Object.values(each).forEach(addIfObject);
    }
    return undefined;
  }

  add(object: object, key: string, problem: Problem): void {
    const byKey = this.#byObject.get(object) ?? new Map<string, Problem[]>();
    this.#byObject.set(object, byKey);
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, [problem]);
    } else {
      known.push(problem);
    }
  }

  /**
   * Adds an error at the last place on its path that was requested and is present. The path begins with a field of
   * `start`.
   */
  addAlong(start: Data, provided: Provided, path: Path, error: SubgraphError): void {
    let object: object = start;
    let fields: Provided | null = provided;
    for (const [index, step] of path.entries()) {
      const isItem = Array.isArray(object) && typeof step === 'number';
      const name: string =
        isItem || (fields?.has(String(step)) ?? false) ? String(step) : withoutPlannerSuffix(String(step));
      const found: Provided | null = isItem ? fields : (fields?.get(name)?.below ?? null);
      const next = isItem ? itemOf(object, step) : isObject(object) ? fieldOf(object, name) : undefined;
      if (index === path.length - 1 || found === null || typeof next !== 'object' || next === null) {
        this.add(object, name, { error, below: path.slice(index + 1) });
        return;
      }
      object = next;
      fields = found;
    }
  }
}

const none: readonly Problem[] = [];
const nothing: ReadonlyMap<string, readonly Problem[]> = new Map();

function itemOf(list: object, index: number): unknown {
  return Array.isArray(list) ? list[index] : undefined;
}
