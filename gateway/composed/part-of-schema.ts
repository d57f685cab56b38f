import {
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/**
 * The definitions of a part of a schema: without the elements of these coordinates
 * (https://spec.graphql.org/draft/#sec-Schema-Coordinates), and without the types that the rest does not reach from its
 * roots. A field, an argument or an input field goes with its type. The part may be invalid.
 */
export function partOfSchema(schema: GraphQLSchema, hidden: ReadonlySet<string>): DocumentNode {
  const part = new SchemaPart(schema, hidden);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  roots.forEach((root) => part.use(root?.name ?? ''));
  const directives = schema.getDirectives().flatMap(({ astNode }) => (astNode == null ? [] : [astNode]));
  const shownDirectives = directives.map((directive) => ({
    ...directive,
    arguments: part.shown(directive.arguments, (name) => `@${directive.name.value}(${name}:)`),
  }));
  shownDirectives.forEach((directive) => directive.arguments.forEach(({ type }) => part.use(nameIn(type))));
  return { kind: Kind.DOCUMENT, definitions: [...rootsIn(schema, part), ...shownDirectives, ...part.definitions()] };
}

/** The definition of the schema, if its roots have other names than the usual ones. */
function rootsIn({ astNode }: GraphQLSchema, part: SchemaPart): DefinitionNode[] {
  return astNode == null
    ? []
    : [{ ...astNode, operationTypes: astNode.operationTypes.filter(({ type }) => part.has(type.name.value)) }];
}

/** The types that are reached, each without its hidden elements. */
class SchemaPart {
  readonly #all = new Map<string, TypeDefinitionNode>();
  readonly #hidden: ReadonlySet<string>;
  /** The types that implement an interface. */
  readonly #implementing = new Map<string, string[]>();
  readonly #shown = new Map<string, TypeDefinitionNode>();
  readonly #used = new Set<string>();

  constructor(schema: GraphQLSchema, hidden: ReadonlySet<string>) {
    this.#hidden = hidden;
    for (const { name, astNode } of Object.values(schema.getTypeMap())) {
      if (astNode == null) {
        // A type of GraphQL itself, which is in every schema.
        continue;
      }
      this.#all.set(name, astNode);
      const interfaces = 'interfaces' in astNode ? (astNode.interfaces ?? []) : [];
      for (const { name: above } of interfaces) {
        this.#implementing.set(above.value, [...(this.#implementing.get(above.value) ?? []), name]);
      }
    }
  }

  has(type: string): boolean {
    return this.#shown.has(type);
  }

  /** The definitions, in the order of the whole schema. */
  definitions(): TypeDefinitionNode[] {
    return [...this.#all.keys()].flatMap((name) => this.#shown.get(name) ?? []);
  }

  /** Adds a type of a field or an argument. Objects of an interface can be of every type that implements it. */
  use(name: string): void {
    if (this.#used.has(name) || this.#hidden.has(name)) {
      return;
    }
    this.#used.add(name);
    this.#show(name);
    this.#implementing.get(name)?.forEach((each) => this.use(each));
  }

  /** Adds a type. An interface that no field returns brings none of the types that implement it. */
  #show(name: string): void {
    const whole = this.#all.get(name);
    if (whole === undefined || this.#shown.has(name) || this.#hidden.has(name)) {
      return;
    }
    const part = this.#partOf(whole);
    this.#shown.set(name, part);
    switch (part.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        part.interfaces?.forEach((each) => this.#show(each.name.value));
        part.fields?.forEach((field) =>
          [field, ...(field.arguments ?? [])].forEach(({ type }) => this.use(nameIn(type))),
        );
        return;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        part.fields?.forEach(({ type }) => this.use(nameIn(type)));
        return;
      case Kind.UNION_TYPE_DEFINITION:
        part.types?.forEach((member) => this.use(member.name.value));
        return;
      default:
    }
  }

  #partOf(whole: TypeDefinitionNode): TypeDefinitionNode {
    const isShown = (coordinate: string) => !this.#hidden.has(coordinate);
    const type = whole.name.value;
    switch (whole.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        return {
          ...whole,
          interfaces: whole.interfaces?.filter(({ name }) => isShown(name.value)) ?? [],
          fields: this.#fieldsOf(type, whole.fields),
        };
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return { ...whole, fields: this.shown(whole.fields, (name) => `${type}.${name}`) };
      case Kind.UNION_TYPE_DEFINITION:
        return { ...whole, types: whole.types?.filter(({ name }) => isShown(name.value)) ?? [] };
      case Kind.ENUM_TYPE_DEFINITION:
        return { ...whole, values: whole.values?.filter(({ name }) => isShown(`${type}.${name.value}`)) ?? [] };
      case Kind.SCALAR_TYPE_DEFINITION:
        return whole;
    }
  }

  #fieldsOf(type: string, fields: readonly FieldDefinitionNode[] | undefined): FieldDefinitionNode[] {
    return this.shown(fields, (field) => `${type}.${field}`).map((field) => ({
      ...field,
      arguments: this.shown(field.arguments, (name) => `${type}.${field.name.value}(${name}:)`),
    }));
  }

  /** The elements that neither are hidden nor have a hidden type. */
  shown<Element extends FieldDefinitionNode | InputValueDefinitionNode>(
    elements: readonly Element[] | undefined,
    coordinateOf: (name: string) => string,
  ): Element[] {
    return (elements ?? []).filter(
      ({ name, type }) => !this.#hidden.has(coordinateOf(name.value)) && !this.#hidden.has(nameIn(type)),
    );
  }
}

/** The name of a type, without lists and non-nulls. */
function nameIn(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameIn(type.type);
}
