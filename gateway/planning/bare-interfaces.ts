import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/**
 * Turns interfaces without types into object types, for Apollo's planner. Objects of such an interface come from
 * subgraphs that know it as an object (`@interfaceObject`). The planner looks for their types in a subgraph that has
 * the interface, and fails, even if no client asked for the type. Returns the same definitions where there is no such
 * interface.
 */
export function withoutBareInterfaces(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const implemented = new Set(
    definitions.flatMap((each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? (each.interfaces ?? []).map(({ name }) => name.value)
        : [],
    ),
  );
  const isBare = (each: DefinitionNode): each is InterfaceTypeDefinitionNode =>
    each.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    (each.interfaces ?? []).length === 0 &&
    !implemented.has(each.name.value) &&
    (each.directives ?? []).some(isInterfaceObject);
  return definitions.some(isBare) ? definitions.map((each) => (isBare(each) ? asObjectType(each) : each)) : definitions;
}

function asObjectType({ directives = [], ...definition }: InterfaceTypeDefinitionNode): ObjectTypeDefinitionNode {
  return {
    ...definition,
    kind: Kind.OBJECT_TYPE_DEFINITION,
    directives: directives.map((each): ConstDirectiveNode => {
      if (each.name.value !== 'join__type') {
        return each;
      }
      const args = (each.arguments ?? []).filter(
        ({ name }) => name.value !== 'isInterfaceObject' && name.value !== 'resolvable',
      );
      // A subgraph with the interface but none of its types can resolve no objects of it.
      const isResolvable = isInterfaceObject(each) && !isUnresolvable(each);
      const hasKey = args.some(({ name }) => name.value === 'key');
      return {
        ...each,
        arguments: isResolvable || !hasKey ? args : [...args, { ...unresolvable }],
      };
    }),
  };
}

const unresolvable = {
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: 'resolvable' },
  value: { kind: Kind.BOOLEAN, value: false },
} as const;

function isInterfaceObject({ name, arguments: args = [] }: ConstDirectiveNode): boolean {
  return name.value === 'join__type' && args.some((each) => isFlag(each, 'isInterfaceObject', true));
}

function isUnresolvable({ arguments: args = [] }: ConstDirectiveNode): boolean {
  return args.some((each) => isFlag(each, 'resolvable', false));
}

function isFlag(
  { name, value }: NonNullable<ConstDirectiveNode['arguments']>[number],
  flag: string,
  expected: boolean,
): boolean {
  return name.value === flag && value.kind === Kind.BOOLEAN && value.value === expected;
}
