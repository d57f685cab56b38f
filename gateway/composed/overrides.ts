import {
  getNamedType,
  isAbstractType,
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
} from 'graphql';
import type { ContextualField } from './contextual-fields.ts';
import { argumentOf } from './join-directives.ts';

/** The fields that move gradually from one subgraph to another: `@override(from:, label:)`. */
export type Overrides = {
  /** All labels of the supergraph. */
  labels: readonly string[];
  /** The labels on which the plan of a valid document may depend. */
  labelsOf(document: DocumentNode): readonly string[];
};

/** A type or a field of the supergraph: its labels, and the selections that planners fetch on its behalf. */
type SchemaElement = { labels: string[]; dependencies: DocumentNode[] };

export function overridesIn(
  definitions: readonly DefinitionNode[],
  {
    supergraphSchema,
    contextualFields,
  }: { supergraphSchema: GraphQLSchema; contextualFields: readonly ContextualField[] },
): Overrides {
  const elements = elementsIn(definitions, contextualFields);
  const labels = [...new Set([...elements.values()].flatMap((element) => element.labels))];

  const labelsOf = (document: DocumentNode): string[] => {
    const seen = new Set<string>();
    const reach = (name: string): void => {
      const element = elements.get(name);
      if (element !== undefined && !seen.has(name)) {
        seen.add(name);
        element.dependencies.forEach(visitFields);
      }
    };
    const visitFields = (part: DocumentNode): void => {
      const types = new TypeInfo(supergraphSchema);
      visit(
        part,
        visitWithTypeInfo(types, {
          Field: ({ name }) => {
            namesOf(types.getParentType(), supergraphSchema).forEach((owner) => reach(`${owner}.${name.value}`));
            namesOf(getNamedType(types.getType()), supergraphSchema).forEach(reach);
          },
        }),
      );
    };
    visitFields(document);
    const reached = new Set([...seen].flatMap((name) => elements.get(name)?.labels ?? []));
    return labels.filter((label) => reached.has(label));
  };

  return { labels, labelsOf: (document) => (labels.length === 0 ? [] : labelsOf(document)) };
}

/** The names of a type, and of all object types and interfaces that its objects can have. */
function namesOf(type: GraphQLNamedType | null | undefined, schema: GraphQLSchema): string[] {
  if (type == null) {
    return [];
  }
  const objectTypes = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  return [
    ...new Set([type, ...objectTypes, ...objectTypes.flatMap((each) => each.getInterfaces())].map(({ name }) => name)),
  ];
}

/**
 * Types by `Type`, with their keys as dependencies, since planners fetch keys to go from one subgraph to another.
 * Fields by `Type.field`, with the selections of `@requires` and `@fromContext` as dependencies.
 */
function elementsIn(
  definitions: readonly DefinitionNode[],
  contextualFields: readonly ContextualField[],
): Map<string, SchemaElement> {
  const elements = new Map<string, SchemaElement>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
      continue;
    }
    const type = definition.name.value;
    const named = [
      { name: type, directives: definition.directives },
      ...(definition.fields ?? []).map(({ name, directives }) => ({ name: `${type}.${name.value}`, directives })),
    ];
    for (const { name, directives = [] } of named) {
      const joins = directives.filter((directive) => directive.name.value.startsWith('join__'));
      const given = (argument: string) => joins.flatMap((directive) => argumentOf(directive, argument) ?? []);
      const fieldSets = [...given('key'), ...given('requires')];
      elements.set(name, {
        labels: given('overrideLabel'),
        dependencies: fieldSets.map((fields) => parseDependency(type, `{ ${fields} }`)),
      });
    }
  }
  for (const { type, field, contextSelections } of contextualFields) {
    elements
      .get(`${type}.${field}`)
      ?.dependencies.push(...contextSelections.map((each) => parseDependency(each.type, print(each.selectionSet))));
  }
  return elements;
}

function parseDependency(type: string, selectionSet: string): DocumentNode {
  return parse(`fragment Dependency on ${type} ${selectionSet}`, { noLocation: true });
}
