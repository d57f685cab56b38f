import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { CostDirectives, SizedFields } from '../composed/cost-directives.ts';
import { compileSizer, inputCosts, variablesIn, type InputCost, type Sizer } from './cost-inputs.ts';

/** A field of a fetch that costs something, or has something below it that does. */
export type CostPart = {
  /** Its name in the answer of the subgraph, and its coordinate in the schema. */
  name: string;
  coordinate: string;
  subgraph: string;
  /** The weight of one object or value. The greatest where the weights of the possible types differ. */
  weight: number;
  /** The weights of the possible types where they differ. */
  weightByType: ReadonlyMap<string, number> | null;
  /** The number of nested lists. */
  lists: number;
  /** The directives that give its length, from itself or from a field above. */
  sizers: readonly Sizer[];
  /** Its own directives that require one slicing argument. */
  requiring: readonly Sizer[];
  inputs: InputCost | null;
  /** The names of the variables on which the costs and the lengths that it gives depend. */
  variables: readonly string[];
  selection: CostSelection | null;
};

/** A selection on an object. */
export type CostSelection = {
  /** The fields of all types. */
  parts: readonly CostPart[];
  /** The fields of some types. */
  fragments: readonly CostSelection[];
  /** The fragments that apply to one object together, by index: each combination once. */
  combinations: readonly (readonly number[])[];
  /** The combination of each type. */
  combinationOf: ReadonlyMap<string, readonly number[]>;
};

/** The lists below a field whose length it gives. */
type Sized = { sizer: Sizer; fields: SizedFields };

type Parent = { type: GraphQLNamedType | undefined; possible: ReadonlySet<string> | null; sized: readonly Sized[] };

export type CompileSelection = (set: SelectionSetNode, type: string | null, subgraph: string) => CostSelection;

/** Compiles what the selections of fetches cost. */
export function costPartsOf(schema: GraphQLSchema, directives: CostDirectives): CompileSelection {
  const costOfInputs = inputCosts(directives);
  const possibleTypes = possibleTypesIn(schema);
  const rules = rulesOf(schema, { directives, possibleTypes });

  const partOf = (field: FieldNode, { type, sized }: Parent, subgraph: string): CostPart[] => {
    const { value: fieldName } = field.name;
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    if (type === undefined || definition === undefined) {
      return [];
    }
    const own = rules
      .sizesOf(type, fieldName)
      .map((size) => ({ sizer: compileSizer(size, field, definition.args), fields: size.rule.sizedFields }));
    const inherited = sized.flatMap(({ sizer, fields }) => {
      const below = fields.get(fieldName);
      return below === undefined ? [] : [{ sizer, fields: below }];
    });
    const lengths = [inherited, own].map((all) => all.filter(({ fields }) => fields.size === 0));
    const named = getNamedType(definition.type);
    const weightByType = rules.weightByType(type, definition);
    const selection =
      field.selectionSet === undefined
        ? null
        : compile(
            field.selectionSet,
            {
              type: named,
              possible: possibleTypes(named),
              sized: [...inherited, ...own].filter(({ fields }) => fields.size > 0),
            },
            subgraph,
          );
    const inputs = costOfInputs(type.name, field, definition.args);
    const part: CostPart = {
      name: (field.alias ?? field.name).value,
      coordinate: `${type.name}.${fieldName}`,
      subgraph,
      weight: Math.max(...weightByType.values()),
      weightByType: new Set(weightByType.values()).size > 1 ? weightByType : null,
      lists: listDepthOf(definition),
      sizers: (lengths.find((all) => all.length > 0) ?? []).map(({ sizer }) => sizer),
      requiring: own.map(({ sizer }) => sizer).filter(({ rule }) => rule.requiresOne),
      inputs,
      variables: own.length === 0 && inputs === null ? [] : variablesIn(field.arguments ?? []),
      selection: selection === null || isFree(selection) ? null : selection,
    };
    const isNothing = part.weight === 0 && part.inputs === null && part.selection === null;
    return isNothing && part.requiring.length === 0 ? [] : [part];
  };

  const compile = (set: SelectionSetNode, parent: Parent, subgraph: string): CostSelection => {
    const parts: CostPart[] = [];
    const fragments: { selection: CostSelection; types: ReadonlySet<string> }[] = [];
    for (const each of set.selections) {
      if (each.kind === Kind.FIELD) {
        parts.push(...partOf(each, parent, subgraph));
      } else if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value;
        const possible =
          condition === undefined ? parent.possible : common(parent.possible, possibleTypes(schema.getType(condition)));
        const [onlyOne] = possible?.size === 1 ? possible : [];
        // An object type may state other costs than an interface that it is selected by.
        const type = condition === undefined ? parent.type : schema.getType(onlyOne ?? condition);
        const isForAll = possible?.size === parent.possible?.size;
        const selection = compile(each.selectionSet, { ...parent, type, possible }, subgraph);
        if (isForAll && selection.fragments.length === 0) {
          parts.push(...selection.parts);
        } else {
          fragments.push({ selection, types: possible ?? new Set() });
        }
      }
    }
    const combinationOf = new Map(
      [...new Set(fragments.flatMap(({ types }) => [...types]))].map((type) => [
        type,
        fragments.flatMap(({ types }, index) => (types.has(type) ? [index] : [])),
      ]),
    );
    const combinations = new Map([...combinationOf.values()].map((indices) => [indices.join(), indices]));
    return {
      parts,
      fragments: fragments.map(({ selection }) => selection),
      combinations: [...combinations.values()],
      combinationOf,
    };
  };

  return (set, type, subgraph) => {
    const named = type === null ? undefined : schema.getType(type);
    return compile(set, { type: named, possible: possibleTypes(named), sized: [] }, subgraph);
  };
}

/** The rules of the directives for a field. An interface is as dear as the dearest type that implements it. */
function rulesOf(
  schema: GraphQLSchema,
  {
    directives: { weightOfField, weightOfType, sizeOf },
    possibleTypes,
  }: { directives: CostDirectives; possibleTypes: PossibleTypes },
) {
  const weights = new Map<string, ReadonlyMap<string, number>>();
  const stated = <Rule>(type: GraphQLNamedType, of: (type: string) => Rule | undefined): Rule[] => {
    const own = of(type.name);
    if (own !== undefined) {
      return [own];
    }
    return isInterfaceType(type) ? schema.getPossibleTypes(type).flatMap(({ name }) => of(name) ?? []) : [];
  };
  const weightByType = (type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): ReadonlyMap<string, number> => {
    const own = stated(type, (name) => weightOfField(name, field.name));
    const named = getNamedType(field.type);
    if (own.length > 0) {
      return new Map([[named.name, Math.max(...own)]]);
    }
    const names = isObjectType(named) || isAbstractType(named) ? [...(possibleTypes(named) ?? [])] : [];
    return names.length > 0
      ? new Map(names.map((name) => [name, weightOfType(name) ?? 1]))
      : new Map([[named.name, weightOfType(named.name) ?? 0]]);
  };
  return {
    /** The rules for the length of a field, each with the field that carries it. */
    sizesOf: (type: GraphQLNamedType, field: string): Pick<Sizer, 'rule' | 'coordinate'>[] =>
      stated(type, (name) => {
        const rule = sizeOf(name, field);
        return rule === undefined ? undefined : { rule, coordinate: `${name}.${field}` };
      }),

    /** The weight of a field by the type of its value. A weight of the field itself replaces that of the type. */
    weightByType: (type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): ReadonlyMap<string, number> => {
      const coordinate = `${type.name}.${field.name}`;
      const known = weights.get(coordinate) ?? weightByType(type, field);
      weights.set(coordinate, known);
      return known;
    },
  };
}

function isFree({ parts, fragments }: CostSelection): boolean {
  return parts.length === 0 && fragments.every(isFree);
}

/** The names of the object types that an object may have. Null where it may have any. */
type PossibleTypes = (type: GraphQLNamedType | undefined) => ReadonlySet<string> | null;

function possibleTypesIn(schema: GraphQLSchema): PossibleTypes {
  const known = new Map<string, ReadonlySet<string>>();
  return (type) => {
    if (type === undefined) {
      return null;
    }
    const names =
      known.get(type.name) ??
      new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]);
    known.set(type.name, names);
    return names;
  };
}

function common(one: ReadonlySet<string> | null, other: ReadonlySet<string> | null): ReadonlySet<string> | null {
  return one === null || other === null ? (one ?? other) : one.intersection(other);
}

function listDepthOf({ type }: GraphQLField<unknown, unknown>): number {
  let depth = 0;
  for (let inner = getNullableType(type); isListType(inner); inner = getNullableType(inner.ofType)) {
    depth += 1;
  }
  return depth;
}
