import {
  isAbstractType,
  isInterfaceType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** The schema and the fragments to which selections refer. */
type CollectContext = { schema: GraphQLSchema; fragments: Pick<ReadonlyMap<string, FragmentDefinitionNode>, 'get'> };

/** The fields selected on an object type, by response name (https://spec.graphql.org/draft/#CollectFields()). */
export function collectFields(
  type: GraphQLObjectType | GraphQLInterfaceType,
  selections: readonly SelectionSetNode[],
  { schema, fragments }: CollectContext,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = ({ selections: parts }: SelectionSetNode): void => {
    for (const selection of parts) {
      if (selection.kind === Kind.FIELD) {
        const responseName = (selection.alias ?? selection.name).value;
        const nodes = fields.get(responseName) ?? [];
        nodes.push(selection);
        fields.set(responseName, nodes);
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      if (isSpread && visited.has(selection.name.value)) {
        continue;
      }
      const fragment = isSpread ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      if (fragment !== undefined && (condition === undefined || isOfType(type, condition, schema))) {
        if (isSpread) {
          visited.add(selection.name.value);
        }
        collect(fragment.selectionSet);
      }
    }
  };
  selections.forEach(collect);
  return fields;
}

/**
 * Whether the selected fields differ between the possible types of an object, or include its type. If not, the planner
 * does not fetch the type where a subgraph knows only the interface (`@interfaceObject`).
 */
export function dependsOnType(
  sets: readonly SelectionSetNode[],
  type: GraphQLAbstractType,
  context: CollectContext,
): boolean {
  const possible = context.schema.getPossibleTypes(type);
  // An interface may have no types. Subgraphs then know its objects by the interface alone.
  const [first, ...others] = (possible.length === 0 && isInterfaceType(type) ? [type] : possible).map((each) =>
    [...collectFields(each, sets, context).values()].flat(),
  );
  return (
    first === undefined ||
    first.some(({ name }) => name.value === '__typename') ||
    others.some((nodes) => nodes.length !== first.length || nodes.some((node, index) => node !== first[index]))
  );
}

function isOfType(type: GraphQLObjectType | GraphQLInterfaceType, condition: string, schema: GraphQLSchema): boolean {
  const conditionType = schema.getType(condition);
  return conditionType === type || (isAbstractType(conditionType) && schema.isSubType(conditionType, type));
}
