import { Kind, visit, type DirectiveNode, type DocumentNode, type SelectionNode } from 'graphql';

/** The values of the variables on which `@skip`, `@include` and `@defer` depend. */
export type Conditions = Readonly<Record<string, boolean>>;

/**
 * Whether `@defer` counts. It does not for a client that accepts no deferred parts, and then its condition is ignored.
 */
export type DeferSupport = { isDeferring: boolean };

/** The variables on which `@skip` and `@include` depend, and `@defer` where it counts. */
export function conditionVariables(document: DocumentNode, { isDeferring }: DeferSupport): string[] {
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
 * Resolves the conditions of a document with these values. Skipped selections and the directives are removed, which may
 * leave selection sets empty. A `@defer` that counts and is on stays, without its condition.
 */
export function resolveConditions(
  document: DocumentNode,
  conditions: Conditions,
  { isDeferring }: DeferSupport,
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
