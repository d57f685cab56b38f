import { Kind, parse } from 'graphql';
import type { DefinitionNode, FieldDefinitionNode, Location, StringValueNode } from 'graphql';

/**
 * The parts of a subgraph's SDL without a description, by schema coordinate (`Type.field(argument:)`) and line: types,
 * fields, arguments, input fields and enum values. Root types need none, since composition describes them. Neither do
 * the only `input` of a mutation, which its type describes, and parts of directives.
 */
export function missingDescriptions(sdl: string): { coordinate: string; line: number }[] {
  return parse(sdl)
    .definitions.flatMap(describablesOf)
    .filter(({ node }) => !node.description?.value.trim())
    .map(({ coordinate, node }) => ({ coordinate, line: node.loc?.startToken.line ?? 0 }));
}

const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);
/** Type of an argument of `@cacheControl`, which every subgraph has to define for itself. */
const cacheControlScope = 'CacheControlScope';

type Described = { description?: StringValueNode | undefined; loc?: Location | undefined };
type Describable = { coordinate: string; node: Described };

function describablesOf(definition: DefinitionNode): Describable[] {
  switch (definition.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return [{ coordinate: definition.name.value, node: definition }];

    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const type = definition.name.value;
      const fields = (definition.fields ?? []).flatMap((field) => describablesOfField(type, field));
      return rootTypes.has(type) ? fields : [{ coordinate: type, node: definition }, ...fields];
    }

    // An extension describes no type, but its fields need descriptions.
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return (definition.fields ?? []).flatMap((field) => describablesOfField(definition.name.value, field));

    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION: {
      const type = definition.name.value;
      const fields = (definition.fields ?? []).map((field) => ({
        coordinate: `${type}.${field.name.value}`,
        node: field,
      }));
      return definition.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION
        ? fields
        : [{ coordinate: type, node: definition }, ...fields];
    }

    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION: {
      const type = definition.name.value;
      if (type === cacheControlScope) {
        return [];
      }
      const values = (definition.values ?? []).map((value) => ({
        coordinate: `${type}.${value.name.value}`,
        node: value,
      }));
      return definition.kind === Kind.ENUM_TYPE_EXTENSION
        ? values
        : [{ coordinate: type, node: definition }, ...values];
    }

    default:
      return [];
  }
}

function describablesOfField(type: string, field: FieldDefinitionNode): Describable[] {
  const coordinate = `${type}.${field.name.value}`;
  const described = (field.arguments ?? []).filter(({ name }) => !(type === 'Mutation' && name.value === 'input'));
  return [
    { coordinate, node: field },
    ...described.map((argument) => ({ coordinate: `${coordinate}(${argument.name.value}:)`, node: argument })),
  ];
}
