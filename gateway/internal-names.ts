import {
  isInterfaceType,
  isObjectType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';

/** What a field or variable is called between the planner, the subgraphs and the data of an execution. */
export type InternalNames = {
  of(field: FieldNode): string;
  /** The client's name for a step of a path in which internal names stand. */
  toResponseName(step: string): string;
  ofVariable(name: string): string;
};

/** What the planner calls its own variable. */
const representations = 'representations';

/**
 * Names under which fields of a client cannot be taken for what the planner asks for itself: `{ account { id: legacyId balance } }` must give the balance of the account, not
 * that of its former number. A field with an alias or with arguments is renamed, also one that could have arguments and was given none; the others hold what the planner means by their name.
 */
export function internalNames(schema: GraphQLSchema): InternalNames {
  const { names, withArguments } = fieldsOf(schema);
  let prefix = 'r_';
  while ([...names].some((name) => name.startsWith(prefix))) {
    prefix = `r${prefix}`;
  }
  return {
    of: ({ name: { value: name }, alias }) => {
      const responseName = alias?.value ?? name;
      if (responseName === name && !withArguments.has(name) && !(name in Object.prototype)) {
        return responseName;
      }
      return prefix + (likePlanners.test(responseName) ? `${responseName}_` : responseName);
    },
    toResponseName: (step) => {
      const name = withoutPlannersEnding(step);
      if (!name.startsWith(prefix)) {
        return name;
      }
      const responseName = name.slice(prefix.length);
      return likePlanners.test(responseName) ? responseName.slice(0, -1) : responseName;
    },
    ofVariable: (name) => (name.startsWith(representations) ? prefix + name : name),
  };
}

/** A client's name that could be taken for one of the planner's endings gets one more character. */
const likePlanners = /__alias_\d+_*$/;

/** The planner itself tells apart, by this ending, what two fragments call the same; in the data it is taken off again. */
export function withoutPlannersEnding(name: string): string {
  return name.replace(/__alias_\d+$/, '');
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The document as the planner gets it. */
export function withInternalNames(document: DocumentNode, names: InternalNames): DocumentNode {
  return visit(document, {
    Field: (field): FieldNode | undefined => {
      const name = names.of(field);
      return name === (field.alias ?? field.name).value
        ? undefined
        : { ...field, alias: { kind: Kind.NAME, value: name } };
    },
    // What is asked of an object where nothing is: that it is there.
    SelectionSet: (set) => (set.selections.length === 0 ? { ...set, selections: [typenameField] } : undefined),
    Variable: (variable) => ({
      ...variable,
      name: { kind: Kind.NAME, value: names.ofVariable(variable.name.value) },
    }),
  });
}

function fieldsOf(schema: GraphQLSchema): { names: Set<string>; withArguments: Set<string> } {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  return {
    names: new Set(fields.map(({ name }) => name)),
    withArguments: new Set(fields.filter(({ args }) => args.length > 0).map(({ name }) => name)),
  };
}
