import { problemOfCharacters } from '@tributary/domain/text.ts';

/** Whether PostgreSQL can store a text. */
export function isStorable(text: string): boolean {
  return problemOfCharacters(text) === null;
}
