import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { contextualFieldsIn } from './contextual-fields.ts';
import { argumentOf, fieldSet, subgraphNames } from './join-directives.ts';

/** What the fields of a supergraph require (`@requires`) or take from above (`@fromContext`), to find plans and operations that would get it wrong. */
export type Requirements = {
  /**
   * A field that requires others can be given only for an entity that was told with them. Where a chain of requirements begins in a subgraph that has one of its middle links, Apollo's planner asks for that link
   * without its inputs, and the subgraph computes it from nothing. Throws a GraphQLError for a plan that does.
   */
  refuseMissingInputs(plan: PlanNode | undefined): void;
  /**
   * Two fields that require a third with different arguments, or take it from above, cannot be asked for together: what is required goes by its name alone, in the representation too. Planners then give one of them what the
   * other requires, without a word. Throws a GraphQLError instead.
   */
  refuseConflicts(document: DocumentNode): void;
};

type Requirement = { subgraph: string; selectionSet: SelectionSetNode };

export function requirementsIn(
  supergraphSdl: string,
  { apiSchema, supergraphSchema }: { apiSchema: GraphQLSchema; supergraphSchema: GraphQLSchema },
): Requirements {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const byField = readRequirements(definitions);
  const contextualFields = contextualFieldsIn(definitions);
  const requirementsOf = (type: string, field: string) => byField.get(`${type}.${field}`) ?? [];
  const objectTypesOf = (schema: GraphQLSchema, type: GraphQLNamedType | null | undefined) =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : type == null ? [] : [type];
  const readsOf = (owner: string, field: string) =>
    contextualFields.flatMap((each) => (each.type === owner && each.field === field ? each.reads : []));
  /** What is needed for a field, of its own object or of one above, by the types that these can be of. */
  const needsOf = (owner: string, field: string) => [
    ...requirementsOf(owner, field).map(({ selectionSet }) => ({ owner, selectionSet })),
    ...readsOf(owner, field).flatMap(({ type, selectionSet }) =>
      objectTypesOf(supergraphSchema, supergraphSchema.getType(type)).map(({ name }) => ({
        owner: name,
        selectionSet,
      })),
    ),
  ];
  const inputsOf = (subgraph: string, type: string, field: string) =>
    requirementsOf(type, field)
      .filter((requirement) => requirement.subgraph === subgraph)
      .flatMap(({ selectionSet }) => [...argumentsByPath(selectionSet).keys()].filter((path) => !path.includes('.')));

  const check = (fetch: FetchNode, { selections }: SelectionSetNode, type: string, told: ReadonlySet<string>): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        check(fetch, selection.selectionSet, selection.typeCondition?.name.value ?? type, told);
      } else if (selection.kind === Kind.FIELD) {
        const missing = inputsOf(fetch.serviceName, type, selection.name.value).find((input) => !told.has(input));
        if (missing !== undefined) {
          throw new GraphQLError(
            `\`${type}.${selection.name.value}\` requires \`${missing}\`, and no plan was found that brings it there. Ask for \`${missing}\`, or for what depends on this, in an operation of its own.`,
            { extensions: { code: 'MISSING_REQUIREMENT' } },
          );
        }
        const parent = supergraphSchema.getType(type);
        const below = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : null;
        if (selection.selectionSet !== undefined && below != null) {
          check(fetch, selection.selectionSet, getNamedType(below.type).name, none);
        }
      }
    }
  };

  return {
    refuseMissingInputs: (plan) => {
      if (byField.size === 0) {
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
    refuseConflicts: (document) => {
      if (byField.size === 0 && contextualFields.length === 0) {
        return;
      }
      const required = new Map<string, string>();
      const types = new TypeInfo(apiSchema);
      visit(
        document,
        visitWithTypeInfo(types, {
          Field: ({ name }) => {
            for (const type of objectTypesOf(apiSchema, types.getParentType())) {
              for (const { owner, selectionSet } of needsOf(type.name, name.value)) {
                for (const [path, args] of argumentsByPath(selectionSet)) {
                  const place = `${owner}.${path}`;
                  refuseOther(place, required.get(place) ?? args, args);
                  required.set(place, args);
                }
              }
            }
          },
        }),
      );
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

/** The names of the fields that a representation holds, of whichever type. */
function namesIn(selections: readonly QueryPlanSelectionNode[]): ReadonlySet<string> {
  return new Set(
    selections.flatMap((selection) =>
      selection.kind === 'Field' ? [selection.alias ?? selection.name] : [...namesIn(selection.selections)],
    ),
  );
}

function readRequirements(definitions: readonly DefinitionNode[]): Map<string, Requirement[]> {
  const nameOf = subgraphNames(definitions);
  const byField = new Map<string, Requirement[]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) {
      continue;
    }
    for (const { name, directives = [] } of definition.fields ?? []) {
      const requirements = directives.flatMap((directive) => {
        const requires = directive.name.value === 'join__field' ? argumentOf(directive, 'requires') : undefined;
        return requires === undefined
          ? []
          : [{ subgraph: nameOf(argumentOf(directive, 'graph')), selectionSet: fieldSet(requires) }];
      });
      if (requirements.length > 0) {
        byField.set(`${definition.name.value}.${name.value}`, requirements);
      }
    }
  }
  return byField;
}

/** The fields of a field set by path, with the arguments of each. */
function argumentsByPath(
  { selections }: SelectionSetNode,
  before = '',
  into = new Map<string, string>(),
): Map<string, string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const path = before + selection.name.value;
      into.set(path, (selection.arguments ?? []).map(print).join());
      if (selection.selectionSet !== undefined) {
        argumentsByPath(selection.selectionSet, `${path}.`, into);
      }
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      argumentsByPath(selection.selectionSet, before, into);
    }
  }
  return into;
}

function refuseOther(place: string, known: string, args: string): void {
  if (known !== args) {
    throw new GraphQLError(
      `Fields were asked for that require \`${place}\` with different arguments, (${known}) and (${args}). Ask for them in two operations.`,
      { extensions: { code: 'CONFLICTING_REQUIREMENTS' } },
    );
  }
}
