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

/** The fields that move from one subgraph to another step by step: `@override(from:, label:)`. */
export type Overrides = {
  /** All labels of the supergraph. */
  labels: readonly string[];
  /** The labels on which the plan of a valid document may depend. */
  labelsOf(document: DocumentNode): readonly string[];
};

/** What is known of a type or of a field: its labels, and what is fetched on its behalf, though nobody asks for it. */
type Place = { labels: string[]; needs: DocumentNode[] };

export function overridesIn(
  definitions: readonly DefinitionNode[],
  {
    supergraphSchema,
    contextualFields,
  }: { supergraphSchema: GraphQLSchema; contextualFields: readonly ContextualField[] },
): Overrides {
  const places = placesIn(definitions, contextualFields);
  const labels = [...new Set([...places.values()].flatMap((place) => place.labels))];

  const labelsOf = (document: DocumentNode): string[] => {
    const seen = new Set<string>();
    const reach = (name: string): void => {
      const place = places.get(name);
      if (place !== undefined && !seen.has(name)) {
        seen.add(name);
        place.needs.forEach(read);
      }
    };
    const read = (part: DocumentNode): void => {
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
    read(document);
    const reached = new Set([...seen].flatMap((name) => places.get(name)?.labels ?? []));
    return labels.filter((label) => reached.has(label));
  };

  return { labels, labelsOf: (document) => (labels.length === 0 ? [] : labelsOf(document)) };
}

/** The names under which a supergraph may say something about objects of a type. */
function namesOf(type: GraphQLNamedType | null | undefined, schema: GraphQLSchema): string[] {
  if (type == null) {
    return [];
  }
  const objectTypes = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  return [
    ...new Set([type, ...objectTypes, ...objectTypes.flatMap((each) => each.getInterfaces())].map(({ name }) => name)),
  ];
}

/** By `Type`, with the keys by which planners go from one subgraph to another, and by `Type.field`, with what the field requires, or has read above itself. */
function placesIn(
  definitions: readonly DefinitionNode[],
  contextualFields: readonly ContextualField[],
): Map<string, Place> {
  const places = new Map<string, Place>();
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
      const needs = [...given('key'), ...given('requires')];
      places.set(name, {
        labels: given('overrideLabel'),
        needs: needs.map((fields) => needsOf(type, `{ ${fields} }`)),
      });
    }
  }
  for (const { type, field, reads } of contextualFields) {
    places.get(`${type}.${field}`)?.needs.push(...reads.map((read) => needsOf(read.type, print(read.selectionSet))));
  }
  return places;
}

function needsOf(type: string, selectionSet: string): DocumentNode {
  return parse(`fragment Needs on ${type} ${selectionSet}`, { noLocation: true });
}
