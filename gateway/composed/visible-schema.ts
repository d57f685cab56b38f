import {
  buildASTSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isUnionType,
  parse,
  printSchema,
  visit,
  type DocumentNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Authorization } from './authorization.ts';

/** Limit on the remembered schemas, one for each set of satisfied requirements. */
const schemasMax = 32;

/** The schema that introspection shows to callers who satisfy these requirements. */
export type VisibleSchemas = (granted: readonly string[]) => GraphQLSchema;

/** Creates the schemas at their first use. Callers who satisfy the same requirements share one. */
export function visibleSchemas(apiSchema: GraphQLSchema, authorization: Authorization): VisibleSchemas {
  const schemas = new LRUCache<string, GraphQLSchema>({ max: schemasMax });
  let whole: DocumentNode | null = null;
  return (granted) => {
    if (granted.length === authorization.requirements.size) {
      return apiSchema;
    }
    const key = granted.toSorted().join('\n');
    const known = schemas.get(key);
    if (known !== undefined) {
      return known;
    }
    whole ??= parse(printSchema(apiSchema), { noLocation: true });
    const visible = new VisibleParts(apiSchema, authorization, new Set(granted));
    const schema = buildASTSchema(visible.in(whole), { assumeValid: true, assumeValidSDL: true });
    schemas.set(key, schema);
    return schema;
  };
}

type WithFields = GraphQLObjectType | GraphQLInterfaceType;

/** The types and fields that a caller may use. */
class VisibleParts {
  readonly #schema: GraphQLSchema;
  readonly #authorization: Authorization;
  readonly #granted: ReadonlySet<string>;
  /** Types that are not permitted, or of which nothing is left. */
  readonly #hidden = new Set<string>();
  /** Types that can be reached from the root. */
  readonly #reached = new Set<string>();

  constructor(schema: GraphQLSchema, authorization: Authorization, granted: ReadonlySet<string>) {
    this.#schema = schema;
    this.#authorization = authorization;
    this.#granted = granted;
    this.#hide();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    roots.forEach((type) => this.#reach(type ?? undefined));
    schema.getDirectives().forEach(({ args }) => args.forEach(({ type }) => this.#reach(getNamedType(type))));
  }

  in(document: DocumentNode): DocumentNode {
    const isSeen = ({ name }: { name: { value: string } }) => this.#reached.has(name.value);
    const withFields = <Node extends { name: { value: string }; fields?: readonly { name: { value: string } }[] }>(
      node: Node,
    ) =>
      isSeen(node)
        ? { ...node, fields: node.fields?.filter(({ name }) => this.#hasField(node.name.value, name.value)) }
        : null;
    return visit(document, {
      ObjectTypeDefinition: (node) => {
        const seen = withFields(node);
        return seen && { ...seen, interfaces: seen.interfaces?.filter(isSeen) };
      },
      InterfaceTypeDefinition: (node) => {
        const seen = withFields(node);
        return seen && { ...seen, interfaces: seen.interfaces?.filter(isSeen) };
      },
      UnionTypeDefinition: (node) => (isSeen(node) ? { ...node, types: node.types?.filter(isSeen) } : null),
      EnumTypeDefinition: (node) => (isSeen(node) ? undefined : null),
      ScalarTypeDefinition: (node) => (isSeen(node) ? undefined : null),
      InputObjectTypeDefinition: (node) => (isSeen(node) ? undefined : null),
      OperationTypeDefinition: ({ type }) => (isSeen(type) ? undefined : null),
    });
  }

  #permits(ids: readonly string[]): boolean {
    return ids.every((id) => this.#granted.has(id));
  }

  #hasField(type: string, field: string): boolean {
    const known = this.#schema.getType(type);
    const found = isObjectType(known) || isInterfaceType(known) ? known.getFields()[field] : undefined;
    return (
      found !== undefined &&
      !this.#hidden.has(getNamedType(found.type).name) &&
      this.#permits(this.#authorization.ofField(type, field))
    );
  }

  /** Hides types, until no further type loses its last field or member. */
  #hide(): void {
    const types = Object.values(this.#schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
    let before = -1;
    while (before !== this.#hidden.size) {
      before = this.#hidden.size;
      types.filter((type) => this.#isEmpty(type)).forEach(({ name }) => this.#hidden.add(name));
    }
  }

  #isEmpty(type: GraphQLNamedType): boolean {
    if (isObjectType(type) || isInterfaceType(type)) {
      return (
        type !== this.#schema.getQueryType() &&
        (!this.#permits(this.#authorization.ofType(type.name)) || this.#fieldsOf(type).length === 0)
      );
    }
    return isUnionType(type) && type.getTypes().every(({ name }) => this.#hidden.has(name));
  }

  #fieldsOf(type: WithFields) {
    return Object.values(type.getFields()).filter(({ name }) => this.#hasField(type.name, name));
  }

  #reach(type: GraphQLNamedType | undefined): void {
    if (type === undefined || this.#reached.has(type.name) || this.#hidden.has(type.name)) {
      return;
    }
    this.#reached.add(type.name);
    if (isScalarType(type) || isEnumType(type)) {
      return;
    }
    if (isUnionType(type)) {
      type.getTypes().forEach((member) => this.#reach(member));
    } else if (isInputObjectType(type)) {
      Object.values(type.getFields()).forEach((field) => this.#reach(getNamedType(field.type)));
    } else {
      this.#reachFrom(type);
    }
  }

  #reachFrom(type: WithFields): void {
    type.getInterfaces().forEach((each) => this.#reach(each));
    if (isInterfaceType(type)) {
      const { objects, interfaces } = this.#schema.getImplementations(type);
      [...objects, ...interfaces].forEach((each) => this.#reach(each));
    }
    for (const field of this.#fieldsOf(type)) {
      [field, ...field.args].forEach((each) => this.#reach(getNamedType(each.type)));
    }
  }
}
