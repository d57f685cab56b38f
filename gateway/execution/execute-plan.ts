import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { TransportError, type SubgraphResponse, type SubgraphTransport } from '@tributary/platform/transport.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Generation } from '../generation.ts';
import { isObject, mergeInto } from './merge.ts';
import { rewrite } from './rewrite.ts';

type Path = readonly (string | number)[];
/** An object in the data that a fetch adds to, and where it is. */
type Target = { value: Record<string, unknown>; path: Path };

export type Execution = {
  generation: Generation;
  transportOf: (subgraph: string) => SubgraphTransport;
  variables: Readonly<Record<string, unknown>>;
  /** Signed for this operation. */
  caller: string;
  requestId: string;
  signal?: AbortSignal | undefined;
  /** Told of every answer, for the cache policy of the whole. */
  onResponse?: ((response: SubgraphResponse) => void) | undefined;
};

/** Data as the plan's fetches gave it, by response name, with more in it than was asked for, and the errors of subgraphs. */
export type RawResult = { data: Record<string, unknown>; errors: GraphQLFormattedError[] };

/** Carries out a plan, from nothing or from the data of a subscription's event. */
export async function executePlan(
  node: PlanNode | undefined,
  execution: Execution,
  data: Record<string, unknown> = {},
): Promise<RawResult> {
  const errors: GraphQLFormattedError[] = [];
  if (node !== undefined) {
    await executeNode(node, [{ value: data, path: [] }], execution, errors);
  }
  return { data, errors };
}

async function executeNode(
  node: PlanNode,
  targets: readonly Target[],
  execution: Execution,
  errors: GraphQLFormattedError[],
): Promise<void> {
  switch (node.kind) {
    case 'Sequence':
      for (const each of node.nodes) {
        // oxlint-disable-next-line no-await-in-loop -- a sequence is one after the other
        await executeNode(each, targets, execution, errors);
      }
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((each) => executeNode(each, targets, execution, errors)));
      return;
    case 'Flatten':
      await executeNode(
        node.node,
        targets.flatMap((target) => follow(target, node.path)),
        execution,
        errors,
      );
      return;
    case 'Condition': {
      const clause = execution.variables[node.condition] === true ? node.ifClause : node.elseClause;
      if (clause !== undefined) {
        await executeNode(clause, targets, execution, errors);
      }
      return;
    }
    case 'Fetch':
      await (node.requires === undefined
        ? fetchRoot(node, targets, execution, errors)
        : fetchEntities(node, node.requires, targets, execution, errors));
      return;
    case 'Defer':
      throw new Error('a plan defers, which it was not asked to');
  }
}

async function fetchRoot(
  node: FetchNode,
  targets: readonly Target[],
  execution: Execution,
  errors: GraphQLFormattedError[],
): Promise<void> {
  const response = await send(node, {}, execution, errors, []);
  errors.push(...(response?.errors ?? []).map(withoutSurprises));
  if (isObject(response?.data)) {
    rewrite(node.outputRewrites, response.data, execution.generation.isSubtype);
    for (const { value } of targets) {
      mergeInto(value, response.data);
    }
  }
}

async function fetchEntities(
  node: FetchNode,
  requires: readonly QueryPlanSelectionNode[],
  targets: readonly Target[],
  execution: Execution,
  errors: GraphQLFormattedError[],
): Promise<void> {
  const { isSubtype } = execution.generation;
  /** The targets by representation: what stands for the same entity is asked for once. */
  const groups = new Map<string, { representation: Record<string, unknown>; targets: Target[] }>();
  for (const target of targets) {
    const representation = represent(target.value, requires, isSubtype);
    if (representation !== null && '__typename' in representation) {
      rewrite(node.inputRewrites, representation, isSubtype);
      const key = JSON.stringify(representation);
      const group = groups.get(key) ?? { representation, targets: [] };
      group.targets.push(target);
      groups.set(key, group);
    }
  }
  const asked = [...groups.values()];
  if (asked.length === 0) {
    return;
  }
  const representations = asked.map(({ representation }) => representation);
  const response = await send(node, { representations }, execution, errors, asked[0]?.targets[0]?.path ?? []);
  for (const error of response?.errors ?? []) {
    const [root, index, ...rest] = error.path ?? [];
    const places = root === '_entities' && typeof index === 'number' ? (asked[index]?.targets ?? []) : [];
    if (places.length === 0) {
      const { path: _, ...pathless } = withoutSurprises(error);
      errors.push(pathless);
    }
    for (const { path } of places) {
      errors.push({ ...withoutSurprises(error), path: [...path, ...rest] });
    }
  }
  const entities = response?.data?.['_entities'];
  if (!Array.isArray(entities)) {
    return;
  }
  for (const [index, group] of asked.entries()) {
    const entity: unknown = entities[index];
    if (isObject(entity)) {
      rewrite(node.outputRewrites, entity, isSubtype);
      for (const { value } of group.targets) {
        // Targets must not share what a later fetch adds to.
        mergeInto(value, group.targets.length === 1 ? entity : structuredClone({ ...entity }));
      }
    }
  }
}

/** Sends a fetch; one that gave no answer becomes an error that names the subgraph. */
async function send(
  node: FetchNode,
  extraVariables: Record<string, unknown>,
  { transportOf, variables, caller, requestId, signal, onResponse }: Execution,
  errors: GraphQLFormattedError[],
  path: Path,
): Promise<SubgraphResponse | undefined> {
  const used = (node.variableUsages ?? []).filter((name) => name in variables).map((name) => [name, variables[name]]);
  try {
    const response = await transportOf(node.serviceName).execute({
      query: node.operation,
      variables: { ...Object.fromEntries(used), ...extraVariables },
      operationName: node.operationName,
      caller,
      requestId,
      signal,
    });
    onResponse?.(response);
    return response;
  } catch (error) {
    if (!(error instanceof TransportError)) {
      throw error;
    }
    errors.push({
      message: `The subgraph \`${node.serviceName}\` ${error.message}.`,
      ...(path.length === 0 ? {} : { path }),
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: node.serviceName },
    });
    return undefined;
  }
}

/** The objects at the end of a path, in which `@` stands for each item of a list. */
function follow(target: Target, steps: Path): Target[] {
  let values: { value: unknown; path: Path }[] = [target];
  for (const step of steps) {
    values = values.flatMap(({ value, path }) => {
      if (step === '@') {
        return Array.isArray(value)
          ? value.map((item: unknown, index) => ({ value: item, path: [...path, index] }))
          : [];
      }
      return isObject(value) ? [{ value: value[step], path: [...path, step] }] : [];
    });
  }
  return values.flatMap(({ value, path }) => flatten(value, path));
}

function flatten(value: unknown, path: Path): Target[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => flatten(item, [...path, index]));
  }
  return isObject(value) ? [{ value, path }] : [];
}

/** What a subgraph needs to know of an entity; null where a part of it is missing. */
function represent(
  source: Record<string, unknown>,
  selections: readonly QueryPlanSelectionNode[],
  isSubtype: Generation['isSubtype'],
): Record<string, unknown> | null {
  const representation: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      const value = source[name];
      const part = selection.selections === undefined ? value : representAll(value, selection.selections, isSubtype);
      if (part === undefined) {
        return null;
      }
      representation[name] = part;
    } else {
      const typename = source['__typename'];
      const condition = selection.typeCondition;
      if (condition === undefined || (typeof typename === 'string' && isSubtype(condition, typename))) {
        const part = represent(source, selection.selections, isSubtype);
        if (part === null) {
          return null;
        }
        mergeInto(representation, part);
      }
    }
  }
  return representation;
}

function representAll(
  value: unknown,
  selections: readonly QueryPlanSelectionNode[],
  isSubtype: Generation['isSubtype'],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => representAll(item, selections, isSubtype));
  }
  return isObject(value) ? (represent(value, selections, isSubtype) ?? undefined) : value;
}

/** An error of a subgraph as a client may see it: its message, path and extensions, without positions in a query that the client did not write. */
function withoutSurprises({ message, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  return {
    message,
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, code: extensions?.['code'] ?? 'SUBGRAPH_ERROR' },
  };
}
