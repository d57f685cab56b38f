/** Merges what a fetch gave into what is there: objects by key, lists by position; otherwise the new value stands, unless it is null. */
export function mergeInto(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const key of Object.keys(source)) {
    // What a caller names is a key of plain data here, never of a prototype.
    if (key !== '__proto__') {
      target[key] = merged(target[key], source[key]);
    }
  }
}

function merged(old: unknown, fresh: unknown): unknown {
  if (Array.isArray(old) && Array.isArray(fresh)) {
    return fresh.map((item, index) => merged(old[index], item));
  }
  if (isObject(old) && isObject(fresh)) {
    mergeInto(old, fresh);
    return old;
  }
  return fresh ?? old ?? null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
