import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { CostPart } from './cost-parts.ts';
import type { CostInputs } from './plan-cost.ts';

/**
 * A field of the API that a client sees, by its coordinate. Undefined for a hidden one: plans are made with the whole
 * supergraph, so they have fields that a refusal must not name.
 */
export function shownField(apiSchema: GraphQLSchema, coordinate: string): GraphQLField<unknown, unknown> | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = apiSchema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}

/**
 * The slicing arguments of which a field needs one, as texts like `first` and `page.size`. Only those that the client
 * sees: empty where only hidden arguments or hidden types have such a rule, so the client could not satisfy it.
 */
export function missingSlices(
  { coordinate, requiring }: CostPart,
  { variables }: CostInputs,
  apiSchema: GraphQLSchema,
): string[] {
  const field = shownField(apiSchema, coordinate);
  const paths = requiring
    .filter((sizer) => shownField(apiSchema, sizer.coordinate) !== undefined && sizer.isInvalidFor(variables))
    .flatMap(({ rule }) => rule.slicingArguments)
    .filter(([argument, ...path]) => {
      const definition = field?.args.find(({ name }) => name === argument);
      return definition !== undefined && hasInput(getNamedType(definition.type), path);
    });
  return [...new Set(paths.map((path) => path.join('.')))];
}

/** Whether an input type has a field at this path. */
function hasInput(type: GraphQLNamedType, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) {
    return true;
  }
  const field = isInputObjectType(type) ? type.getFields()[name] : undefined;
  return field !== undefined && hasInput(getNamedType(field.type), rest);
}
