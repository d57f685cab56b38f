import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { InternalNames } from '../planning/internal-names.ts';
import { hasIntrospection } from '../planning/introspection.ts';
import { isWithheld } from '../planning/withhold.ts';
import { sourcesOf, type FetchPlan } from './fetch-plan.ts';
import { leafValue } from './leaf-value.ts';
import { isOmitted } from './omitted-field.ts';
import { itself, type Position, type Slot, type Source } from './positions.ts';
import { typenameOf } from './representation.ts';
import type { TypeSystem } from '../composed/type-system.ts';
import { isNoObject, type Data } from './data.ts';
import { collectFields, dependsOnType } from '../planning/collect-fields.ts';

/**
 * Builds a response from the data of subgraphs: the fields in the client's order and by its names. Only for data
 * without faults. It throws NeedsExplaining at a null that needs an error, or at an invalid value. `explainResponse`
 * then builds the same response exactly as the specification says.
 */
export type Shape = (data: Data) => Record<string, unknown>;

/** Thrown by a shape when `explainResponse` has to build the response. */
export class NeedsExplaining extends Error {
  override name = 'NeedsExplaining';
}

type Compilation = {
  /** Distinguishes the shapes that different parts of an answer have for one object. */
  part: string;
  schema: GraphQLSchema;
  fragments: Pick<ReadonlyMap<string, FragmentDefinitionNode>, 'get'>;
  names: InternalNames;
  plan: FetchPlan;
  types: TypeSystem;
  functions: string[];
  /** The values to which the code refers. They become its parameters. */
  constants: unknown[];
  enums: Map<string, string>;
  leafReaders: Map<string, string>;
  nodeNumbers: Map<FieldNode, number>;
};

/**
 * Compiles the shape of an operation, or of a deferred part, into JavaScript. There is one function for each object
 * type at each position, in which every field is one expression. V8 creates literals with all fields fastest, and
 * `JSON.stringify` reads these fastest. Null where the operation has introspection.
 */
export function compileShape({
  schema,
  type,
  selectionSet,
  position,
  fragments,
  names,
  plan,
  types,
  part = '',
}: {
  schema: GraphQLSchema;
  /** The type of the objects, and their position in the plan. */
  type: GraphQLCompositeType;
  selectionSet: SelectionSetNode;
  position: Position | undefined;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  names: InternalNames;
  plan: FetchPlan;
  types: TypeSystem;
  /** Distinguishes shapes of the same data: one for each part of an answer. */
  part?: string;
}): Shape | null {
  const compilation: Compilation = {
    schema,
    fragments,
    names,
    plan,
    part,
    functions: [],
    constants: [(object: Data, slots: readonly Slot[]) => typenameOf(object, slots, types)],
    types,
    enums: new Map(),
    leafReaders: new Map(),
    nodeNumbers: new Map(),
  };
  if (hasIntrospection([selectionSet, ...fragments.values()])) {
    return null;
  }
  const root = isObjectType(type)
    ? compileObject(type, collectFields(type, [selectionSet], compilation), position, compilation)
    : compileAbstract(type, [selectionSet], position, compilation);
  const { functions, constants } = compilation;
  // All names in this code are generated or GraphQL names, and all texts in it are written by JSON.stringify.
  // oxlint-disable-next-line typescript/no-implied-eval -- compiled once, run for every request
  const make = new Function(
    'NeedsExplaining',
    ...constants.map((_, index) => `k${index}`),
    `'use strict';
function fail() { throw new NeedsExplaining(); }
${functions.join('\n')}
return ${root};`,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the code above returns
  return make(NeedsExplaining, ...constants) as Shape;
}

/** A function for objects of a known type. */
function compileObject(
  type: GraphQLObjectType | GraphQLInterfaceType,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
  position: Position | undefined,
  compilation: Compilation,
): string {
  const name = reserve(compilation);
  const reads: string[] = [];
  const properties: string[] = [];
  for (const [responseName, nodes] of fields) {
    // Another selection of a withheld field may be permitted for objects of this type.
    const first = nodes.find((node) => !isWithheld(node)) ?? nodes[0];
    if (first === undefined) {
      continue;
    }
    let value: string;
    if (isWithheld(first)) {
      value = isNonNullType(type.getFields()[first.name.value]?.type) ? 'fail()' : 'null';
    } else if (first.name.value === '__typename') {
      value = 't';
    } else {
      const internal = compilation.names.of(first);
      const variable = `v${reads.length}`;
      const sources = sourcesOf(compilation.plan, position, internal);
      reads.push(readOf(variable, internal, sources, compilation));
      const fieldType = type.getFields()[first.name.value]?.type;
      if (fieldType === undefined) {
        throw new Error(`there is no field ${type.name}.${first.name.value}`);
      }
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      value = complete(
        fieldType,
        variable,
        { selections: below, position: position?.children.get(internal) },
        compilation,
      );
      if (!isNonNullType(fieldType)) {
        // Undefined is a field of an entity that is null, or a field that the subgraph left out.
        const check = constantOf(omissionCheck(internal, position, compilation), compilation);
        value = `(${variable} === undefined && ${check}(o, t) ? fail() : ${value})`;
      }
      const [source, ...others] = sources;
      if (below.length > 0 && source != null && others.length === 0) {
        // An entity at several places is shaped once.
        const shaped = `o[${constantOf(source, compilation)}].${compilation.part}${name}_${variable}`;
        value = `(${variable} == null ? ${value} : (${shaped} ??= ${value}))`;
      }
    }
    const key = responseName === '__proto__' ? '["__proto__"]' : JSON.stringify(responseName);
    properties.push(`${key}: ${value}`);
  }
  define(
    compilation,
    name,
    `(o, t = ${JSON.stringify(type.name)}) {
if (${isNoObject}) fail();
${typeCheck(type, position, compilation)}${reads.join('\n')}
return { ${properties.join(',\n')} };
}`,
  );
  return name;
}

/** A function for objects of any possible type. Types with the same selected fields share the code. */
function compileAbstract(
  type: GraphQLAbstractType,
  selections: readonly SelectionSetNode[],
  position: Position | undefined,
  compilation: Compilation,
): string {
  const name = reserve(compilation);
  const functionByKey = new Map<string, string>();
  const cases = compilation.schema.getPossibleTypes(type).map((possible) => {
    const fields = collectFields(possible, selections, compilation);
    const key = keyOf(possible, fields, compilation);
    const compiled = functionByKey.get(key) ?? compileObject(possible, fields, position, compilation);
    functionByKey.set(key, compiled);
    return `case ${JSON.stringify(possible.name)}: return ${compiled}(o, t);`;
  });
  // For subgraphs that know only the interface (`@interfaceObject`), where no field depends on the type.
  const anyType = isInterfaceType(type) ? (compilation.schema.getPossibleTypes(type)[0] ?? type) : null;
  const ownName =
    anyType !== null && !dependsOnType(selections, type, compilation)
      ? compileObject(anyType, collectFields(anyType, selections, compilation), position, compilation)
      : null;
  define(
    compilation,
    name,
    `(o) {
if (${isNoObject}) fail();
const t = k0(o, ${constantOf(position?.slots ?? [], compilation)});
switch (t) {
${cases.join('\n')}
}
${ownName === null ? 'fail();' : `return t === undefined || t === ${JSON.stringify(type.name)} ? ${ownName}(o) : fail();`}
}`,
  );
  return name;
}

function compileList(
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
  position: Position | undefined,
  compilation: Compilation,
): string {
  const name = reserve(compilation);
  define(
    compilation,
    name,
    `(v) {
if (!Array.isArray(v)) fail();
const r = [];
for (let i = 0; i < v.length; i++) { const x = v[i]; r.push(${complete(type, 'x', { selections, position }, compilation)}); }
return r;
}`,
  );
  return name;
}

/** The selections below a field, and the position of its objects. */
type Below = { selections: readonly SelectionSetNode[]; position: Position | undefined };

/** An expression for the value of a type (https://spec.graphql.org/draft/#sec-Value-Completion). */
function complete(type: GraphQLOutputType, value: string, below: Below, compilation: Compilation): string {
  if (isNonNullType(type)) {
    return `(${value} == null ? fail() : ${completeNonNull(type.ofType, value, below, compilation)})`;
  }
  return `(${value} == null ? null : ${completeNonNull(type, value, below, compilation)})`;
}

function completeNonNull(
  type: GraphQLOutputType,
  value: string,
  { selections, position }: Below,
  compilation: Compilation,
): string {
  if (isListType(type)) {
    return `${compileList(type.ofType, selections, position, compilation)}(${value})`;
  }
  if (isAbstractType(type)) {
    return `${compileAbstract(type, selections, position, compilation)}(${value})`;
  }
  if (isObjectType(type)) {
    return `${compileObject(type, collectFields(type, selections, compilation), position, compilation)}(${value})`;
  }
  const named = getNamedType(type);
  if (!isLeafType(named)) {
    throw new Error(`${String(type)} is no output type`);
  }
  const test = leafTest(named, value, compilation);
  return test === null ? value : `(${test} ? ${value} : ${leafReader(named, compilation)}(${value}))`;
}

/** The function that converts values in a rarer form. */
function leafReader(type: GraphQLLeafType, { constants, leafReaders }: Compilation): string {
  const known = leafReaders.get(type.name);
  if (known !== undefined) {
    return known;
  }
  const read = (value: unknown): unknown => {
    const leaf = leafValue(type, value);
    if (leaf === undefined) {
      throw new NeedsExplaining();
    }
    return leaf;
  };
  const reader = `k${constants.push(read) - 1}`;
  leafReaders.set(type.name, reader);
  return reader;
}

/** An expression that is true if a value is valid as it is. Null where every value is. */
function leafTest(type: GraphQLLeafType, value: string, { constants, enums }: Compilation): string | null {
  if (isEnumType(type)) {
    const known = enums.get(type.name) ?? `k${constants.push(new Set(type.getValues().map(({ name }) => name))) - 1}`;
    enums.set(type.name, known);
    return `${known}.has(${value})`;
  }
  switch (type.name) {
    case 'String':
    case 'ID':
      return `typeof ${value} === 'string'`;
    case 'Int':
      return `typeof ${value} === 'number' && (${value} | 0) === ${value}`;
    case 'Float':
      // An infinite number minus itself is NaN.
      return `typeof ${value} === 'number' && ${value} - ${value} === 0`;
    case 'Boolean':
      return `typeof ${value} === 'boolean'`;
    default:
      return null;
  }
}

/** A statement that fails for an object of another type. Only objects that other subgraphs extend are checked. */
function typeCheck(
  type: GraphQLObjectType | GraphQLInterfaceType,
  position: Position | undefined,
  compilation: Compilation,
): string {
  if (!isObjectType(type) || (position?.slots ?? []).length === 0) {
    return '';
  }
  const { types } = compilation;
  const isOf = constantOf((typename: unknown, name: string) => isOfObjectType(typename, name, types), compilation);
  return `const n = o.__typename;
if (n !== undefined && n !== t && !${isOf}(n, t)) fail();
`;
}

/** Whether an object with this `__typename` can be of an object type. A subgraph may know it by an interface only. */
export function isOfObjectType(typename: unknown, type: string, types: TypeSystem): boolean {
  return typeof typename === 'string' && types.isSubtype(typename, type);
}

function omissionCheck(name: string, position: Position | undefined, { types }: Compilation) {
  return (object: Data, typename: string) => isOmitted(object, { name, typename, position, types });
}

/** The name of a constant in the code. */
function constantOf(value: unknown, { constants }: Compilation): string {
  return `k${constants.push(value) - 1}`;
}

/** A statement that reads a field from its sources. */
function readOf(variable: string, name: string, sources: readonly Source[], compilation: Compilation): string {
  const expressions = sources.map((source) =>
    source === itself
      ? `o[${JSON.stringify(name)}]`
      : `o[${constantOf(source, compilation)}]?.value?.[${JSON.stringify(name)}]`,
  );
  return `const ${variable} = ${expressions.join(' ?? ')};`;
}

/** Identifies types on which the same fields, with the same types, are selected. */
function keyOf(
  type: GraphQLObjectType,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
  { nodeNumbers }: Compilation,
): string {
  const definitions = type.getFields();
  return JSON.stringify(
    [...fields].map(([responseName, nodes]) => [
      responseName,
      String(definitions[nodes[0]?.name.value ?? '']?.type),
      nodes.map((node) => {
        const number = nodeNumbers.get(node) ?? nodeNumbers.size;
        nodeNumbers.set(node, number);
        return number;
      }),
    ]),
  );
}

function reserve({ functions }: Compilation): string {
  functions.push('');
  return `f${functions.length - 1}`;
}

function define({ functions }: Compilation, name: string, text: string): void {
  functions[Number(name.slice(1))] = `function ${name}${text}`;
}
