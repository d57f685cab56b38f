import { randomUUID } from 'node:crypto';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isNonNullType,
  isRequiredInputField,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/**
 * A value of an argument, and a twin of the same form that names nothing. If the value belongs to another viewer, both
 * must have the same response.
 */
export type Probe = { value: unknown; twin?: unknown };

/**
 * Values of arguments by the name of their type, and `Cursor` for those of pages. The first of each belongs to the
 * viewer, and fills required arguments.
 */
export type Probes = Readonly<Record<string, readonly Probe[]>>;

/** An operation on a root field, with everything below it selected. `where` names the argument with the `probe`. */
export type Operation = {
  field: string;
  /** Documents for the same field, each with a part of the selection below it. */
  documents: string[];
  variables: Record<string, unknown>;
  where: string;
  probe: Probe | null;
  /** The same variables with the probe's twin. */
  twinVariables: Record<string, unknown> | null;
};

const pageSize = 100;
const pageArguments = new Set(['first', 'last']);
const isCursor = ({ name }: { name: string }) => name === 'after' || name === 'before';
/** The maximum size in characters. The gateway accepts 10,000 tokens. */
const documentSize = 20_000;

/**
 * Operations on every root field of a schema, each with one probe that fits one of its arguments. Fields that are added
 * to the schema later are covered too. Throws for a required argument whose type has no probe.
 */
export function everyOperation(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation' | 'subscription',
  probes: Probes,
): Operation[] {
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  return Object.values(root?.getFields() ?? {})
    .filter(({ name }) => name !== '_service')
    .flatMap((field) => operationsOf(schema, kind, field, probes));
}

function operationsOf(
  schema: GraphQLSchema,
  kind: string,
  field: GraphQLField<unknown, unknown>,
  probes: Probes,
): Operation[] {
  const { name, args } = field;
  const parameters = args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const values = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const type = getNamedType(field.type);
  const selections = isCompositeType(type) ? selectionsOf(schema, type, []) : [''];
  const documents = selections.map((selection) =>
    args.length === 0
      ? `${kind} { ${name} ${selection} }`
      : `${kind} (${parameters}) { ${name}(${values}) ${selection} }`,
  );

  const filled = filledFrom(args.filter(isRequiredArgument), probes);
  const base = { ...filled, ...(args.some((argument) => argument.name === 'first') ? { first: pageSize } : {}) };
  const backwards = args.some((argument) => argument.name === 'last') ? [{ ...filled, last: pageSize }] : [];
  const plain = [base, ...backwards].map((variables) => ({
    field: name,
    documents,
    variables,
    where: name,
    probe: null,
    twinVariables: null,
  }));
  const probing = args
    .filter((argument) => !pageArguments.has(argument.name))
    .flatMap((argument) =>
      probesOf(argument.type, isCursor(argument) ? { String: probes['Cursor'] ?? [] } : probes).map(
        ({ where, value, twin }) => ({
          field: name,
          // A filter or a cursor selects rows, not fields, so the first part of the fields is enough.
          documents: isNonNullType(argument.type) ? documents : documents.slice(0, 1),
          variables: { ...base, [argument.name]: value },
          where: `${name}.${[argument.name, ...where].join('.')}`,
          probe: { value, twin },
          twinVariables: twin === undefined ? null : { ...base, [argument.name]: twin },
        }),
      ),
    );
  return [...plain, ...probing];
}

/** Values for an input, each with one probe in it. Other required fields of an object are filled. */
function probesOf(type: GraphQLInputType, probes: Probes): (Probe & { where: string[] })[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return probesOf(nullable.ofType, probes).map(({ value, twin, where }) => ({
      value: [value],
      ...(twin === undefined ? {} : { twin: [twin] }),
      where,
    }));
  }
  if (isEnumType(nullable)) {
    return nullable.getValues().map((each) => ({ value: each.name, where: [] }));
  }
  if (!isInputObjectType(nullable)) {
    return (probes[nullable.name] ?? []).map((probe) => ({ ...probe, where: [] }));
  }
  // Nearly every mutation is refused without its optional amount.
  const isFilled = (field: GraphQLInputField) => isRequiredInputField(field) || field.name === 'amount';
  const others = () => filledFrom(Object.values(nullable.getFields()).filter(isFilled), probes);
  return Object.values(nullable.getFields())
    .filter(({ name }) => name !== 'idempotencyKey')
    .flatMap((field) =>
      probesOf(field.type, probes).map(({ value, twin, where }) => ({
        value: { ...others(), [field.name]: value },
        ...(twin === undefined ? {} : { twin: { ...others(), [field.name]: twin } }),
        where: [field.name, ...where],
      })),
    );
}

/** Fills required arguments: ids with different values, so that two sides are not the same. */
function filledFrom(
  inputs: readonly { name: string; type: GraphQLInputType }[],
  probes: Probes,
): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  let next = 0;
  for (const { name, type } of inputs) {
    const candidates = name === 'idempotencyKey' ? [{ value: randomUUID() }] : probesOf(type, probes);
    const probe = candidates[getNamedType(type).name === 'ID' ? next % candidates.length : 0];
    if (probe === undefined) {
      throw new Error(`\`${name}\` takes ${String(type)}, which has no probe: add one`);
    }
    next += getNamedType(type).name === 'ID' && name !== 'idempotencyKey' ? 1 : 0;
    filled[name] = probe.value;
  }
  return filled;
}

/**
 * Everything below a type, in several small selections. A type that recurs further down has only its scalar fields,
 * since the rest is selected above.
 */
function selectionsOf(schema: GraphQLSchema, type: GraphQLCompositeType, above: readonly string[]): string[] {
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  // The id in each part identifies the owner of the object.
  const idOf = (each: GraphQLCompositeType) => ('getFields' in each && 'id' in each.getFields() ? 'id ' : '');
  const parts = types.map((each) => {
    const fields = fieldsOf(schema, each, above, types);
    return isAbstractType(type) ? fields.map((text) => `... on ${each.name} { ${idOf(each)}${text} }`) : fields;
  });
  return joined(parts).map((selection) => `{ __typename ${idOf(type)}${selection} }`);
}

/** A field whose type differs in a sibling type gets an alias of its own. */
function fieldsOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  above: readonly string[],
  beside: readonly GraphQLObjectType[],
): string[] {
  return joined(
    Object.values(type.getFields()).map((field) => {
      const isAlike = beside.every(
        (other) => String(other.getFields()[field.name]?.type ?? field.type) === String(field.type),
      );
      const name = isAlike ? field.name : `${type.name}_${field.name}: ${field.name}`;
      const below = getNamedType(field.type);
      const head = `${name}${argumentsOf(field)}`;
      if (!isCompositeType(below)) {
        return [head];
      }
      return above.includes(type.name)
        ? []
        : selectionsOf(schema, below, [...above, type.name]).map((selection) => `${head} ${selection}`);
    }),
  );
}

/** All parts in one text if it stays small, else in several. */
function joined(parts: readonly string[][]): string[] {
  const texts: string[] = [];
  for (const part of parts.flat()) {
    const last = texts.at(-1);
    if (last === undefined || last.length + part.length > documentSize) {
      texts.push(part);
    } else {
      texts[texts.length - 1] = `${last} ${part}`;
    }
  }
  return texts;
}

function argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
  const values = args.flatMap((argument) => {
    if (argument.name === 'first') {
      return `first: ${pageSize}`;
    }
    if (!isRequiredArgument(argument)) {
      return [];
    }
    if (getNamedType(argument.type).name !== 'DateTime') {
      throw new Error(`\`${argument.name}: ${String(argument.type)}\` below a root field has no value: add one`);
    }
    return `${argument.name}: ${JSON.stringify(new Date().toISOString())}`;
  });
  return values.length === 0 ? '' : `(${values.join(', ')})`;
}
