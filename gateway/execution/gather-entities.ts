import { unknownType, type ContextValues } from '../compile/contextual-arguments.ts';
import { type Fetch } from '../compile/fetch-plan.ts';
import { wholeAnswer, type SubgraphError, faultOf } from './problems.ts';
import { copyInto, noProblems, type EntityAnswer, type EntityIndex, type EntityRequest, type Run } from './run.ts';
import { type Data } from '../compile/data.ts';
import { type AttachedAnswer } from '../compile/attached-answer.ts';
import { isEmptyInContext, omittedArguments, type EntitySelection } from '../compile/subgraph-request.ts';

/** The content of a slot for which nothing was requested. */
const nothingRequested: AttachedAnswer = { value: null };

const noContext: ContextValues = [];

/**
 * Collects the representations of the objects that a fetch extends. An entity that any fetch requested before is not
 * requested again: its answer is attached, even before it arrives. `others` collects the arrivals of such answers, for
 * which this step also waits.
 */
export function gatherEntities(
  fetch: Fetch,
  {
    run,
    requests,
    arrives,
    others,
  }: {
    run: Run;
    /** By selection and context. */
    requests: Map<string, EntityRequest>;
    arrives: Promise<void>;
    others: Set<Promise<void>>;
  },
): void {
  const { entities, targets } = fetch;
  if (entities === null) {
    return;
  }
  const { selection, represent, context: contextual } = entities;
  const kinds = (run.requested[selection.index] ??= new Map<string, EntityIndex>());
  const requestIn = requestsByContext(fetch, selection, requests);
  let request = contextual === null ? requestIn(noContext) : null;
  let contextKey = '';
  const isLate = ({ value, arrives: then }: EntityAnswer) =>
    value === undefined && fetch.deferral === null && run.deferredArrivals.has(then);
  const lacking = unrepresentedAnswers(fetch, run);
  const keys: unknown[] = [];
  targets.visit(run.roots, (object, along) => {
    const representation = represent(object);
    if (representation == null) {
      targets.attach(object, representation === null ? nothingRequested : lacking(object, unknownType));
      return;
    }
    if (representation === 'interface') {
      // An earlier error may be the reason why the type is not known.
      targets.attach(object, lacking(object, null));
      return;
    }
    if (contextual !== null) {
      const context = contextual.valuesAlong(along, run.problems);
      if ('lackedBy' in context) {
        targets.attach(object, lacking(context.lackedBy, context.fault));
        return;
      }
      request = requestIn(context);
      if (request.isEmpty) {
        targets.attach(object, nothingRequested);
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
    let answer: EntityAnswer | undefined;
    for (let index = 0; index < length; index += 1) {
      keys[index] = representation.keyOf(object, index);
      const key = run.identityOf(keys[index]);
      if (key === undefined) {
        targets.attach(object, lacking(object, representation.faultIn(object)));
        return;
      }
      const found: EntityIndex | EntityAnswer | undefined = known.get(key);
      if (index < length - 1) {
        const next: EntityIndex = found instanceof Map ? found : new Map();
        known.set(key, next);
        known = next;
      } else if (found === undefined || found instanceof Map || isLate(found)) {
        answer = { value: undefined, errors: noProblems, arrives, targets: run.plan.isMerging ? [] : null };
        if (request?.isPartial === true) {
          answer.isPartial = true;
        }
        known.set(key, answer);
        request?.texts.push(representation.textOf(keys));
        request?.answers.push(answer);
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

/** The request of a step for a selection in a context, made when it is first needed. */
function requestsByContext(fetch: Fetch, selection: EntitySelection, requests: Map<string, EntityRequest>) {
  return (context: ContextValues): EntityRequest => {
    const key = `${selection.index} ${contextKeyOf(context)}`;
    let request = requests.get(key);
    if (request === undefined) {
      request = {
        selection,
        context,
        fetch,
        isEmpty: isEmptyInContext({ selection, context }),
        isPartial: omittedArguments(selection, context).length > 0,
        texts: [],
        answers: [],
      };
      requests.set(key, request);
    }
    return request;
  };
}

function contextKeyOf(context: ContextValues): string {
  return context.map((value) => `${value ?? ''}\n`).join('');
}

/**
 * The content of a slot for an object that cannot be represented to a subgraph. An earlier error that is the cause is
 * reported as the reason. Otherwise the fault itself is reported, once for the fetch.
 */
function unrepresentedAnswers(fetch: Fetch, { problems }: Run) {
  let reported: Map<string, SubgraphError> | undefined;
  const errorOf = (fault: string): SubgraphError => {
    reported ??= new Map();
    const error = reported.get(fault) ?? faultOf(fetch.subgraph, `could not be asked for an object: ${fault}`);
    if (!reported.has(fault)) {
      reported.set(fault, error);
      problems.record([error], fetch);
    }
    return error;
  };
  return (object: Data, fault: string | null): AttachedAnswer => {
    const cause = problems.causeIn(object);
    if (cause === undefined && fault === null) {
      return nothingRequested;
    }
    const answer: AttachedAnswer = { value: null };
    problems.add(
      answer,
      wholeAnswer,
      cause === undefined
        ? { error: errorOf(fault ?? ''), below: [] }
        : { error: cause.error, below: [], isConsequence: true },
    );
    return answer;
  };
}
