import type { FetchNode } from '@apollo/query-planner';
import { Kind, specifiedScalarTypes, type OperationDefinitionNode, type TypeNode } from 'graphql';
import type { TypeSystem } from '../composed/type-system.ts';
import { fieldOf, isObject, type Data } from './data.ts';

/** The fault of an object without a `__typename` that the supergraph knows. */
export const noKnownType = 'an earlier answer gave it no known type';

/** The arguments of a fetch that come from above what it asks for (`@fromContext`). */
export type ContextualArguments = {
  /** Gives their values for the last of these objects, which lead from the root to it. */
  valuesAlong(along: readonly Data[], problems: Causes): ContextValues | Lacking;
};

/** Why an object lacks something; undefined where no error is the cause. */
type Causes = { causeIn(object: Data): unknown };

/** The value of each argument, as JSON; null where it does not concern an object: what has that argument was asked for below objects of other types. */
export type ContextValues = readonly (string | null)[];

/** The object that lacks a value because of a failure, and then nothing can be asked; with what is wrong about it, if no error is the cause. */
export type Lacking = { lackedBy: Data; what: string | null };

/** How one value is found: in which of the objects, if it is of this type, along these fields. */
type Source = { depth: number; type: string | null; steps: readonly string[] };

/** The variables of a fetch that stand for contextual arguments. */
export function contextualVariables({ contextRewrites = [] }: FetchNode): string[] {
  return [...new Set(contextRewrites.map(({ renameKeyTo }) => renameKeyTo))].toSorted();
}

/** The paths of names from the root at which a fetch finds its contextual arguments, and what leads to them. */
export function contextPaths(fetch: FetchNode, path: readonly string[]): string[][] {
  return sourcesOf(fetch, path).flatMap(({ depth, steps }) => {
    const names = steps.filter((step) => typeConditionIn(step) === null);
    return names.map((_, index) => [...path.slice(0, depth), ...names.slice(0, index + 1)]);
  });
}

/** Compiles how a fetch at a path finds its contextual arguments; null where it has none. */
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
        // Not even the nearest of these sources need be the nearest context: the objects here may be of types for which other fetches of the plan are.
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
            return { lackedBy: unknown, what: noKnownType };
          }
          values.push(null);
          continue;
        }
        const value = applying
          .filter(({ depth }) => depth === nearest.depth)
          .map(({ steps }) => valueAt(object, steps, types))
          .find((found) => found !== undefined);
        // Where nothing failed there is no value, which is null.
        if (value === undefined && problems.causeIn(object) !== undefined) {
          return { lackedBy: object, what: null };
        }
        // An object cannot be a scalar: one that is sent as such fails the whole request.
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

/** The nearest first: one path may lead through objects of several types, of which some have the context and others are below one that has it. */
function sourcesOf({ contextRewrites = [] }: FetchNode, path: readonly string[], variable?: string): Source[] {
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

/** Undefined where something is missing. */
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
