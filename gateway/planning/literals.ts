import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  parseType,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type ConstValueNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type ObjectFieldNode,
  type OperationDefinitionNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { InternalNames } from './internal-names.ts';
import { mapFetches } from './map-fetches.ts';

/** A variable that stands for a literal while an operation is planned. */
type Placeholder = { variable: string; type: string; literal: ValueNode };

/**
 * Plans a document so that subgraphs get the literals of custom scalars and IDs as the client wrote them. Planners keep
 * values but not their text: `1.10` would become `1.1`, large integers would be rounded, enums in JSON would become
 * strings. So each literal is replaced by a variable before planning. Literals and default values of variables are
 * restored in the operations of the plan.
 */
export function planWithLiterals(
  document: DocumentNode,
  {
    schema,
    names,
    plan,
  }: { schema: GraphQLSchema; names: InternalNames; plan: (document: DocumentNode) => QueryPlan['node'] },
): QueryPlan['node'] {
  const { hoisted, placeholders } = hoist(document, schema, names);
  const node = plan(hoisted);
  const definitions = definitionsIn(document);
  const hasDefaults = [...definitions.values()].some(({ defaultValue }) => defaultValue !== undefined);
  if (node === undefined || (placeholders.size === 0 && !hasDefaults)) {
    return node;
  }
  const restored = (fetch: FetchNode): FetchNode => withLiterals(fetch, placeholders, definitions);
  return node.kind === 'Subscription'
    ? {
        ...node,
        primary: restored(node.primary),
        ...(node.rest === undefined ? {} : { rest: mapFetches(node.rest, restored) }),
      }
    : mapFetches(node, restored);
}

function hoist(
  document: DocumentNode,
  schema: GraphQLSchema,
  names: InternalNames,
): { hoisted: DocumentNode; placeholders: Map<string, Placeholder> } {
  /** Keyed by type and text. Equal literals share a variable, since fields with equal arguments are merged. */
  const byContent = new Map<string, Placeholder>();
  const placeholderFor = (literal: ValueNode, type: string): ValueNode => {
    const content = `${type} ${print(literal)}`;
    const variable = names.ofGateway(`literal${byContent.size}`);
    const placeholder = byContent.get(content) ?? { variable, type, literal };
    byContent.set(content, placeholder);
    return variableNode(placeholder.variable);
  };
  const types = new TypeInfo(schema);
  const replaced: DocumentNode = visit(
    document,
    visitWithTypeInfo(types, {
      Argument: (argument) => {
        const type = types.getInputType();
        return type == null || !isChangeable(argument.value, type)
          ? undefined
          : { ...argument, value: placeholderFor(argument.value, String(type)) };
      },
    }),
  );
  const placeholders = new Map([...byContent.values()].map((each) => [each.variable, each]));
  if (placeholders.size === 0) {
    return { hoisted: document, placeholders };
  }
  const added = [...placeholders.values()].map(({ variable, type }): VariableDefinitionNode => ({
    kind: Kind.VARIABLE_DEFINITION,
    variable: variableNode(variable),
    type: parseType(type, { noLocation: true }),
  }));
  const definitions = replaced.definitions.map((each) =>
    each.kind === Kind.OPERATION_DEFINITION
      ? { ...each, variableDefinitions: [...(each.variableDefinitions ?? []), ...added] }
      : each,
  );
  return { hoisted: { ...replaced, definitions }, placeholders };
}

/**
 * Whether planning could change a literal. At risk are numbers, enums, lists and objects of a custom scalar, and
 * numbers of an ID, at any depth.
 */
function isChangeable(value: ValueNode, type: GraphQLInputType): boolean {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    return value.kind === Kind.LIST
      ? value.values.some((item) => isChangeable(item, nullable.ofType))
      : isChangeable(value, nullable.ofType);
  }
  if (isInputObjectType(nullable)) {
    const definitions = nullable.getFields();
    const isFieldChangeable = ({ name, value: inner }: ObjectFieldNode) => {
      const definition = definitions[name.value];
      return definition !== undefined && isChangeable(inner, definition.type);
    };
    return value.kind === Kind.OBJECT && value.fields.some(isFieldChangeable);
  }
  const isExact = isScalarType(nullable) && (nullable.name === 'ID' || !isSpecifiedScalarType(nullable));
  return isExact && !unchanged.has(value.kind);
}

/** The kinds of values that planners keep unchanged. */
const unchanged: ReadonlySet<string> = new Set([Kind.VARIABLE, Kind.STRING, Kind.BOOLEAN, Kind.NULL]);

function definitionsIn(document: DocumentNode): ReadonlyMap<string, VariableDefinitionNode> {
  return new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION
        ? (each.variableDefinitions ?? []).map((definition) => [definition.variable.name.value, definition] as const)
        : [],
    ),
  );
}

/** Restores the literals of a fetch. The variables in a literal become variables of the fetch. */
function withLiterals(
  fetch: FetchNode,
  placeholders: ReadonlyMap<string, Placeholder>,
  definitions: ReadonlyMap<string, VariableDefinitionNode>,
): FetchNode {
  const document = parse(fetch.operation, { noLocation: true });
  const inLiterals = new Set<string>();
  const restored: DocumentNode = visit(document, {
    VariableDefinition: (definition) => {
      const name = definition.variable.name.value;
      const defaultValue = definitions.get(name)?.defaultValue;
      // `false` skips the subtree: a variable is defined here, and not used.
      return placeholders.has(name) ? null : defaultValue === undefined ? false : withDefault(definition, defaultValue);
    },
    Variable: ({ name }) => {
      const literal = placeholders.get(name.value)?.literal;
      if (literal !== undefined) {
        variablesIn(literal).forEach((variable) => inLiterals.add(variable));
      }
      return literal;
    },
  });
  const operation = print(declaring(restored, inLiterals, definitions));
  const usages = (fetch.variableUsages ?? []).filter((name) => !placeholders.has(name));
  return {
    ...fetch,
    operation,
    operationDocumentNode: parse(operation, { noLocation: true }),
    variableUsages: [...new Set([...usages, ...inLiterals])],
  };
}

function withDefault(definition: VariableDefinitionNode, defaultValue: ConstValueNode): VariableDefinitionNode {
  return { ...definition, defaultValue };
}

function variablesIn(node: ASTNode): string[] {
  const found: string[] = [];
  visit(node, { Variable: ({ name }) => void found.push(name.value) });
  return found;
}

/** Adds the client's definitions of these variables, where they are missing. */
function declaring(
  document: DocumentNode,
  variables: ReadonlySet<string>,
  definitions: ReadonlyMap<string, VariableDefinitionNode>,
): DocumentNode {
  const declare = (operation: OperationDefinitionNode): OperationDefinitionNode => {
    const { variableDefinitions: known = [] } = operation;
    const names = new Set(known.map(({ variable }) => variable.name.value));
    const added = [...variables].flatMap((name) => (names.has(name) ? [] : (definitions.get(name) ?? [])));
    return { ...operation, variableDefinitions: [...known, ...added] };
  };
  return {
    ...document,
    definitions: document.definitions.map((each) => (each.kind === Kind.OPERATION_DEFINITION ? declare(each) : each)),
  };
}

function variableNode(name: string) {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
}
