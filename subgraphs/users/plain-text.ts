import { problemOfCharacters, problemOfName } from '@tributary/domain/text.ts';

/** Whether a text can name a person or a program. */
export function isName(text: string): boolean {
  return problemOfName(text) === null;
}

/** Whether PostgreSQL can store a text. */
export function isStorable(text: string): boolean {
  return problemOfCharacters(text) === null;
}
