/**
 * Whether a text can name an account: 1 to 200 characters that PostgreSQL can store. It cannot store U+0000 and half a
 * surrogate pair.
 */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= 200 && text.isWellFormed() && !text.includes('\0');
}
