import {
  __Schema,
  __Type,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
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
import { isDefer } from './conditions.ts';

/** A fragment with `@defer`, at one place of an operation. */
export type Deferral = {
  /** What it is called between us and the planner: unique, which the client's label is not where a fragment is spread twice. */
  id: string;
  label: string | undefined;
  /** The one inside of which it stands. */
  parent: Deferral | null;
  /** The fields that lead from the object of its parent, or from the root, to the objects to which it adds. */
  steps: readonly Step[];
  /** The type of these objects, as the schema says, and the types that its fragments want them to be of. */
  type: GraphQLNamedType;
  conditions: readonly string[];
  /** What comes with it, in fragments on these types: without what is deferred inside of it. */
  selectionSet: SelectionSetNode;
};

/** A field, and what its object has to be so that it was asked for. */
export type Step = { field: FieldNode; type: GraphQLNamedType; conditions: readonly string[] };

export type Separated = {
  /** All of it that is to be planned: without named fragments, and the labels are the ids. */
  whole: DocumentNode;
  /** What does not wait. */
  immediate: DocumentNode;
  /** Each after its parent. */
  deferrals: readonly Deferral[];
};

/** Fragments within fragments can make much of a small document. */
const selectionsMax = 10_000;
const deferralsMax = 100;

/** Separates what is deferred in a valid document of one operation, whose conditions were decided, from what is not. Throws where that would be too much. */
export function separateDeferred(document: DocumentNode, schema: GraphQLSchema): Separated {
  if (!hasDeferrals(document)) {
    return { whole: document, immediate: document, deferrals: [] };
  }
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const deferrals: Deferral[] = [];
  let count = 0;

  /** Where a selection stands: below which steps of which deferral, in an object of which type, in fragments on which types. */
  type Place = {
    parent: Deferral | null;
    steps: readonly Step[];
    type: GraphQLNamedType;
    conditions: readonly string[];
    /** Gets what is deferred there. */
    later: SelectionNode[];
  };

  /** All that is selected of an object. What is deferred stands beside the rest and not within its fragments, where Apollo's planner loses its way. */
  const expandAll = (set: SelectionSetNode, start: Omit<Place, 'later'>): SelectionSetNode => {
    const place = { ...start, later: [] };
    const selections = wrapped(start.conditions, expand(set, place));
    return selectionSetOf([...selections, ...place.later]);
  };

  const expand = (set: SelectionSetNode, place: Place): SelectionNode[] => {
    const spread = new Set<string>();
    return set.selections.flatMap((selection): SelectionNode[] => {
      count += 1;
      if (count > selectionsMax || deferrals.length > deferralsMax) {
        throw new Error('with its fragments spread, there is too much in an operation to defer some of it');
      }
      if (selection.kind === Kind.FIELD) {
        return [expandField(selection, place)];
      }
      // What the schema says of itself is no data, and there at once.
      const deferred = isIntrospectionType(place.type) ? null : labelOf(selection.directives);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return expandFragment(selection, deferred, place);
      }
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment === undefined || (deferred === null && spread.has(name))) {
        return [];
      }
      if (deferred === null) {
        spread.add(name);
      }
      return expandFragment(fragment, deferred, place);
    });
  };

  const expandField = (field: FieldNode, { parent, steps, type, conditions }: Place): FieldNode => {
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
    place: Place,
  ): SelectionNode[] => {
    const own = typeCondition === undefined ? [] : [typeCondition.name.value];
    const conditions = [...place.conditions, ...own];
    if (!canBe(place.type, conditions, schema)) {
      return [];
    }
    if (deferred === null) {
      return wrapped(own, expand(selectionSet, { ...place, conditions }));
    }
    const { type, parent, steps } = place;
    const id = `d${deferrals.length}`;
    const deferral: Deferral = { id, label: deferred.label, parent, steps, type, conditions, selectionSet };
    deferrals.push(deferral);
    const whole = expandAll(selectionSet, { parent: deferral, steps: [], type, conditions });
    deferral.selectionSet = immediateOf(whole);
    place.later.push({ kind: Kind.INLINE_FRAGMENT, directives: [deferDirective(id)], selectionSet: whole });
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

/** Whether anything in a document is marked as deferred. */
export function hasDeferrals(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: (directive) => {
      found ||= isDefer(directive);
    },
  });
  return found;
}

/** Another label for the same deferral, where the planner is to be told of it several times. */
export function labelOfCopy(label: string, copy: number): string {
  return copy === 0 ? label : `${label}_${copy}`;
}

/** The id of the deferral that a label is for. */
export function deferralOf(label: string): string {
  return label.replace(/_\d+$/, '');
}

/** Without what is deferred. */
function immediateOf<Node extends DocumentNode | SelectionSetNode>(node: Node): Node {
  return visit(node, {
    InlineFragment: ({ directives }) => (labelOf(directives) === null ? undefined : null),
  });
}

/** Null for what is not deferred. */
export function labelOf(directives: readonly DirectiveNode[] = []): { label: string | undefined } | null {
  const directive = directives.find(isDefer);
  if (directive === undefined) {
    return null;
  }
  const label = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
  return { label: label?.kind === Kind.STRING ? label.value : undefined };
}

/** Whether there are objects of a type that are also of all these types. Where there are not, Apollo's planner stumbles over what is asked of them. */
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
  const type = schema.getType(parent);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
  if (field === undefined) {
    throw new Error(`there is no field ${parent}.${name.value}`);
  }
  return getNamedType(field.type);
}

function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** Selections in fragments on these types. */
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
