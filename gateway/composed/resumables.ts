import { getNamedType, isInterfaceType, isObjectType, Kind, type DefinitionNode, type GraphQLSchema } from 'graphql';
import { argumentOf } from './join-directives.ts';

/**
 * A subscription with `@resumable(argument:, cursor:)`. Each event has a cursor in the field `cursor`. Passed as
 * `argument`, the cursor continues the subscription after the event.
 */
export type Resumable = { argument: string; argumentType: string; cursor: string };

/** The subscriptions that can be resumed, by field. */
export function resumablesIn(
  definitions: readonly DefinitionNode[],
  apiSchema: GraphQLSchema,
): ReadonlyMap<string, Resumable> {
  const subscription = apiSchema.getSubscriptionType();
  const found = new Map<string, Resumable>();
  if (subscription == null) {
    return found;
  }
  const ofRoot = definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === subscription.name
      ? (definition.fields ?? [])
      : [],
  );
  for (const { name, directives = [] } of ofRoot) {
    const directive = directives.find((each) => each.name.value === 'resumable');
    const field = subscription.getFields()[name.value];
    if (directive === undefined || field === undefined) {
      continue;
    }
    const argument = field.args.find((each) => each.name === argumentOf(directive, 'argument'));
    const cursor = argumentOf(directive, 'cursor') ?? '';
    const type = getNamedType(field.type);
    if (argument !== undefined && (isObjectType(type) || isInterfaceType(type)) && cursor in type.getFields()) {
      found.set(name.value, { argument: argument.name, argumentType: String(argument.type), cursor });
    }
  }
  return found;
}
