import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** The limits on a document. Variables are not counted: long lists and texts belong there. */
export type Limits = {
  depth: number;
  aliases: number;
  directives: number;
  tokens: number;
  /** Fields that repeat another one of their selection set. */
  repetitions: number;
  /** In UTF-8, of the whole document. */
  documentBytes: number;
  /** Line breaks in the document. Parsing keeps each comment, and each error counts the lines before it. */
  lines: number;
  /** In UTF-8, of one string in the document. */
  literalBytes: number;
  /** Fields in all requests of a plan, with fragments spread. Compiling a plan takes about 25 µs a field. */
  planFields: number;
};

export const defaultLimits: Limits = {
  depth: 15,
  aliases: 100,
  directives: 50,
  tokens: 10_000,
  repetitions: 100,
  documentBytes: 256 * 1024,
  lines: 10_000,
  literalBytes: 16 * 1024,
  planFields: 1_500,
};

/** The default deadline of a query or a mutation. */
export const operationTimeoutMsDefault = 30_000;

/**
 * Validation rules that refuse documents beyond the limits, and name the limit. The parser checks the limit of tokens.
 */
export function limitRules({ depth, aliases, directives, repetitions, literalBytes }: Limits): ValidationRule[] {
  return [
    (context) => ({
      OperationDefinition: (operation) => {
        const found = depthOf(operation.selectionSet, context, new Map(), depth + 1);
        if (found > depth) {
          refuse(context, `The operation is nested deeper than ${depth} levels. Ask for less at once.`);
        }
      },
    }),
    counting('Field', (field) => field.kind === Kind.FIELD && field.alias !== undefined, aliases, 'aliases'),
    counting('Directive', () => true, directives, 'directives'),
    (context) => {
      let count = 0;
      return {
        enter: (node) => {
          // The selections of inline fragments belong to the set around them.
          if ('selectionSet' in node && node.selectionSet !== undefined && node.kind !== Kind.INLINE_FRAGMENT) {
            const before = count;
            count += repetitionsIn(node.selectionSet);
            if (before <= repetitions && count > repetitions) {
              refuse(context, `The document repeats more than ${repetitions} fields. Select each once.`);
            }
          }
        },
      };
    },
    (context) => ({
      StringValue: ({ value }) => {
        if (isLonger(value, literalBytes)) {
          refuse(context, `A string in the document has more than ${literalBytes} bytes. Send it as a variable.`);
        }
      },
    }),
  ];
}

/** Whether a text has more bytes in UTF-8. A code unit has at most three. */
export function isLonger(text: string, bytesMax: number): boolean {
  return text.length > bytesMax || (text.length * 3 > bytesMax && Buffer.byteLength(text) > bytesMax);
}

/** Whether a text has more line breaks. */
export function hasMoreLines(text: string, linesMax: number): boolean {
  let count = 0;
  for (const lineBreak of ['\n', '\r']) {
    let index = text.indexOf(lineBreak);
    while (index !== -1 && count <= linesMax) {
      count += 1;
      index = text.indexOf(lineBreak, index + 1);
    }
  }
  return count > linesMax;
}

function counting(
  kind: 'Field' | 'Directive',
  counts: (node: { kind: string; alias?: unknown }) => boolean,
  most: number,
  noun: string,
): ValidationRule {
  return (context): ASTVisitor => {
    let count = 0;
    return {
      [kind]: (node: { kind: string; alias?: unknown }) => {
        if (counts(node)) {
          count += 1;
          if (count === most + 1) {
            refuse(context, `The document has more than ${most} ${noun}. Split it.`);
          }
        }
      },
    };
  };
}

/** The number of fields that repeat the response name of another one, for the same type. */
function repetitionsIn(selectionSet: SelectionSetNode): number {
  const known = new Set<string>();
  let count = 0;
  const visit = ({ selections }: SelectionSetNode, type: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = `${type}.${(selection.alias ?? selection.name).value}`;
        count += known.has(key) ? 1 : 0;
        known.add(key);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      }
    }
  };
  visit(selectionSet, '');
  return count;
}

/** The depth of fields, without introspection. A fragment is measured once. Never more than `enough`. */
function depthOf(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  depths: Map<string, number>,
  enough: number,
): number {
  let deepest = 0;
  for (const selection of selections) {
    if (deepest >= enough) {
      return enough;
    }
    if (selection.kind === Kind.FIELD) {
      const isIntrospection = selection.name.value.startsWith('__');
      const below = selection.selectionSet === undefined ? 0 : depthOf(selection.selectionSet, context, depths, enough);
      deepest = Math.max(deepest, isIntrospection ? 0 : below + 1);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      deepest = Math.max(deepest, depthOf(selection.selectionSet, context, depths, enough));
    } else {
      deepest = Math.max(deepest, depthOfFragment(context.getFragment(selection.name.value), context, depths, enough));
    }
  }
  return Math.min(deepest, enough);
}

function depthOfFragment(
  fragment: FragmentDefinitionNode | null | undefined,
  context: ValidationContext,
  depths: Map<string, number>,
  enough: number,
): number {
  if (fragment == null) {
    return 0;
  }
  const name = fragment.name.value;
  const before = depths.get(name);
  if (before !== undefined) {
    return before;
  }
  // Another rule refuses a fragment that contains itself. Here the recursion only has to end.
  depths.set(name, 0);
  const depth = depthOf(fragment.selectionSet, context, depths, enough);
  depths.set(name, depth);
  return depth;
}

function refuse(context: ValidationContext, message: string): void {
  context.reportError(new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED' } }));
}
