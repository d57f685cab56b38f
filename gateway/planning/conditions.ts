import { Kind, visit, type DirectiveNode, type DocumentNode, type SelectionNode } from 'graphql';

/** The values of the variables on which `@skip`, `@include` and `@defer` depend. */
export type Conditions = Readonly<Record<string, boolean>>;

/** The directives whose condition is decided: a client that takes no deferred parts is not asked for those of `@defer`. */
export type Deciding = { isDeferring: boolean };

/** The variables on which `@skip` and `@include` depend, and `@defer` where it counts. */
export function conditionVariables(document: DocumentNode, { isDeferring }: Deciding): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      const value = isCondition(directive) || (isDeferring && isDefer(directive)) ? conditionOf(directive) : undefined;
      if (value?.kind === Kind.VARIABLE) {
        names.add(value.name.value);
      }
    },
  });
  return [...names];
}

/**
 * The document as it is with these values: without what is skipped, and without the directives. A selection may be left with nothing in it. A `@defer` stays, without its condition, where it counts and is on.
 */
export function resolveConditions(
  document: DocumentNode,
  conditions: Conditions,
  { isDeferring }: Deciding,
): DocumentNode {
  const isSet = (directive: DirectiveNode, otherwise: boolean): boolean => {
    const value = conditionOf(directive);
    return value?.kind === Kind.VARIABLE
      ? conditions[value.name.value] === true
      : value?.kind === Kind.BOOLEAN
        ? value.value
        : otherwise;
  };
  const decide = (selection: SelectionNode): SelectionNode | null | undefined => {
    const { directives = [] } = selection;
    if (!directives.some((directive) => isCondition(directive) || isDefer(directive))) {
      return undefined;
    }
    const isIn = directives.every(
      (directive) => !isCondition(directive) || isSet(directive, false) === (directive.name.value === 'include'),
    );
    const left = directives.flatMap((directive) => {
      if (isDefer(directive)) {
        return isDeferring && isSet(directive, true) ? [withoutCondition(directive)] : [];
      }
      return isCondition(directive) ? [] : [directive];
    });
    return isIn ? { ...selection, directives: left } : null;
  };
  return visit(document, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

export function isDefer({ name }: DirectiveNode): boolean {
  return name.value === 'defer';
}

function conditionOf({ arguments: args = [] }: DirectiveNode) {
  return args.find(({ name }) => name.value === 'if')?.value;
}

function withoutCondition({ arguments: args = [], ...directive }: DirectiveNode): DirectiveNode {
  return { ...directive, arguments: args.filter(({ name }) => name.value !== 'if') };
}
