import { isInterfaceType, isObjectType, getNamedType, parse, visit, type GraphQLSchema } from 'graphql';
import { argumentOf } from './join-directives.ts';

/**
 * What a subgraph says of a subscription with `@resumable(argument:, cursor:)`: each event has a cursor in this field, and with it as this argument the subscription continues after the
 * event.
 */
export type Resumable = { argument: string; argumentType: string; cursor: string };

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
