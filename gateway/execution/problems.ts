import type { GraphQLFormattedError } from 'graphql';
import { withoutPlannerSuffix } from '../planning/internal-names.ts';
import type { Fetch } from '../compile/fetch-plan.ts';
import type { Provided } from '../compile/positions.ts';
import { fieldOf, isObject, type Data } from '../compile/data.ts';

export type Path = readonly (string | number)[];

/** An error of a subgraph, or one of the gateway about a subgraph. It is told once, at whichever places it stands. */
export type SubgraphError = Omit<GraphQLFormattedError, 'locations'> & {
  /** A fault of ours: it is logged, and not shown. */
  cause?: Error;
  /** Set where it is told only if it explains a null: another subgraph may have given what one left out. */
  isOnlyExplanation?: true;
};

/** An error about an answer that is not what was asked for. */
export function oddityOf(subgraph: string, what: string): SubgraphError {
  return { message: `The subgraph \`${subgraph}\` ${what}.`, extensions: { code: 'SUBGRAPH_ERROR', subgraph } };
}

/** An error at one place. */
export type Problem = {
  error: SubgraphError;
  /** Where in the null at that place the subgraph saw it. */
  below: Path;
  /** Whether the error stands elsewhere, and this is a null that follows from it. */
  isConsequence?: boolean;
};

/** The key of what concerns an answer as a whole. */
export const wholeAnswer = 'value';

/** The errors of an execution, by the objects that they are about: an object can stand at many places of the response. */
export class Problems {
  readonly #byObject = new Map<object, Map<string, Problem[]>>();
  /** The fetch that each error came with; null for an event of a subscription. */
  readonly #origins = new Map<SubgraphError, Fetch | null>();

  /** The errors that the client was told, with their places: in an answer in parts, further nulls may be told of later. */
  readonly told = new Map<SubgraphError, Set<string>>();

  get isEmpty(): boolean {
    return this.#origins.size === 0;
  }

  /** All errors, in the order in which they came. */
  get origins(): ReadonlyMap<SubgraphError, Fetch | null> {
    return this.#origins;
  }

  /** Takes note of errors, each of which has to be told. */
  report(errors: readonly SubgraphError[], fetch: Fetch | null): void {
    for (const error of errors) {
      this.#origins.set(error, fetch);
    }
  }

  /** The problems of a field of an object, an item of a list, or an answer. */
  at(object: object, key: string): readonly Problem[] {
    return this.#byObject.get(object)?.get(key) ?? none;
  }

  /** All problems of an object, a list or an answer, by key. */
  of(object: object): ReadonlyMap<string, readonly Problem[]> {
    return this.#byObject.get(object) ?? nothing;
  }

  /** Why an object may lack something: an error in what was given of it, by whichever fetch, or of what is nested in it, of which a key may be made. */
  causeIn(object: Data): Problem | undefined {
    return this.isEmpty ? undefined : this.within(object).next().value;
  }

  /** All problems in an object or a list, in the answers that are attached to it, and in what is nested in these; the nearest first. */
  *within(start: object): Generator<Problem, undefined> {
    // A set also gives what is added to it on the way, and nothing twice: what hangs in several places may be below itself.
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

  /** Adds an error at the last place on its path that a fetch was asked for and that is there. The path begins with a field of `start`. */
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
