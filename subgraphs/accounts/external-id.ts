import { problemOfText } from '@tributary/domain/text.ts';

const lengthMax = 255;
const uniqueViolation = '23505';

/** The problem of a text as the reference of an account in the organization's books. Null if it has none. */
export function problemOfExternalId(text: string | null | undefined): string | null {
  if (text == null) {
    return null;
  }
  return text.trim() === ''
    ? `The reference is empty. Send 1 to ${lengthMax} characters.`
    : problemOfText(text, { max: lengthMax });
}

/** Whether a statement failed because another account of the organization has the reference. */
export function isTakenExternalId(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return (
    cause instanceof Error &&
    'code' in cause &&
    cause.code === uniqueViolation &&
    'constraint_name' in cause &&
    cause.constraint_name === 'accounts_by_external_id'
  );
}
