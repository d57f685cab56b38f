/** Something is as it must never be: a fault in this program, and not of a caller. */
export class AssertionFailed extends Error {
  override name = 'AssertionFailed';
}

/**
 * Throws unless the condition holds. Messages are constants where this is called often, so that it costs a comparison.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new AssertionFailed(message);
  }
}
