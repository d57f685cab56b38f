import { hash } from 'node:crypto';

/** 132 bits in base64url. */
const hashLength = 22;

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

/**
 * A hash of each field of an input: enough to name the field in which another input differs, and short however long the
 * values are. Fields that are undefined have none.
 */
export function hashedFields(input: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([field, value]) => {
      const text = canonical(value);
      return text === undefined ? [] : [[field, hash('sha256', text, 'base64url').slice(0, hashLength)]];
    }),
  );
}

/** JSON with sorted keys, since PostgreSQL's jsonb does not keep their order. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
