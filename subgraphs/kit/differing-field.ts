/** The first field in which two inputs differ, in the order of the second. Null if they are equal. */
export function differingField(
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
): string | null {
  const fields = new Set([...Object.keys(second), ...Object.keys(first)]);
  for (const field of fields) {
    if (canonical(first[field]) !== canonical(second[field])) {
      return field;
    }
  }
  return null;
}

/** JSON with sorted keys, since PostgreSQL's jsonb does not keep their order. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
