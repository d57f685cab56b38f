import type { Supergraph } from '@apollo/federation-internals';
import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isTypeDefinitionNode,
  Kind,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';

/** A condition on the caller. Its id is the same in every generation. */
export type Requirement = {
  id: string;
  kind: 'authenticated' | 'scopes' | 'policies';
  /** The names of scopes or policies: all of one of these lists. Empty for `authenticated`. */
  anyOf: readonly (readonly string[])[];
};

/** The requirements of a supergraph: `@authenticated`, `@requiresScopes` and `@policy`. */
export type Authorization = {
  requirements: ReadonlyMap<string, Requirement>;
  /** The ids of all requirements for a field where its object is known by this type. */
  ofField(type: string, field: string): readonly string[];
  /** The ids of the requirements for the objects of a fragment on this type. */
  ofType(type: string): readonly string[];
};

const identities = {
  authenticated: 'https://specs.apollo.dev/authenticated',
  requiresScopes: 'https://specs.apollo.dev/requiresScopes',
  policy: 'https://specs.apollo.dev/policy',
};

/** The features of the directives, as a supergraph links them. */
export const authorizationFeatures = Object.values(identities).map((identity) => `${identity}/v0.1`);

const none: readonly string[] = [];

/** Reads the requirements of a supergraph. Null if it has none. */
export function authorizationIn(
  definitions: readonly DefinitionNode[],
  { supergraph, supergraphSchema }: { supergraph: Supergraph; supergraphSchema: GraphQLSchema },
): Authorization | null {
  const read = requirementReader(supergraph);
  const requirements = new Map<string, Requirement>();
  const declared = new Map<string, readonly string[]>();
  const declare = (place: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const found = directives.flatMap((directive) => read(directive) ?? []);
    if (found.length > 0) {
      found.forEach((requirement) => requirements.set(requirement.id, requirement));
      declared.set(place, [...new Set(found.map(({ id }) => id))]);
    }
  };
  for (const definition of definitions) {
    if (!isTypeDefinitionNode(definition)) {
      continue;
    }
    declare(definition.name.value, definition.directives);
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const field of definition.fields ?? []) {
        declare(`${definition.name.value}.${field.name.value}`, field.directives);
      }
    }
  }
  return requirements.size === 0 ? null : authorizationOf({ requirements, declared, schema: supergraphSchema });
}

type Declared = {
  requirements: ReadonlyMap<string, Requirement>;
  /** The ids of the requirements at a type or at a field, by `Type` or `Type.field`. */
  declared: ReadonlyMap<string, readonly string[]>;
  schema: GraphQLSchema;
};

function authorizationOf({ requirements, declared, schema }: Declared): Authorization {
  const at = (place: string): readonly string[] => declared.get(place) ?? none;
  const objectsOf = (type: GraphQLNamedType): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];

  /**
   * Composition gives an interface the requirements of its types, joined. They concern the fields that are selected
   * on the interface. A fragment on a type without requirements needs none, so the interface itself is free. Older
   * compositions let an interface have requirements of its own, and these concern every object of it.
   */
  const ofObjects = memoize((name: string): readonly string[] => {
    const type = schema.getType(name);
    const own = at(name);
    if (own.length === 0 || !isInterfaceType(type)) {
      return own;
    }
    const inherited = objectsOf(type).flatMap((object) => at(object.name));
    return isEquivalent(own, inherited, requirements) ? none : own;
  });

  const ofOneField = (type: GraphQLNamedType, name: string): readonly string[] => {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    return field === undefined
      ? none
      : [...at(type.name), ...at(`${type.name}.${name}`), ...ofObjects(getNamedType(field.type).name)];
  };
  const ofField = memoize((place: string): readonly string[] => {
    const [typeName = '', name = ''] = place.split('.');
    const type = schema.getType(typeName);
    if (type === undefined) {
      return none;
    }
    const types = isAbstractType(type) ? [type, ...objectsOf(type)] : [type];
    return [...new Set(types.flatMap((each) => ofOneField(each, name)))];
  });

  return { requirements, ofField: (type, field) => ofField(`${type}.${field}`), ofType: ofObjects };
}

/** Whether two lists of requirements admit the same callers. */
function isEquivalent(
  one: readonly string[],
  other: readonly string[],
  requirements: ReadonlyMap<string, Requirement>,
): boolean {
  const normalized = (ids: readonly string[]): string => {
    const all = ids.flatMap((id) => requirements.get(id) ?? []);
    const combined = (kind: Requirement['kind']) =>
      combine(all.flatMap((each) => (each.kind === kind ? [each.anyOf] : [])));
    return JSON.stringify([all.some(({ kind }) => kind === 'authenticated'), combined('scopes'), combined('policies')]);
  };
  return normalized(one) === normalized(other);
}

/** Combines requirements of a kind by AND: the cross product, without the lists that contain another one. */
function combine(requirements: readonly Requirement['anyOf'][]): string[][] {
  const joined = requirements.reduce<string[][]>(
    (all, anyOf) => minimal(all.flatMap((one) => anyOf.map((other) => [...new Set([...one, ...other])].toSorted()))),
    [[]],
  );
  return joined.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

function minimal(lists: readonly string[][]): string[][] {
  const distinct = [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
  return distinct.filter(
    (list) => !distinct.some((other) => other !== list && other.every((name) => list.includes(name))),
  );
}

const listsShape = z.array(z.array(z.string()));

/** Reads a directive of the supergraph. Its name is the one under which the supergraph imports the directive. */
function requirementReader({ schema }: Supergraph): (directive: ConstDirectiveNode) => Requirement | null {
  const nameOf = (name: keyof typeof identities): string | undefined =>
    schema.coreFeatures?.getByIdentity(identities[name])?.directiveNameInSchema(name);
  const names = {
    authenticated: nameOf('authenticated'),
    scopes: nameOf('requiresScopes'),
    policies: nameOf('policy'),
  };
  return ({ name, arguments: args = [] }) => {
    const listsIn = (argument: string): Requirement['anyOf'] => {
      const value = args.find((each) => each.name.value === argument)?.value;
      return listsShape.parse(value === undefined ? [] : valueFromASTUntyped(value)).map((list) => list.toSorted());
    };
    switch (name.value) {
      case names.authenticated:
        return { id: 'authenticated', kind: 'authenticated', anyOf: [] };
      case names.scopes:
        return requirementOf('scopes', listsIn('scopes'));
      case names.policies:
        return requirementOf('policies', listsIn('policies'));
      default:
        return null;
    }
  };
}

function requirementOf(kind: 'scopes' | 'policies', anyOf: Requirement['anyOf']): Requirement {
  return { id: `${kind} ${JSON.stringify(anyOf)}`, kind, anyOf };
}

function memoize(compute: (name: string) => readonly string[]): (name: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const found = known.get(name) ?? compute(name);
    known.set(name, found);
    return found;
  };
}
