/** A broken invariant: a fault in this program, and not of a caller. */
export class AssertionFailed extends Error {
  override name = 'AssertionFailed';
}

/**
 * Throws unless the condition holds. Frequent callers pass a constant message, so that a check costs one comparison.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new AssertionFailed(message);
  }
}
