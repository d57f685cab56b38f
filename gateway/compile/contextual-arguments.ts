import type { FetchNode } from '@apollo/query-planner';
import { Kind, specifiedScalarTypes, type OperationDefinitionNode, type TypeNode } from 'graphql';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from './data.ts';

/** The fault of an object whose `__typename` is missing or not in the supergraph. */
export const unknownType = 'an earlier answer gave it no known type';

/** The contextual arguments of a fetch (`@fromContext`): their values come from objects above its entities. */
export type ContextualArguments = {
  /** The values of the arguments for the last of these objects. `along` is the path of objects from the root to it. */
  valuesAlong(along: readonly Data[], problems: Causes): ContextValues | Lacking;
};

/** The error that explains why an object lacks a value. Undefined where no error is the cause. */
type Causes = { causeIn(object: Data): unknown };

/**
 * The value of each argument, as JSON. Null where the argument does not concern the object: the field with it was
 * selected on objects of other types.
 */
export type ContextValues = readonly (string | null)[];

/**
 * An object that lacks a context value because of a failure, so that nothing can be requested. With the fault, where no
 * error is the cause.
 */
export type Lacking = { lackedBy: Data; fault: string | null };

/** A place where a value can be found: the depth of the object on the path, its type, and the fields below it. */
type ContextSource = { depth: number; type: string | null; steps: readonly string[] };

/** The variables of a fetch for contextual arguments. */
export function contextualVariables({ contextRewrites = [] }: FetchNode): string[] {
  return [...new Set(contextRewrites.map(({ renameKeyTo }) => renameKeyTo))].toSorted();
}

/** The paths, from the root, of the fields with contextual values, and of the fields above them. */
export function contextPaths(fetch: FetchNode, path: readonly string[]): string[][] {
  return sourcesOf(fetch, path).flatMap(({ depth, steps }) => {
    const names = steps.filter((step) => typeConditionIn(step) === null);
    return names.map((_, index) => [...path.slice(0, depth), ...names.slice(0, index + 1)]);
  });
}

/** Compiles the lookup of contextual arguments for a fetch at a path. Null where the fetch has none. */
export function compileContext(
  fetch: FetchNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  path: readonly string[],
  types: TypeSystem,
): ContextualArguments | null {
  if (fetch.contextRewrites === undefined) {
    return null;
  }
  const contextTypesOf = types.contextTypesIn(fetch);
  const scalars = new Set(
    variableDefinitions.flatMap(({ variable, type }) => (isSpecifiedScalar(type) ? [variable.name.value] : [])),
  );
  const variables = contextualVariables(fetch).map((name) => ({
    sources: sourcesOf(fetch, path, name),
    contextTypes: contextTypesOf(name),
    isScalar: scalars.has(name),
  }));
  return {
    valuesAlong: (along, problems) => {
      const values: (string | null)[] = [];
      for (const { sources, contextTypes, isScalar } of variables) {
        const hasContext = (object: Data | undefined) =>
          typeof object?.['__typename'] === 'string' && contextTypes.some((type) => isOfType(object, type, types));
        // The nearest context may belong to none of these sources. Objects of its type may be the concern of another
        // fetch.
        const nearestContext = along.findLastIndex((object, depth) => depth < path.length && hasContext(object));
        const applying = sources.filter(
          ({ depth, type }) =>
            depth >= nearestContext &&
            (type === null ? depth < path.length || hasContext(along[depth]) : isOfType(along[depth], type, types)),
        );
        const [nearest] = applying;
        const object = nearest === undefined ? undefined : along[nearest.depth];
        if (nearest === undefined || object === undefined) {
          const unknown = along.find(
            ({ __typename: name }, depth) => depth > 0 && typeof name === 'string' && !types.isType(name),
          );
          if (unknown !== undefined) {
            return { lackedBy: unknown, fault: unknownType };
          }
          values.push(null);
          continue;
        }
        const value = applying
          .filter(({ depth }) => depth === nearest.depth)
          .map(({ steps }) => valueAt(object, steps, types))
          .find((found) => found !== undefined);
        // Without a failure the value is null.
        if (value === undefined && problems.causeIn(object) !== undefined) {
          return { lackedBy: object, fault: null };
        }
        // A scalar cannot be an object. One sent as a scalar would fail the whole request.
        values.push(JSON.stringify(isScalar && (isObject(value) || Array.isArray(value)) ? null : (value ?? null)));
      }
      return values;
    },
  };
}

function isSpecifiedScalar(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE
    ? isSpecifiedScalar(type.type)
    : type.kind === Kind.NAMED_TYPE && specifiedScalarTypes.some(({ name }) => name === type.name.value);
}

/**
 * The nearest first. One path may lead through objects of several types. Some of these have the context, and others are
 * below an object that has it.
 */
function sourcesOf({ contextRewrites = [] }: FetchNode, path: readonly string[], variable?: string): ContextSource[] {
  return contextRewrites
    .filter(({ renameKeyTo }) => variable === undefined || renameKeyTo === variable)
    .map(({ path: steps }) => {
      const levels = steps.findLastIndex((step) => step === '..') + 1;
      const type = typeConditionIn(steps[levels] ?? '');
      return { depth: path.length - levels, type, steps: steps.slice(type === null ? levels : levels + 1) };
    })
    .toSorted((one, other) => other.depth - one.depth);
}

function typeConditionIn(step: string): string | null {
  return step.startsWith('... on ') ? step.slice('... on '.length) : null;
}

function isOfType(object: Data | undefined, type: string | null, types: TypeSystem): boolean {
  const typename = object?.['__typename'];
  return type === null || typeof typename !== 'string' || types.isSubtype(type, typename);
}

/** Undefined where a field is missing. */
function valueAt(value: unknown, [step, ...rest]: readonly string[], types: TypeSystem): unknown {
  if (step === undefined || value == null) {
    return value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => valueAt(item, [step, ...rest], types));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isObject(value)) {
    return undefined;
  }
  const type = typeConditionIn(step);
  return type === null
    ? valueAt(fieldOf(value, step), rest, types)
    : isOfType(value, type, types)
      ? valueAt(value, rest, types)
      : undefined;
}
