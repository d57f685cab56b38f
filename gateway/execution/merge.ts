import type { TypeSystem } from './type-system.ts';

/**
 * Merges what a fetch gave into what is there: objects by key, lists by position; otherwise the new value stands, unless it is null. The name of an object type stands against that of an interface,
 * by which another subgraph may know the object.
 */
export function mergeInto(target: Record<string, unknown>, source: Record<string, unknown>, types: TypeSystem): void {
  for (const key of Object.keys(source)) {
    const old = target[key];
    if (key === '__typename' && typeof old === 'string' && types.isObjectType(old)) {
      continue;
    }
    // What a caller names is a key of plain data here, never of a prototype.
    if (key !== '__proto__') {
      target[key] = merged(old, source[key], types);
    }
  }
}

function merged(old: unknown, fresh: unknown, types: TypeSystem): unknown {
  if (Array.isArray(old) && Array.isArray(fresh)) {
    return fresh.map((item, index) => merged(old[index], item, types));
  }
  if (isObject(old) && isObject(fresh)) {
    mergeInto(old, fresh, types);
    return old;
  }
  return fresh ?? old ?? null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
