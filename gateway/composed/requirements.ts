import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { GraphQLError, Kind, parse, type DefinitionNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { fieldTypeIn } from './field-type.ts';
import { placeOf, requiredSetsIn } from './join-directives.ts';

/** The requirements of fields (`@requires`), to detect plans that do not satisfy them. */
export type Requirements = {
  /**
   * Throws a GraphQLError for a plan that asks for a field without the inputs that the field requires. Apollo's planner
   * makes such plans. The case: a chain of requirements begins in a subgraph that has one of its middle links. The
   * planner then asks for that link without its inputs, and the subgraph computes it from nothing.
   */
  refuseMissingInputs(plan: PlanNode | undefined): void;
};

/** `fieldOf` translates the name of a required variant, which only planners know, to the field that clients know. */
export function requirementsIn(
  definitions: readonly DefinitionNode[],
  supergraphSchema: GraphQLSchema,
  fieldOf: (name: string) => string,
): Requirements {
  const requiredSets = requiredSetsIn(definitions);
  const inputsOf = (subgraph: string, type: string, field: string) =>
    (requiredSets.get(placeOf(subgraph, type, field)) ?? []).flatMap(fieldNamesIn);

  const check = (
    fetch: FetchNode,
    { selections }: SelectionSetNode,
    type: string,
    provided: ReadonlySet<string>,
  ): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        check(fetch, selection.selectionSet, selection.typeCondition?.name.value ?? type, provided);
      } else if (selection.kind === Kind.FIELD) {
        const missing = inputsOf(fetch.serviceName, type, selection.name.value).find((input) => !provided.has(input));
        if (missing !== undefined) {
          throw new GraphQLError(
            `\`${type}.${selection.name.value}\` requires \`${fieldOf(missing)}\`, and no plan was found that provides it there. Request \`${fieldOf(missing)}\`, or the fields that depend on it, in an operation of their own.`,
            { extensions: { code: 'MISSING_REQUIREMENT' } },
          );
        }
        const below = fieldTypeIn(supergraphSchema, type, selection.name.value);
        if (selection.selectionSet !== undefined && below !== undefined) {
          check(fetch, selection.selectionSet, below.name, none);
        }
      }
    }
  };

  return {
    refuseMissingInputs: (plan) => {
      if (requiredSets.size === 0) {
        return;
      }
      for (const fetch of fetchesIn(plan)) {
        const [definition] = parse(fetch.operation, { noLocation: true }).definitions;
        if (definition?.kind === Kind.OPERATION_DEFINITION) {
          const [first] = definition.selectionSet.selections;
          if (fetch.requires !== undefined && first?.kind === Kind.FIELD && first.selectionSet !== undefined) {
            check(fetch, first.selectionSet, '', namesIn(fetch.requires));
          } else {
            const root = supergraphSchema.getRootType(definition.operation)?.name ?? '';
            check(fetch, definition.selectionSet, root, none);
          }
        }
      }
    },
  };
}

const none: ReadonlySet<string> = new Set();

function fetchesIn(node: PlanNode | undefined): FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesIn(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((part) => fetchesIn(part.node));
    default:
      return [];
  }
}

/** The names of all fields in a representation, whatever their type. */
function namesIn(selections: readonly QueryPlanSelectionNode[]): ReadonlySet<string> {
  return new Set(
    selections.flatMap((selection) =>
      selection.kind === 'Field' ? [selection.alias ?? selection.name] : [...namesIn(selection.selections)],
    ),
  );
}

/** The names of the top-level fields of a field set, whatever their type. */
function fieldNamesIn({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      return [selection.name.value];
    }
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldNamesIn(selection.selectionSet) : [];
  });
}
