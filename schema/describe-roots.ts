import { errorCodes } from '@tributary/platform/error-codes.ts';
import { Kind, type DocumentNode } from 'graphql';

type Source = (typeof errorCodes)[keyof typeof errorCodes]['from'][number];

const roots = new Map<string, { job: string; sources: readonly Source[] }>([
  ['Query', { job: 'Reading.', sources: ['request', 'resolver', 'execution'] }],
  [
    'Mutation',
    {
      job: 'Changing. A refusal is data: a member of `errors` in the payload. All mistakes of one input come together there, each with a path.',
      sources: ['request', 'resolver', 'execution'],
    },
  ],
  ['Subscription', { job: 'Following.', sources: ['request', 'resolver', 'execution', 'stream'] }],
]);

/**
 * A document whose root types without a description have one: the codes of top-level errors, from the table that
 * platform/error-codes.ts is. So the schema names every code, and the same in each subgraph.
 */
export function describeRoots(document: DocumentNode): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((definition) => {
      const value = definition.kind === Kind.OBJECT_TYPE_DEFINITION ? describe(definition.name.value) : undefined;
      return value === undefined ||
        definition.kind !== Kind.OBJECT_TYPE_DEFINITION ||
        definition.description !== undefined
        ? definition
        : { ...definition, description: { kind: Kind.STRING, value, block: true } };
    }),
  };
}

function describe(root: string): string | undefined {
  const { job, sources } = roots.get(root) ?? {};
  if (job === undefined || sources === undefined) {
    return undefined;
  }
  const codes = Object.entries(errorCodes).filter(([, { from }]) => from.some((source) => sources.includes(source)));
  return `${job}

An error at the top level of a response has one of these codes in \`extensions.code\`:

${codes.map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`).join('\n')}`;
}
