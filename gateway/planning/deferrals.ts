import {
  __Schema,
  __Type,
  isAbstractType,
  isIntrospectionType,
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldTypeIn } from '../composed/field-type.ts';
import { isDefer } from './conditions.ts';

/** A fragment with `@defer`, at one place of an operation. */
export type Deferral = {
  /**
   * The label under which the planner knows it. Unique, unlike the client's label, which repeats where a fragment is
   * spread twice.
   */
  id: string;
  label: string | undefined;
  /** The deferral that contains this one. */
  parent: Deferral | null;
  /** The path of fields from the object of the parent, or from the root, to the objects that the deferral extends. */
  steps: readonly PathField[];
  /** The type of these objects in the schema, and the types that the enclosing fragments require. */
  type: GraphQLNamedType;
  conditions: readonly string[];
  /** The selections of the deferral, in fragments on these types, without the deferrals inside of it. */
  selectionSet: SelectionSetNode;
};

/** A field on the path, with the type of its object and the types that the enclosing fragments require. */
export type PathField = { field: FieldNode; type: GraphQLNamedType; conditions: readonly string[] };

export type Separated = {
  /** The whole operation for the planner, without named fragments. Its labels are the ids of the deferrals. */
  whole: DocumentNode;
  /** The operation without its deferrals. */
  immediate: DocumentNode;
  /** The deferrals, each after its parent. */
  deferrals: readonly Deferral[];
};

/**
 * The context of a selection: its deferral, the path below that, the type of its object, and the enclosing fragments.
 */
type SelectionContext = {
  parent: Deferral | null;
  steps: readonly PathField[];
  type: GraphQLNamedType;
  conditions: readonly string[];
  /** Collects the deferred fragments of the object. */
  later: SelectionNode[];
};

/** Limits on the expanded operation. A small document can expand enormously through fragments within fragments. */
const selectionsMax = 10_000;
const deferralsMax = 100;

/**
 * Separates the deferred from the immediate selections. The document is valid and has one operation, whose conditions
 * are resolved. Throws where the expanded operation is too large.
 */
export function separateDeferred(document: DocumentNode, schema: GraphQLSchema): Separated {
  if (!hasDeferrals(document)) {
    return { whole: document, immediate: document, deferrals: [] };
  }
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const deferrals: Deferral[] = [];
  let count = 0;

  /**
   * Expands all selections on an object. Deferred fragments stand beside the others, and not within their fragments,
   * where Apollo's planner fails.
   */
  const expandAll = (set: SelectionSetNode, start: Omit<SelectionContext, 'later'>): SelectionSetNode => {
    const context = { ...start, later: [] };
    const selections = wrapped(start.conditions, expand(set, context));
    return selectionSetOf([...selections, ...context.later]);
  };

  const expand = (set: SelectionSetNode, context: SelectionContext): SelectionNode[] => {
    const spread = new Set<string>();
    return set.selections.flatMap((selection): SelectionNode[] => {
      count += 1;
      if (count > selectionsMax || deferrals.length > deferralsMax) {
        throw new Error('with its fragments spread, there is too much in an operation to defer some of it');
      }
      if (selection.kind === Kind.FIELD) {
        return [expandField(selection, context)];
      }
      // Introspection needs no fetch, so there is nothing to defer.
      const deferred = isIntrospectionType(context.type) ? null : labelOf(selection.directives);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return expandFragment(selection, deferred, context);
      }
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment === undefined || (deferred === null && spread.has(name))) {
        return [];
      }
      if (deferred === null) {
        spread.add(name);
      }
      return expandFragment(fragment, deferred, context);
    });
  };

  const expandField = (field: FieldNode, { parent, steps, type, conditions }: SelectionContext): FieldNode => {
    if (field.selectionSet === undefined) {
      return field;
    }
    const below = {
      parent,
      steps: [...steps, { field, type, conditions }],
      type: fieldTypeOf(field, conditions.at(-1) ?? type.name, schema),
      conditions: [],
    };
    return { ...field, selectionSet: expandAll(field.selectionSet, below) };
  };

  const expandFragment = (
    { typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode,
    deferred: { label: string | undefined } | null,
    context: SelectionContext,
  ): SelectionNode[] => {
    const own = typeCondition === undefined ? [] : [typeCondition.name.value];
    const conditions = [...context.conditions, ...own];
    if (!canBe(context.type, conditions, schema)) {
      return [];
    }
    if (deferred === null) {
      return wrapped(own, expand(selectionSet, { ...context, conditions }));
    }
    const { type, parent, steps } = context;
    const id = `d${deferrals.length}`;
    const deferral: Deferral = { id, label: deferred.label, parent, steps, type, conditions, selectionSet };
    deferrals.push(deferral);
    const whole = expandAll(selectionSet, { parent: deferral, steps: [], type, conditions });
    deferral.selectionSet = immediateOf(whole);
    context.later.push({ kind: Kind.INLINE_FRAGMENT, directives: [deferDirective(id)], selectionSet: whole });
    return [];
  };

  const complete: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: document.definitions.flatMap((each) => {
      const type = each.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(each.operation) : undefined;
      return each.kind === Kind.OPERATION_DEFINITION && type != null
        ? [{ ...each, selectionSet: expandAll(each.selectionSet, { parent: null, steps: [], type, conditions: [] }) }]
        : [];
    }),
  };
  return { whole: complete, immediate: immediateOf(complete), deferrals };
}

/** Whether a document has any `@defer`. */
export function hasDeferrals(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: (directive) => {
      found ||= isDefer(directive);
    },
  });
  return found;
}

/** A further label for the same deferral, for a fragment that is repeated in the document for the planner. */
export function labelOfCopy(label: string, copy: number): string {
  return copy === 0 ? label : `${label}_${copy}`;
}

/** The id of the deferral to which a label belongs. */
export function deferralOf(label: string): string {
  return label.replace(/_\d+$/, '');
}

/** Removes deferred fragments. */
function immediateOf<Node extends DocumentNode | SelectionSetNode>(node: Node): Node {
  return visit(node, {
    InlineFragment: ({ directives }) => (labelOf(directives) === null ? undefined : null),
  });
}

/** The label of `@defer`. Null where the directive is absent. */
export function labelOf(directives: readonly DirectiveNode[] = []): { label: string | undefined } | null {
  const directive = directives.find(isDefer);
  if (directive === undefined) {
    return null;
  }
  const label = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
  return { label: label?.kind === Kind.STRING ? label.value : undefined };
}

/**
 * Whether an object of the type can also be of all these types. Apollo's planner fails at selections on impossible
 * types.
 */
function canBe(type: GraphQLNamedType, conditions: readonly string[], schema: GraphQLSchema): boolean {
  const [first = [], ...others] = [type, ...conditions.map((name) => schema.getType(name))].map((each) =>
    isAbstractType(each) ? schema.getPossibleTypes(each) : [each],
  );
  return first.some((object) => others.every((possible) => possible.some((each) => each === object)));
}

function fieldTypeOf({ name }: FieldNode, parent: string, schema: GraphQLSchema): GraphQLNamedType {
  if (name.value === '__schema') {
    return __Schema;
  }
  if (name.value === '__type') {
    return __Type;
  }
  const type = fieldTypeIn(schema, parent, name.value);
  if (type === undefined) {
    throw new Error(`there is no field ${parent}.${name.value}`);
  }
  return type;
}

function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** Wraps selections in nested fragments on these types. */
function wrapped(conditions: readonly string[], selections: readonly SelectionNode[]): SelectionNode[] {
  return conditions.reduceRight<SelectionNode[]>(
    (inside, condition) => [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition } },
        directives: [],
        selectionSet: selectionSetOf(inside),
      },
    ],
    [...selections],
  );
}

export function deferDirective(label: string): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'defer' },
    arguments: [
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'label' }, value: { kind: Kind.STRING, value: label } },
    ],
  };
}
