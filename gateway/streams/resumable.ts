import {
  isInterfaceType,
  isObjectType,
  getNamedType,
  Kind,
  parse,
  parseType,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import type { InternalNames } from '../planning/internal-names.ts';
import { argumentOf } from '../planning/join-directives.ts';

/**
 * What a subgraph says of a subscription with `@resumable(argument:, cursor:)`: each event has a cursor in this field, and with it as this argument the subscription continues after the
 * event.
 */
export type Resumable = { argument: string; argumentType: string; cursor: string };

/** A subscription that was prepared to be resumed. */
export type Resumption = {
  document: DocumentNode;
  /** The variable that takes the cursor to continue after. */
  variable: string;
  /** Under which name events carry their cursor. */
  cursorName: string;
  /** What the client gave in place of that variable. */
  given: ValueNode | null;
};

/** The subscriptions that can be resumed, by field. */
export function resumablesIn(supergraphSdl: string, apiSchema: GraphQLSchema): ReadonlyMap<string, Resumable> {
  const subscription = apiSchema.getSubscriptionType();
  const found = new Map<string, Resumable>();
  if (subscription == null || !supergraphSdl.includes('@resumable')) {
    return found;
  }
  visit(parse(supergraphSdl, { noLocation: true }), {
    ObjectTypeDefinition: (type) => (type.name.value === subscription.name ? undefined : false),
    FieldDefinition: ({ name, directives = [] }) => {
      const directive = directives.find((each) => each.name.value === 'resumable');
      const field = subscription.getFields()[name.value];
      if (directive === undefined || field === undefined) {
        return;
      }
      const argument = field.args.find((each) => each.name === argumentOf(directive, 'argument'));
      const cursor = argumentOf(directive, 'cursor') ?? '';
      const type = getNamedType(field.type);
      if (argument !== undefined && (isObjectType(type) || isInterfaceType(type)) && cursor in type.getFields()) {
        found.set(name.value, { argument: argument.name, argumentType: String(argument.type), cursor });
      }
    },
  });
  return found;
}

/**
 * Prepares a subscription with internal names to be resumed: its events carry their cursor, whether or not the client asked for it, and the argument is a variable of ours. Null where
 * it cannot be resumed. `roots` are the selections of its one root field.
 */
export function makeResumable(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  roots: readonly FieldNode[],
  { resumables, names }: { resumables: ReadonlyMap<string, Resumable>; names: InternalNames },
): Resumption | null {
  const [first] = roots;
  const resumable = first === undefined ? undefined : resumables.get(first.name.value);
  if (resumable === undefined) {
    return null;
  }
  const { argument: argumentName, argumentType, cursor } = resumable;
  const variable = { kind: Kind.VARIABLE, name: nameNode(names.ofOurs(argumentName)) } as const;
  const cursorName = names.ofOurs(cursor);
  const asResumed = (field: FieldNode): FieldNode => ({
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter(({ name }) => name.value !== argumentName),
      { kind: Kind.ARGUMENT, name: nameNode(argumentName), value: variable },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        { kind: Kind.FIELD, alias: nameNode(cursorName), name: nameNode(cursor) },
        ...(field.selectionSet?.selections ?? []),
      ],
    },
  });
  return {
    variable: variable.name.value,
    cursorName,
    given: first?.arguments?.find(({ name }) => name.value === argumentName)?.value ?? null,
    document: visit(document, {
      Field: (field) => (roots.includes(field) ? asResumed(field) : undefined),
      OperationDefinition: {
        leave: (each) =>
          each.name?.value === operation.name?.value
            ? {
                ...each,
                variableDefinitions: [
                  ...(each.variableDefinitions ?? []),
                  { kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(argumentType, { noLocation: true }) },
                ],
              }
            : undefined,
      },
    }),
  };
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}
