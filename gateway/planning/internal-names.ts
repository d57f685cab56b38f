import {
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';

/** What a field or variable of one operation is called between the planner, the subgraphs and the data of an execution. */
export type InternalNames = {
  of(field: FieldNode): string;
  /** The client's name for a step of a path in which internal names stand. */
  toResponseName(step: string): string;
  ofVariable(name: string): string;
  /** A name for a field or a variable that no client asked for. */
  ofOurs(name: string): string;
};

/** What the planner calls its own variables. */
const plannersVariable = /^(?:representations|contextualArgument_)/;

/**
 * Names under which fields of a client cannot be taken for what the planner asks for itself, nor for each other: `{ account { id: legacyId balance } }` must give the balance of the account, not
 * that of its former number. A field with an alias or with arguments is renamed, also one that could have arguments and was given none; the others hold what the planner means by their name. What is
 * called the same and is not, in fragments on different types, gets numbers.
 */
export function internalNames(schema: GraphQLSchema): () => InternalNames {
  const { names, withArguments } = fieldsOf(schema);
  let letters = 'r';
  while ([...names].some((name) => new RegExp(`^${letters}\\d*_`).test(name))) {
    letters += 'r';
  }
  const prefix = new RegExp(`^${letters}\\d*_`);

  return () => {
    const meanings = new Map<string, string[]>();
    const numberOf = (responseName: string, { name, arguments: args = [] }: FieldNode): string => {
      const known = meanings.get(responseName) ?? [];
      const meaning = `${name.value}(${args.map(print).join()})`;
      const index = known.includes(meaning) ? known.indexOf(meaning) : known.push(meaning) - 1;
      meanings.set(responseName, known);
      return index === 0 ? '' : String(index);
    };
    return {
      of: (field) => {
        const name = field.name.value;
        const responseName = field.alias?.value ?? name;
        if (responseName === name && !withArguments.has(name) && !(name in Object.prototype)) {
          return responseName;
        }
        const ending = likePlanners.test(responseName) ? '_' : '';
        return `${letters}${numberOf(responseName, field)}_${responseName}${ending}`;
      },
      toResponseName: (step) => {
        const name = withoutPlannersEnding(step);
        if (!prefix.test(name)) {
          return name;
        }
        const responseName = name.replace(prefix, '');
        return likePlanners.test(responseName) ? responseName.slice(0, -1) : responseName;
      },
      ofVariable: (name) =>
        plannersVariable.test(name) || name.startsWith(`${letters}0_`) ? `${letters}_${name}` : name,
      // Clients' fields are numbered from nothing, 1, 2 on.
      ofOurs: (name) => `${letters}0_${name}`,
    };
  };
}

/** A client's name that could be taken for one of the planner's endings gets one more character. */
const likePlanners = /__alias_\d+_*$/;

/** The planner itself tells apart, by this ending, what two fragments call the same; in the data it is taken off again. */
export function withoutPlannersEnding(name: string): string {
  return name.replace(/__alias_\d+$/, '');
}

/** A selection of nothing but the type's name. */
export const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

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
