import {
  isAbstractType,
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
  type ArgumentNode,
  type ASTNode,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type FieldNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldTypeIn } from '../composed/field-type.ts';
import { fieldSet } from '../composed/join-directives.ts';

/** A field in `@requires` or `@fromContext`, with its arguments there. */
export type RequiredVariant = { field: string; arguments: readonly ArgumentNode[] };

export type SeparatedSupergraph = {
  /** The supergraph for planners. */
  definitions: readonly DefinitionNode[];
  /** The fields and arguments of the variants, by the names that only planners know. */
  variants: ReadonlyMap<string, RequiredVariant>;
};

type Fielded = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Replaces, for planners, fields that a supergraph requires with different arguments. Planners know a required field by
 * its name alone, and fetch one value for all. So each combination of arguments becomes a field of its own, on every
 * type that has the field. Null where no field is required with different arguments.
 */
export function separateVariants(
  definitions: readonly DefinitionNode[],
  schema: GraphQLSchema,
): SeparatedSupergraph | null {
  const required = requiredFields(definitions, schema);
  const names = namesOfVariants(required, definitions);
  if (names.size === 0) {
    return null;
  }
  const nameOf = ({ name, arguments: args }: FieldNode) => names.get(name.value)?.get(textOf(args));
  const variants = new Map<string, RequiredVariant>();
  /** The variants of each type: field names by variant name. */
  const added = new Map<string, Map<string, string>>();
  for (const { parent, node } of required) {
    const name = nameOf(node);
    if (name !== undefined) {
      variants.set(name, { field: node.name.value, arguments: node.arguments ?? [] });
      for (const type of familyOf(parent, schema)) {
        added.set(type, (added.get(type) ?? new Map<string, string>()).set(name, node.name.value));
      }
    }
  }
  const withVariants = (text: string): string =>
    withoutBraces(
      visit(fieldSet(text), {
        Field: (node) => {
          const name = nameOf(node);
          return name === undefined ? undefined : { ...node, name: { ...node.name, value: name }, arguments: [] };
        },
      }),
    );
  const changed = definitions.map((definition) =>
    isFielded(definition)
      ? {
          ...definition,
          fields: withCopies(definition, added.get(definition.name.value) ?? new Map()).map((field) =>
            withFieldSets(field, withVariants),
          ),
        }
      : definition,
  );
  return { definitions: changed, variants };
}

/** Arguments as text, sorted, since their order does not matter. */
export function textOf(args: readonly ArgumentNode[] = []): string {
  return args.map(print).toSorted().join();
}

type Required = { parent: string; node: FieldNode };

function requiredFields(definitions: readonly DefinitionNode[], schema: GraphQLSchema): Required[] {
  const found: Required[] = [];
  const collect = (parent: string, { selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.typeCondition?.name.value ?? parent, selection.selectionSet);
      } else if (selection.kind === Kind.FIELD && selection.name.value !== '__typename') {
        found.push({ parent, node: selection });
        const type = fieldTypeIn(schema, parent, selection.name.value);
        if (selection.selectionSet !== undefined && type !== undefined) {
          collect(type.name, selection.selectionSet);
        }
      }
    }
  };
  for (const definition of definitions.filter(isFielded)) {
    for (const field of definition.fields ?? []) {
      visitFieldSets(field, (text, context) => {
        for (const type of context === null ? [definition.name.value] : contextTypes(definitions, context)) {
          collect(type, fieldSet(text));
        }
      });
    }
  }
  return found;
}

/** The name of each variant, by field and arguments. Only for fields that are required with different arguments. */
function namesOfVariants(
  required: readonly Required[],
  definitions: readonly DefinitionNode[],
): Map<string, Map<string, string>> {
  const taken = new Set(
    definitions.filter(isFielded).flatMap(({ fields = [] }) => fields.map(({ name }) => name.value)),
  );
  const names = new Map<string, Map<string, string>>();
  for (const [field, all] of Map.groupBy(required, ({ node }) => node.name.value)) {
    const texts = [...new Set(all.map(({ node }) => textOf(node.arguments)))];
    if (texts.length > 1) {
      const byText = texts.map((text, index): [string, string] => {
        let name = `${field}__with_${index}`;
        while (taken.has(name)) {
          name += '_';
        }
        return [text, name];
      });
      names.set(field, new Map(byText));
    }
  }
  return names;
}

/** A type, with all its possible types and the interfaces that implement it. */
function familyOf(name: string, schema: GraphQLSchema): string[] {
  const type = schema.getType(name);
  if (!isAbstractType(type)) {
    return [name];
  }
  const { objects, interfaces } =
    'getInterfaces' in type
      ? schema.getImplementations(type)
      : { objects: schema.getPossibleTypes(type), interfaces: [] };
  return [name, ...objects.map((each) => each.name), ...interfaces.map((each) => each.name)];
}

/**
 * Adds copies of fields under other names. A copy has no arguments, and keeps the directives that say which subgraphs
 * have the field.
 */
function withCopies({ fields = [] }: Fielded, copies: ReadonlyMap<string, string>): FieldDefinitionNode[] {
  const copied = [...copies].flatMap(([name, field]) => {
    const original = fields.find((each) => each.name.value === field);
    return original === undefined
      ? []
      : [
          {
            kind: Kind.FIELD_DEFINITION,
            name: { kind: Kind.NAME, value: name },
            type: original.type,
            directives: (original.directives ?? []).filter((each) =>
              /^(?:join__field|inaccessible)$/.test(each.name.value),
            ),
          } as const,
        ];
  });
  return [...fields, ...copied];
}

/**
 * Calls the visitor with each field set that a field requires, and the context in which it is resolved. The context is
 * null where the object itself has the fields.
 */
function visitFieldSets(field: FieldDefinitionNode, visitor: (text: string, context: string | null) => void): void {
  withFieldSets(field, (text, context) => {
    visitor(text, context);
    return text;
  });
}

function withFieldSets(
  field: FieldDefinitionNode,
  change: (text: string, context: string | null) => string,
): FieldDefinitionNode {
  const changeContextual = (value: ConstValueNode): ConstValueNode => {
    if (value.kind === Kind.LIST) {
      return { ...value, values: value.values.map(changeContextual) };
    }
    if (value.kind !== Kind.OBJECT) {
      return value;
    }
    const context = value.fields.find(({ name }) => name.value === 'context')?.value;
    return {
      ...value,
      fields: value.fields.map((each) => {
        if (each.name.value !== 'selection' || each.value.kind !== Kind.STRING || context?.kind !== Kind.STRING) {
          return each;
        }
        const [, inBraces] = /^\s*\{([^]*)\}\s*$/.exec(each.value.value) ?? [];
        const changed = change(inBraces ?? each.value.value, context.value);
        return { ...each, value: { ...each.value, value: inBraces === undefined ? changed : `{ ${changed} }` } };
      }),
    };
  };
  const changeArgument = (argument: ConstArgumentNode): ConstArgumentNode => {
    if (argument.name.value === 'requires' && argument.value.kind === Kind.STRING) {
      return { ...argument, value: { ...argument.value, value: change(argument.value.value, null) } };
    }
    return argument.name.value === 'contextArguments'
      ? { ...argument, value: changeContextual(argument.value) }
      : argument;
  };
  const directives = (field.directives ?? []).map((directive): ConstDirectiveNode =>
    directive.name.value === 'join__field'
      ? { ...directive, arguments: (directive.arguments ?? []).map(changeArgument) }
      : directive,
  );
  return { ...field, directives };
}

/** The types that have a context. */
function contextTypes(definitions: readonly DefinitionNode[], context: string): string[] {
  return definitions.flatMap((definition) =>
    'directives' in definition &&
    'name' in definition &&
    definition.name !== undefined &&
    (definition.directives ?? []).some(
      (each) =>
        each.name.value === 'context' &&
        (each.arguments ?? []).some(({ value }) => value.kind === Kind.STRING && value.value === context),
    )
      ? [definition.name.value]
      : [],
  );
}

function isFielded(definition: ASTNode): definition is Fielded {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function withoutBraces(set: SelectionSetNode): string {
  return stripIgnoredCharacters(print(set)).slice(1, -1);
}
