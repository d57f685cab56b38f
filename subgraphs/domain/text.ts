/**
 * The problem of a text, as a sentence for the caller. Null for a text of `min` to `max` characters (UTF-16 code units)
 * that PostgreSQL can store.
 */
export function problemOfText(text: string, { min = 0, max }: { min?: number; max: number }): string | null {
  if (text.length > max) {
    return `The text has ${text.length.toLocaleString('en')} characters. Send up to ${max.toLocaleString('en')}.`;
  }
  if (text.length < min) {
    return `The text is empty. Send ${min} to ${max.toLocaleString('en')} characters.`;
  }
  return problemOfCharacters(text);
}

/** The problem of a name for people; null for 1 to 200 characters that are not all spaces. */
export function problemOfName(name: string): string | null {
  return name.trim() === ''
    ? 'The name is empty. Send 1 to 200 characters.'
    : problemOfText(name, { min: 1, max: 200 });
}

/** The problem of an idempotency key; null for 1 to 255 characters. */
export function problemOfKey(key: string): string | null {
  return problemOfText(key, { min: 1, max: 255 });
}

/** The problem of characters that PostgreSQL cannot store: U+0000, and half of a surrogate pair. */
export function problemOfCharacters(text: string): string | null {
  if (text.includes('\0')) {
    return 'The text contains U+0000, which cannot be stored. Send it without.';
  }
  return text.isWellFormed()
    ? null
    : 'The text contains half of a surrogate pair, which cannot be stored. Send it whole.';
}
