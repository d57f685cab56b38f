import type { Usage } from '@tributary/platform/usage-record.ts';
import type { BreakingChange, GraphQLSchema } from 'graphql';
import { createUsageOfChanges, type AffectedOperation } from './usage-of-changes.ts';

/** The most operations that are listed for one change. */
const listedMax = 10;

/**
 * Judges breaking changes by a usage: those that operations use, with these, and those that none uses. Without any use,
 * and for uses of unknown operations, every change counts as used.
 */
export function judgeChanges(
  changes: readonly BreakingChange[],
  usage: Usage,
  oldSchema: GraphQLSchema,
): { used: string[]; unused: string[] } {
  const affected = createUsageOfChanges(usage, oldSchema);
  const isComplete = usage.uses.length > 0 && usage.uses.every(({ operation }) => usage.operations.has(operation));
  const used: string[] = [];
  const unused: string[] = [];
  for (const change of changes) {
    const operations = affected(change);
    if (operations?.length === 0 && isComplete) {
      unused.push(change.description);
    } else {
      used.push([change.description, ...listed(operations ?? [])].join('\n'));
    }
  }
  return { used, unused };
}

function listed(operations: readonly AffectedOperation[]): string[] {
  const total = ({ clients }: AffectedOperation) => clients.reduce((sum, { count }) => sum + count, 0);
  const sorted = operations.toSorted((one, other) => total(other) - total(one));
  const lines = sorted.slice(0, listedMax).map(({ operation, clients }) => {
    const byClient = clients.map(
      ({ name, count, lastHour }) => `${name || 'no name'} ${count} times, last at ${lastHour}h`,
    );
    return `  Breaks ${operation.name ?? 'an operation without a name'} (${operation.id}) of ${byClient.slice(0, listedMax).join('; ')}`;
  });
  const rest = operations.length - lines.length;
  return rest > 0 ? [...lines, `  and ${rest} more operations`] : lines;
}
