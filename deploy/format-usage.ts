import type { OperationUse, Usage, UsedOperation } from '@tributary/platform/usage-record.ts';

/** The operations and clients of a report. */
export type UsageFilter = {
  /** Only operations with this field, as `Type.field`. */
  field?: string | undefined;
  client?: string | undefined;
};

/** A use of an operation, which is unknown if its description is not stored any more. */
type DescribedUse = OperationUse & { described: UsedOperation | null };

/** Formats a usage as two tables, of operations by client and of fields, each in descending order of use. */
export function formatUsage({ uses, operations }: Usage, { field, client }: UsageFilter): string {
  const chosen = uses
    .map((use): DescribedUse => ({ ...use, described: operations.get(use.operation) ?? null }))
    .filter((use) => client === undefined || use.client === client)
    .filter(({ described }) => field === undefined || described?.fields.includes(field) === true);
  const ofOperations = [...Map.groupBy(chosen, (use) => `${use.operation}\n${use.client}`).values()].map((group) => [
    ...summaryOf(group),
    group[0]?.client || '(no name)',
    group[0]?.described?.name ?? '(no name)',
    group[0]?.operation ?? '',
  ]);
  const byField = Map.groupBy(
    chosen.flatMap((use) => (use.described?.fields ?? []).map((name) => ({ name, use }))),
    ({ name }) => name,
  );
  const ofFields = [...byField].map(([name, group]) => [
    ...summaryOf(group.map(({ use }) => use)),
    String(new Set(group.map(({ use }) => use.client)).size),
    name,
  ]);
  return [
    table(['uses', 'last hour (UTC)', 'client', 'operation', 'document'], ofOperations),
    table(['uses', 'last hour (UTC)', 'clients', 'field'], ofFields),
  ].join('\n\n');
}

function summaryOf(uses: readonly OperationUse[]): [string, string] {
  const count = uses.reduce((sum, use) => sum + use.count, 0);
  return [String(count), uses.reduce((last, { hour }) => (hour > last ? hour : last), '')];
}

/** Rows in columns, the most used first. */
function table(head: readonly string[], rows: readonly string[][]): string {
  const sorted = rows.toSorted((one, other) => Number(other[0]) - Number(one[0]));
  const all = [head, ...sorted];
  const widths = head.map((_, column) => all.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
