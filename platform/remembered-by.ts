/** Remembers what is made from an object, as long as the object lives. */
export function rememberedBy<Key extends object, Value extends {}>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
