import { Kind, visit, type DocumentNode, type SelectionNode } from 'graphql';

/** The values of the variables on which `@skip` and `@include` depend. */
export type Conditions = Readonly<Record<string, boolean>>;

/** The variables on which `@skip` and `@include` depend. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      const value = isCondition(name.value) ? args[0]?.value : undefined;
      if (value?.kind === Kind.VARIABLE) {
        names.add(value.name.value);
      }
    },
  });
  return [...names];
}

/** The document as it is with these values: without what is skipped, and without the directives. A selection may be left with nothing in it. */
export function resolveConditions(document: DocumentNode, conditions: Conditions): DocumentNode {
  const decide = (selection: SelectionNode): SelectionNode | null | undefined => {
    const { directives = [] } = selection;
    const others = directives.filter(({ name }) => !isCondition(name.value));
    if (others.length === directives.length) {
      return undefined;
    }
    const isIn = directives.every(({ name, arguments: args = [] }) => {
      const value = args[0]?.value;
      const isSet =
        value?.kind === Kind.VARIABLE
          ? conditions[value.name.value] === true
          : value?.kind === Kind.BOOLEAN && value.value;
      return !isCondition(name.value) || isSet === (name.value === 'include');
    });
    return isIn ? { ...selection, directives: others } : null;
  };
  return visit(document, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
}

function isCondition(directive: string): boolean {
  return directive === 'skip' || directive === 'include';
}
