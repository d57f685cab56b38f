/** A value that is equal for keys of equal JSON, and for no other keys. */
export type KeyIdentity = (key: unknown) => unknown;

/**
 * Creates the identities of keys for one execution. A key of a custom scalar may be an object or a raw number, and
 * equal keys are then different objects.
 */
export function createKeyIdentity(): KeyIdentity {
  let symbols: Map<string, symbol> | undefined;
  return (key) => {
    if (typeof key !== 'object' || key === null) {
      return key;
    }
    symbols ??= new Map();
    const text = JSON.stringify(key);
    const symbol = symbols.get(text) ?? Symbol(text);
    symbols.set(text, symbol);
    return symbol;
  };
}
