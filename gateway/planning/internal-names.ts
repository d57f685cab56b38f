import {
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';

/** The names of fields and variables of one operation within the gateway: in plans, requests to subgraphs, and data. */
export type InternalNames = {
  /** The numbered meanings of response names so far. Names made from them are the same. */
  meanings: Meanings;
  of(field: FieldNode): string;
  /** The client's name for a step of a path with internal names. */
  toResponseName(step: string): string;
  ofVariable(name: string): string;
  /** A name for a field or a variable that the gateway adds. */
  ofGateway(name: string): string;
};

/** By response name: the fields with that name, each as its name and arguments. */
export type Meanings = Map<string, string[]>;

/** The names of the planner's own variables. */
const plannersVariable = /^(?:representations|contextualArgument_)/;

/**
 * Internal names keep a client's fields apart from the fields that the planner adds, and from each other. `{ account {
 * id: legacyId balance } }` must give the balance of the account, not that of its former number.
 *
 * A field is renamed if it has an alias or could have arguments. All other fields mean the same to the planner.
 * Different fields with the same response name, in fragments on different types, get numbers.
 */
export function internalNames(schema: GraphQLSchema): (meanings?: Meanings) => InternalNames {
  const { names, withArguments } = fieldsOf(schema);
  let letters = 'r';
  while ([...names].some((name) => new RegExp(`^${letters}\\d*_`).test(name))) {
    letters += 'r';
  }
  const prefix = new RegExp(`^${letters}\\d*_`);

  return (meanings = new Map()) => {
    /** Printing takes long for some texts, and the copies of a field share its arguments. */
    const texts = new WeakMap<readonly ArgumentNode[], string>();
    const textOf = (args: readonly ArgumentNode[]): string => {
      const text = texts.get(args) ?? args.map(print).join();
      texts.set(args, text);
      return text;
    };
    const numberOf = (responseName: string, { name, arguments: args }: FieldNode): string => {
      const known = meanings.get(responseName) ?? [];
      const meaning = `${name.value}(${args === undefined ? '' : textOf(args)})`;
      const index = known.includes(meaning) ? known.indexOf(meaning) : known.push(meaning) - 1;
      meanings.set(responseName, known);
      return index === 0 ? '' : String(index);
    };
    return {
      meanings,
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
        const name = withoutPlannerSuffix(step);
        if (!prefix.test(name)) {
          return name;
        }
        const responseName = name.replace(prefix, '');
        return likePlanners.test(responseName) ? responseName.slice(0, -1) : responseName;
      },
      ofVariable: (name) =>
        plannersVariable.test(name) || name.startsWith(`${letters}0_`) ? `${letters}_${name}` : name,
      // The numbers of clients' fields are: none, 1, 2, and so on. So 0 is free.
      ofGateway: (name) => `${letters}0_${name}`,
    };
  };
}

/** The planner's own ending. A client's name with this ending gets one more character. */
const likePlanners = /__alias_\d+_*$/;

/** Removes the ending by which the planner distinguishes fields of the same name in different fragments. */
export function withoutPlannerSuffix(name: string): string {
  return name.replace(/__alias_\d+$/, '');
}

/** A selection of the type alone. */
export const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The document for the planner. */
export function withInternalNames(document: DocumentNode, names: InternalNames): DocumentNode {
  return visit(document, {
    Field: (field): FieldNode | undefined => {
      const name = names.of(field);
      return name === (field.alias ?? field.name).value
        ? undefined
        : { ...field, alias: { kind: Kind.NAME, value: name } };
    },
    // An empty selection set asks for the type, to learn whether the object exists.
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
