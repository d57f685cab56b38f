import { parseDateTime } from '@tributary/platform/date-time.ts';
import { Misuse } from '@tributary/platform/errors.ts';

/** A time in the arguments of a query. Throws Misuse `BAD_USER_INPUT` for a date that does not exist. */
export function parseTime(argument: string, text: string): Date {
  const parsed = parseDateTime(text);
  if ('problem' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`${argument}\`: ${parsed.problem}`);
  }
  return parsed.time;
}
