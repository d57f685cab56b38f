/** The same for keys that are the same JSON, and different from every other key. */
export type KeyIdentity = (key: unknown) => unknown;

/** Makes the identities of the keys of one execution. A key of a custom scalar may be an object, or a number that is kept as it was written; two of these are never the same object. */
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
