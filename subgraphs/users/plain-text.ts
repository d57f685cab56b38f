/** Whether a text can name a person or a program: 1 to 200 characters that can be stored. */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= 200 && isStorable(text);
}

/** PostgreSQL cannot store U+0000, nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
