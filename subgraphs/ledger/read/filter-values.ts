import { parseMetadata } from '@tributary/domain/metadata.ts';
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

/** Metadata in the arguments of a query; null if all match. Throws Misuse `BAD_USER_INPUT` for malformed members. */
export function parseMetadataFilter(
  argument: string,
  value: Record<string, unknown> | null | undefined,
): Record<string, string> | null {
  const parsed = parseMetadata(value ?? {});
  if ('mistakes' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`${argument}\`: ${parsed.mistakes.map(({ problem }) => problem).join(' ')}`);
  }
  return Object.keys(parsed.metadata).length === 0 ? null : parsed.metadata;
}
