import { noKnownType, type ContextValues } from '../compile/contextual-arguments.ts';
import { type Fetch } from '../compile/fetch-plan.ts';
import { wholeAnswer, type SubgraphError, oddityOf } from './problems.ts';
import { copyInto, noProblems, type Asked, type Known, type Part, type Run } from './run.ts';
import { type Data } from '../compile/data.ts';
import { type Answer } from '../compile/attached-answer.ts';
import { asksNothing, omitted } from '../compile/subgraph-request.ts';

/** The content of a slot where nothing was asked. */
const notAsked: Answer = { value: null };

const noContext: ContextValues = [];

/**
 * Collects the representations of the objects that a fetch adds to. What was asked before, by whichever fetch, is not asked again:
 * the answer hangs there as it will arrive, and `others` is told what to wait for besides this step.
 */
export function gather(
  fetch: Fetch,
  {
    run,
    parts,
    arrives,
    others,
  }: {
    run: Run;
    /** By what they ask, and in which context. */
    parts: Map<string, Part>;
    arrives: Promise<void>;
    others: Set<Promise<void>>;
  },
): void {
  const { entities, targets } = fetch;
  if (entities === null) {
    return;
  }
  const { selection, represent, context: contextual } = entities;
  const kinds = (run.asked[selection.index] ??= new Map<string, Known>());
  const partIn = (context: ContextValues): Part => {
    const key = `${selection.index} ${contextKeyOf(context)}`;
    let part = parts.get(key);
    if (part === undefined) {
      part = {
        selection,
        context,
        fetch,
        isVoid: asksNothing({ selection, context }),
        isPartial: omitted(selection, context).length > 0,
        texts: [],
        answers: [],
      };
      parts.set(key, part);
    }
    return part;
  };
  let part = contextual === null ? partIn(noContext) : null;
  let contextKey = '';
  const isLate = ({ value, arrives: then }: Asked) =>
    value === undefined && fetch.deferral === null && run.late.has(then);
  const lacking = lackingAnswers(fetch, run);
  const keys: unknown[] = [];
  targets.visit(run.roots, (object, along) => {
    const representation = represent(object);
    if (representation == null) {
      targets.attach(object, representation === null ? notAsked : lacking(object, noKnownType));
      return;
    }
    if (contextual !== null) {
      const context = contextual.valuesAlong(along, run.problems);
      if ('lackedBy' in context) {
        targets.attach(object, lacking(context.lackedBy, context.what));
        return;
      }
      part = partIn(context);
      if (part.isVoid) {
        targets.attach(object, notAsked);
        return;
      }
      contextKey = contextKeyOf(context);
    }
    const { kind, length } = representation;
    const kindInContext = contextKey + kind;
    let known = kinds.get(kindInContext);
    if (known === undefined) {
      known = new Map();
      kinds.set(kindInContext, known);
    }
    let answer: Asked | undefined;
    for (let index = 0; index < length; index += 1) {
      keys[index] = representation.keyOf(object, index);
      const key = run.identityOf(keys[index]);
      if (key === undefined) {
        targets.attach(object, lacking(object, representation.faultIn(object)));
        return;
      }
      const found: Known | Asked | undefined = known.get(key);
      if (index < length - 1) {
        const next: Known = found instanceof Map ? found : new Map();
        known.set(key, next);
        known = next;
      } else if (found === undefined || found instanceof Map || isLate(found)) {
        answer = { value: undefined, errors: noProblems, arrives, targets: run.plan.isMerging ? [] : null };
        if (part?.isPartial === true) {
          answer.isPartial = true;
        }
        known.set(key, answer);
        part?.texts.push(representation.textOf(keys));
        part?.answers.push(answer);
      } else {
        answer = found;
      }
    }
    if (answer === undefined) {
      return;
    }
    targets.attach(object, answer);
    if (answer.arrives !== arrives) {
      others.add(answer.arrives);
    }
    if (answer.targets !== null) {
      answer.targets.push(object);
      if (answer.value !== undefined) {
        copyInto(object, answer, fetch, run);
      }
    }
  });
}

function contextKeyOf(context: ContextValues): string {
  return context.map((value) => `${value ?? ''}\n`).join('');
}

/**
 * The content of a slot where an object cannot be represented to a subgraph. If an earlier error is the cause, that is the reason; otherwise the reason is an error of its own, one for the fetch.
 */
function lackingAnswers(fetch: Fetch, { problems }: Run) {
  let told: Map<string, SubgraphError> | undefined;
  const errorOf = (what: string): SubgraphError => {
    told ??= new Map();
    const error = told.get(what) ?? oddityOf(fetch.subgraph, `could not be asked for an object: ${what}`);
    if (!told.has(what)) {
      told.set(what, error);
      problems.report([error], fetch);
    }
    return error;
  };
  return (object: Data, what: string | null): Answer => {
    const cause = problems.causeIn(object);
    if (cause === undefined && what === null) {
      return notAsked;
    }
    const answer: Answer = { value: null };
    problems.add(
      answer,
      wholeAnswer,
      cause === undefined
        ? { error: errorOf(what ?? ''), below: [] }
        : { error: cause.error, below: [], isConsequence: true },
    );
    return answer;
  };
}
