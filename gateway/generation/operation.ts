import { createHash } from 'node:crypto';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { exactVariables, needExactness } from '@tributary/platform/json/exact-variables.ts';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  print,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { conditionVariables, resolveConditions, type Conditions } from '../planning/conditions.ts';
import { hasDeferrals, separateDeferred } from '../planning/deferrals.ts';
import { answerInParts, type PartialAnswer } from '../execution/answer-in-parts.ts';
import { answerOf } from '../execution/answer.ts';
import { errorsToTell } from '../execution/error-places.ts';
import { compileParts, withoutDeferred, type DeferredPart } from '../execution/deferred-parts.ts';
import { askApart } from '../planning/entities-apart.ts';
import { layOut, type FetchPlan } from '../compile/fetch-plan.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { compileShape, type Shape } from '../compile/response-shape.ts';
import { runInParts } from '../execution/run-in-parts.ts';
import { runPlan, runPlanForEvents, type RawData, type RunResult } from '../execution/run-plan.ts';
import type { Execution } from '../execution/run.ts';
import { withInternalNames, type InternalNames } from '../planning/internal-names.ts';
import { withoutIntrospection } from '../planning/introspection.ts';
import { planWithLiterals } from '../planning/literals.ts';
import type { IsOverrideOn } from '../composed/override-labels.ts';
import { choosePlan, type EntitiesApart, type PlanChoice, type Prepared } from '../compile/plan-choice.ts';
import type { Planner } from '../planning/planner.ts';
import { completePlanner } from '../planning/plan-completely.ts';
import { makeResumable, type Resumption } from '../planning/make-resumable.ts';

/** An operation of a client. What it is depends on the variables that decide its `@skip` and `@include`, and on the labels of overrides; each such variant is planned and compiled at its first use. */
export type Operation = {
  kind: OperationDefinitionNode['operation'];
  /**
   * The operation with these variables, ready to be carried out, or what is wrong with them: it is found before any subgraph is asked. Deferred parts come with the rest,
   * unless the client takes them later.
   */
  bind(
    variables: Variables,
    isOverrideOn: IsOverrideOn,
    options?: { takesParts: boolean },
  ): BoundOperation | { errors: readonly GraphQLError[] };
  /** Plans and compiles what another generation was asked for. */
  warm(circumstances: readonly Circumstances[]): void;
  /** The variants that were asked for. */
  variants(): Circumstances[];
};

/** On what it depends which variant of an operation is carried out. */
export type Circumstances = {
  conditions: Conditions;
  /** The labels of overrides that matter to it, and are on. */
  labels: readonly string[];
  /** Whether the client takes later what it deferred. */
  takesParts: boolean;
};

export type BoundOperation = {
  /** For a subscription: what is subscribed to at its subgraph. The plan is then what remains to be done for each event. */
  primary: Primary | null;
  /** Those that it asks. */
  subgraphs: readonly string[];
  /** The labels of overrides with which it was planned. */
  labels: readonly string[];
  /** Carries the plan out. */
  execute(execution: OperationExecution): Promise<ExecutionResult>;
  /** For a subscription: carries out what remains to be done for some events, together. */
  complete(execution: OperationExecution, events: readonly RawData[]): Promise<ExecutionResult[]>;
  /** Carries it out for a client that takes what it deferred later; null where nothing is deferred. */
  executeInParts: ((execution: OperationExecution) => PartialAnswer) | null;
};

/** What is subscribed to at a subgraph. */
export type Primary = {
  fetch: FetchNode;
  /** The client's name for a step of a path in the subgraph's answer. */
  toResponseName(step: string): string;
  variables: Variables;
  /** How it is continued after an event; null where it cannot be. */
  resumption: { variable: string; cursorName: string } | null;
  /** The cursor that the client gave to continue after. */
  after: string | null;
  /** The same for all subscriptions whose clients get the same, but for where they begin. */
  shareKey: string;
};

export type Variables = Readonly<Record<string, unknown>>;
export type OperationExecution = Omit<Execution, 'types' | 'variables'>;

/** What the operations of a generation have in common. */
export type OperationSettings = {
  planner: Planner;
  namesFor: () => InternalNames;
  types: TypeSystem;
  entitiesApart: EntitiesApart;
  /** Is told how long it took to plan and compile, during which nothing else went on. */
  onPrepared: (seconds: number) => void;
};

/** An operation as it is under some circumstances. */
type Variant = {
  circumstances: Circumstances;
  document: DocumentNode;
  names: InternalNames;
  primary: FetchNode | null;
  resumption: Resumption | null;
  /** A digest of the document, but for the argument by which it is resumed: a part of the key of each stream, and there may be many. */
  digest: string;
  choice: PlanChoice;
  /** What does not wait for the parts that come later, and these. */
  first: Prepared;
  parts: readonly DeferredPart[];
};

const variantsMax = 32;

/** Finds the operation of that name in a valid document. Throws a GraphQLError when there is none, or when there are several and no name is given. */
export function createOperation(
  settings: OperationSettings,
  { document, operationName }: { document: DocumentNode; operationName: string | null | undefined },
): Operation {
  const { planner, namesFor, types, onPrepared } = settings;
  const { apiSchema } = planner;
  const definition = definitionOf(document, operationName);
  const single = onlyOf(document, definition);
  const mayDefer = definition.operation !== OperationTypeNode.SUBSCRIPTION && hasDeferrals(single);
  const deciding = {
    whole: conditionVariables(single, { isDeferring: false }),
    parts: conditionVariables(single, { isDeferring: true }),
  };
  const decidingLabels = planner.overrides.labelsOf(single);
  // An operation that cannot be planned is refused again without planning.
  const variants = new LRUCache<string, Variant | GraphQLError>({ max: variantsMax });

  const variantFor = (circumstances: Circumstances): Variant => {
    const { conditions, labels, takesParts } = circumstances;
    const key = `${takesParts} ${Object.values(conditions).map(Number).join('')} ${labels.join()}`;
    let variant = variants.get(key);
    if (variant === undefined) {
      const begun = performance.now();
      variant = prepareVariant(single, circumstances, settings);
      if (variant instanceof GraphQLError && takesParts) {
        // To defer is an offer. Apollo's planner fails at some of what it plans well at once.
        variant = prepareVariant(single, { ...circumstances, takesParts: false }, settings);
      }
      onPrepared((performance.now() - begun) / 1000);
      variants.set(key, variant instanceof GraphQLError ? variant : { ...variant, circumstances });
    }
    if (variant instanceof GraphQLError) {
      throw variant;
    }
    return variant;
  };
  const conditionsIn = (coerced: Variables, takesParts: boolean): Conditions =>
    Object.fromEntries(deciding[takesParts ? 'parts' : 'whole'].map((name) => [name, coerced[name] === true]));
  const asInternal = internalVariables(definition, namesFor());
  const { schema: answerSchema, inClientsWords } = planner.answering;
  const answer = (
    result: RunResult,
    { plan, shape }: Prepared,
    {
      variant: { document: asked, names },
      variables,
      signal,
    }: { variant: Variant; variables: Variables; signal?: AbortSignal | undefined },
  ): Promise<ExecutionResult> => {
    const answered = answerOf(result, { shape, signal }, () => ({
      // Without a shape it is introspection.
      schema: shape === null ? apiSchema : answerSchema,
      document: asked,
      variables,
      names,
      plan,
      position: plan.root,
      types,
      told: errorsOf(result, { names, plan, types, document: asked }),
    }));
    return inClientsWords === null ? answered : answered.then(inClientsWords);
  };

  return {
    kind: definition.operation,

    bind: (parsed, isOverrideOn, options = { takesParts: false }) => {
      const given = needExactness(parsed) ? exactOrError(parsed, definition, apiSchema) : parsed;
      if (given instanceof GraphQLError) {
        return { errors: [given] };
      }
      const { coerced, errors } = getVariableValues(apiSchema, definition.variableDefinitions ?? [], given, {
        maxErrors: 20,
      });
      if (coerced === undefined) {
        const shown = given === parsed ? errors : errors?.map(withNumbersAsWritten);
        return { errors: (shown ?? []).map((error) => withCode(error, 'BAD_USER_INPUT')) };
      }
      const undecided = deciding.parts.find((name) => coerced[name] === null);
      if (undecided !== undefined) {
        return { errors: [notNull(undecided)] };
      }
      const labels = decidingLabels.filter(isOverrideOn);
      const takesParts = mayDefer && options.takesParts;
      const variant = variantFor({ conditions: conditionsIn(coerced, takesParts), labels, takesParts });
      const { choice, first, parts } = variant;
      const { plan } = choice.whole;
      const variables = asInternal(given);
      return {
        primary: primaryOf(variant, plan, variables, asInternal(coerced)),
        labels,
        subgraphs: [...new Set(plan.fetches.map(({ subgraph }) => subgraph))],
        execute: async (execution) => {
          const prepared = choice.next();
          const result = await runPlan(prepared.plan, { ...execution, types, variables });
          choice.learn(prepared, result.received);
          return answer(result, prepared, { variant, variables: given, signal: execution.signal });
        },
        complete: async (execution, events) => {
          const prepared = choice.next();
          const results = await runPlanForEvents(prepared.plan, { ...execution, types, variables }, events);
          // They share what was received.
          results.slice(0, 1).forEach(({ received }) => choice.learn(prepared, received));
          return Promise.all(results.map((result) => answer(result, prepared, { variant, variables: given })));
        },
        executeInParts:
          parts.length === 0
            ? null
            : (execution) =>
                answerInParts(runInParts(plan, { ...execution, types, variables }), parts, given, (result) =>
                  answer(result, first, { variant, variables: given, signal: execution.signal }),
                ),
      };
    },

    warm: (circumstances) => {
      for (const { labels, ...others } of circumstances) {
        variantFor({ ...others, labels: decidingLabels.filter((label) => labels.includes(label)) });
      }
    },
    variants: () =>
      [...variants.values()].flatMap((each) => (each instanceof GraphQLError ? [] : [each.circumstances])),
  };
}

function prepareVariant(
  single: DocumentNode,
  circumstances: Circumstances,
  { planner, namesFor, types, entitiesApart }: OperationSettings,
): Variant | GraphQLError {
  try {
    const { conditions, labels, takesParts } = circumstances;
    const resolved = resolveConditions(single, conditions, { isDeferring: takesParts });
    const names = namesFor();
    const only = onlyOf(resolved, definitionOf(resolved, null));
    const { whole, immediate: document, deferrals } = separateDeferred(only, planner.apiSchema);
    const definition = definitionOf(document, null);
    const resumption =
      definition.operation === OperationTypeNode.SUBSCRIPTION ? resume(document, names, planner) : null;
    const complete = completePlanner(planner, { types, names });
    const node = planSerially(whole, definitionOf(whole, null), (part) => {
      const data = withoutIntrospection(resumption?.document ?? withInternalNames(part, names));
      const plan = (literalFree: DocumentNode) => complete.plan(part, literalFree, labels);
      return data === null ? undefined : planWithLiterals(data, { schema: planner.apiSchema, names, plan });
    });
    const [primary, rest] = node?.kind === 'Subscription' ? [node.primary, node.rest] : [null, node];
    const prepare = (todo: PlanNode | undefined): Prepared => {
      const plan = layOut(todo, types, primary ?? undefined);
      return { plan, shape: shapeOfOperation(document, { schema: planner.apiSchema, names, plan, types }) };
    };
    const asked = rest === undefined || deferrals.length > 0 ? null : askApart(rest, types);
    // What is complete as it was planned is not asked for otherwise, if that would lose something.
    const apart = asked !== null && complete.isComplete(node, asked, whole) ? asked : null;
    const prepared = prepare(rest);
    const { plan, shape } = prepared;
    const choice = choosePlan(prepared, apart === null ? null : () => prepare(apart), entitiesApart);
    const first = { plan: withoutDeferred(plan), shape };
    const parts = compileParts(deferrals, { schema: planner.answering.schema, definition, names, plan, types });
    const digest = createHash('sha256')
      .update(print(resumption?.document ?? document))
      .digest('base64url');
    return { circumstances, document, names, primary, resumption, digest, choice, first, parts };
  } catch (error) {
    if (error instanceof GraphQLError) {
      return error;
    }
    return new GraphQLError('The operation cannot be planned.', {
      originalError: error instanceof Error ? error : new Error(String(error)),
    });
  }
}

/** The errors of subgraphs that the answer to an operation tells. What was deferred tells its own. */
function errorsOf(
  { data, problems, isAlone }: RunResult,
  {
    names,
    plan,
    types,
    document,
  }: { names: InternalNames; plan: FetchPlan; types: TypeSystem; document: DocumentNode },
): readonly GraphQLError[] {
  const [errors = []] = errorsToTell([{ object: data, path: [] }], problems, {
    names,
    plan,
    position: plan.root,
    selectionSet: definitionOf(document, null).selectionSet,
    fragments: fragmentsOf(document),
    types,
    isOwn: (error) => (problems.origins.get(error)?.deferral ?? null) === null,
    isAlone,
    told: isAlone ? problems.told : new Map(),
  });
  return errors;
}

/** A subscription prepared to be resumed; null where it cannot be. */
function resume(document: DocumentNode, names: InternalNames, { resumables }: Planner): Resumption | null {
  const internal = withInternalNames(document, names);
  const definition = definitionOf(internal, null);
  const roots = [...rootFields(definition.selectionSet, fragmentsOf(internal)).values()].flat();
  const fields = roots.filter((selection) => selection.kind === Kind.FIELD);
  return makeResumable(internal, definition, fields, { resumables, names });
}

function primaryOf(
  { primary, names, resumption, digest, circumstances }: Variant,
  plan: FetchPlan,
  variables: Variables,
  coerced: Variables,
): Primary | null {
  if (primary === null) {
    return null;
  }
  const used = [...(primary.variableUsages ?? []), ...plan.fetches.flatMap((fetch) => fetch.variables)];
  const after = resumption?.given == null ? null : valueFromASTUntyped(resumption.given, coerced);
  return {
    fetch: primary,
    toResponseName: names.toResponseName,
    variables: pick(variables, primary.variableUsages ?? []),
    resumption,
    after: typeof after === 'string' ? after : null,
    shareKey: JSON.stringify([digest, circumstances.labels, pick(variables, [...new Set(used)].toSorted())]),
  };
}

function shapeOfOperation(
  document: DocumentNode,
  context: { schema: GraphQLSchema; names: InternalNames; plan: FetchPlan; types: TypeSystem },
): Shape | null {
  const { schema, plan } = context;
  const { operation, selectionSet } = definitionOf(document, null);
  const type = schema.getRootType(operation);
  return type == null
    ? null
    : compileShape({ ...context, type, selectionSet, position: plan.root, fragments: fragmentsOf(document) });
}

function exactOrError(
  variables: Variables,
  definition: OperationDefinitionNode,
  schema: GraphQLSchema,
): Variables | GraphQLError {
  try {
    return exactVariables(variables, definition, schema);
  } catch (error) {
    if (error instanceof GraphQLError) {
      return error;
    }
    throw error;
  }
}

/** An error of graphql-js about variables, which shows numbers that are kept as text as the objects that they are in JavaScript. */
function withNumbersAsWritten({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message.replaceAll(/\{ rawJSON: "([^"]*)" \}/g, '$1'), nodes);
}

/** Variables by internal name. */
function internalVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  names: InternalNames,
): (values: Variables) => Variables {
  const isRenamed = variableDefinitions.some(({ variable: { name } }) => names.ofVariable(name.value) !== name.value);
  return (values) =>
    isRenamed
      ? Object.fromEntries(Object.entries(values).map(([name, value]) => [names.ofVariable(name), value]))
      : values;
}

function pick(values: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]]] : [])));
}

function definitionOf(document: DocumentNode, operationName: string | null | undefined): OperationDefinitionNode {
  const definition = getOperationAST(document, operationName);
  if (definition == null) {
    throw operationNotFound(operationName);
  }
  return definition;
}

/** The error of a request that names no operation of its document, or none where there are several. An empty name is a name that no operation has. */
export function operationNotFound(operationName: string | null | undefined): GraphQLError {
  return new GraphQLError(
    operationName == null
      ? 'The document must have one operation, or the request name the one to execute with `operationName`.'
      : `The document has no operation that is called "${operationName}". Send the name of one as \`operationName\`.`,
    { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
  );
}

/** The same error with a code, unless it has one. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  const { message, nodes = null, source = null, positions = null, path = null, originalError = null } = error;
  const extensions = { ...error.extensions, code };
  return error.extensions['code'] === undefined
    ? new GraphQLError(message, { nodes, source, positions, path, originalError, extensions })
    : error;
}

function notNull(variable: string): GraphQLError {
  return new GraphQLError(
    `Variable "$${variable}" must not be null, since a directive \`@include\`, \`@skip\` or \`@defer\` depends on it. Send true or false.`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}

/** The document without other operations and the fragments that only these use. */
function onlyOf(document: DocumentNode, definition: OperationDefinitionNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const used = new Set<string>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name: { value: name } }) => {
        const fragment = fragments.get(name);
        if (fragment !== undefined && !used.has(name)) {
          used.add(name);
          collect(fragment);
        }
      },
    });
  };
  collect(definition);
  return {
    kind: Kind.DOCUMENT,
    definitions: [definition, ...[...fragments.values()].filter(({ name }) => used.has(name.value))],
  };
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
}

/**
 * A mutation's root fields come one after the other, each with all that is below it, in whichever subgraphs that is. The planner would put those of one subgraph into one fetch and complete
 * them together, so where there is more to do than that each is planned for itself.
 */
function planSerially(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  plan: (document: DocumentNode) => QueryPlan['node'],
): QueryPlan['node'] {
  const parts = rootFields(definition.selectionSet, fragmentsOf(document));
  const isSerial = definition.operation === OperationTypeNode.MUTATION;
  const node = isSerial && parts.size > 1 ? planAtOnce() : plan(document);
  if (node !== null && (!isSerial || node === undefined || node.kind === 'Fetch')) {
    return node;
  }
  const nodes = [...parts.values()].flatMap((selections) => {
    const part = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
    const planned = plan(onlyOf({ ...document, definitions: [part, ...fragmentsOf(document).values()] }, part));
    return planned === undefined || planned.kind === 'Subscription' ? [] : [planned];
  });
  return { kind: 'Sequence', nodes };

  /** Null where a planner gets wrong together what it may plan well one by one. */
  function planAtOnce(): QueryPlan['node'] | null {
    try {
      return plan(document);
    } catch {
      return null;
    }
  }
}

/** The selections of each root field, by response name, in their order. Each fragment is read once: fragments within fragments can make very many of a small document. */
function rootFields(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  into = new Map<string, SelectionNode[]>(),
  visited = new Set<string>(),
): Map<string, SelectionNode[]> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      into.set(name, [...(into.get(name) ?? []), selection]);
      continue;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      rootFields(selection.selectionSet, fragments, into, visited);
      continue;
    }
    const fragment = fragments.get(selection.name.value);
    if (fragment !== undefined && !visited.has(fragment.name.value)) {
      visited.add(fragment.name.value);
      rootFields(fragment.selectionSet, fragments, into, visited);
    }
  }
  return into;
}
