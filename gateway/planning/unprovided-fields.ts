import type { QueryPlan } from '@apollo/query-planner';
import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { viewsBelow, groupKey, runAbstractly, typesOf, viewsOf, type Facts, type View } from './abstract-run.ts';
import type { InternalNames } from './internal-names.ts';
import { dependsOnType } from './collect-fields.ts';

/** A field that an operation selects but no fetch of its plan gives. */
export type Unprovided = { type: string; field: string };

/**
 * Limit on the visited objects, each a group of views with its selections. Anything beyond is assumed to be complete.
 */
const objectsMax = 20_000;

/**
 * Finds a field that an operation selects and its plan does not provide, for any possible type of an object. Null where
 * the plan is complete. The plan is executed over types, so one check per plan is enough. The document is the planned
 * operation with the client's names.
 */
export function findUnprovided(
  node: QueryPlan['node'],
  document: DocumentNode,
  { schema, names, facts }: { schema: GraphQLSchema; names: InternalNames; facts: Facts },
): Unprovided | null {
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const rootType = definition === undefined ? undefined : schema.getRootType(definition.operation);
  if (definition === undefined || rootType == null) {
    return null;
  }
  const root = runAbstractly(node, rootType.name, facts);
  if (root === null) {
    return null;
  }
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const numbers = new Map<SelectionSetNode, number>();
  const numberOf = (set: SelectionSetNode): number => {
    const number = numbers.get(set) ?? numbers.size;
    numbers.set(set, number);
    return number;
  };
  const seen = new Set<string>();

  const check = (
    group: readonly View[],
    type: GraphQLCompositeType,
    sets: readonly SelectionSetNode[],
  ): Unprovided | null => {
    const key = `${groupKey(group)} ${type.name} ${sets.map(numberOf).join()}`;
    if (seen.has(key) || seen.size >= objectsMax) {
      return null;
    }
    seen.add(key);
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
    // Objects of an interface without types are known by the interface alone.
    const known = new Set(possible.length === 0 ? [type.name] : possible);
    const needsTypename =
      isAbstractType(type) && !(isInterfaceType(type) && !dependsOnType(sets, type, { schema, fragments }));
    for (const each of typesOf(group).filter((name) => known.has(name))) {
      if (needsTypename && (!known.has(each) || !viewsOf(group, each).some((view) => hasTypename(view, each)))) {
        return { type: type.name, field: '__typename' };
      }
      for (const nodes of fieldsOn(each, sets, { fragments, facts }).values()) {
        const found = checkField(group, each, nodes);
        if (found !== null) {
          return found;
        }
      }
    }
    return null;
  };

  const checkField = (group: readonly View[], type: string, nodes: readonly FieldNode[]): Unprovided | null => {
    const [first] = nodes;
    const parent = schema.getType(type);
    const field = first?.name.value ?? '';
    if (first === undefined || field.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) {
      return null;
    }
    const inside = viewsBelow(group, type, names.of(first));
    if (inside === null) {
      return { type, field };
    }
    const fieldType = getNamedType(parent.getFields()[field]?.type);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return isCompositeType(fieldType) && inside.length > 0 ? check(inside, fieldType, sets) : null;
  };

  return check([root], rootType, [definition.selectionSet]);
}

/** The fields selected on a type, by response name. */
function fieldsOn(
  type: string,
  sets: readonly SelectionSetNode[],
  { fragments, facts }: { fragments: ReadonlyMap<string, FragmentDefinitionNode>; facts: Facts },
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        fields.set(name, [...(fields.get(name) ?? []), selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (visited.has(selection.name.value)) {
          continue;
        }
        visited.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      if (fragment !== undefined && (condition === undefined || facts.isSubtype(condition, type))) {
        collect(fragment.selectionSet);
      }
    }
  };
  sets.forEach(collect);
  return fields;
}

function hasTypename({ types }: View, type: string): boolean {
  return types.get(type)?.has('__typename') === true;
}

/** The error for an operation with a field that no plan provides. */
export function unprovidedError({ type, field }: Unprovided): GraphQLError {
  return new GraphQLError(
    field === '__typename'
      ? `The subgraph that gives these objects of \`${type}\` does not know their types, and no plan was found that fetches the types. Request fields of \`${type}\` alone, without \`__typename\` and fragments on its types.`
      : `No plan was found that gives \`${type}.${field}\` here. Leave it out, or request \`${field}\` where another field leads to objects of \`${type}\`.`,
    { extensions: { code: 'FIELD_NOT_AVAILABLE' } },
  );
}
