import { z } from 'zod';

/** A mistake in the way the platform was started. Its message is shown without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}

/**
 * Reads the settings that `shape` names from the environment, once, into a frozen object. An empty value counts as not
 * set. Throws one StartError that lists all mistakes.
 */
export function readConfig<Shape extends z.ZodRawShape>(
  env: Readonly<Record<string, string | undefined>>,
  shape: Shape,
): Readonly<z.output<z.ZodObject<Shape>>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = z.object(shape).safeParse(given);
  if (result.success) {
    return Object.freeze(result.data);
  }
  const mistakes = result.error.issues.map((issue) => `${issue.path.join('.')}: ${describe(issue, given)}`);
  throw new StartError(
    mistakes.length === 1 ? `Invalid setting ${mistakes[0]}` : `Invalid settings:\n  ${mistakes.join('\n  ')}`,
  );
}

function describe(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = issue.path[0];
  return typeof name === 'string' && given[name] === undefined ? 'is needed and not set' : issue.message;
}

/** A TCP port; 0 lets the system choose one. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number from 0 to 65535');

/** A whole number within bounds, both included. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);

/** A list in one text, separated by commas. Spaces around its parts, and empty parts, do not count. */
export const commaSeparated = z.string().transform((list) =>
  list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);

/** `true` or `false`. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/** A URL of one of the given schemes, such as `['http', 'https']`. */
export const urlOf = (schemes: readonly string[]) =>
  z.string().refine(
    (value) => {
      const url = URL.parse(value);
      return url !== null && schemes.includes(url.protocol.slice(0, -1));
    },
    `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );

/** A secret that two processes share. */
export const secret = z.string().min(32, 'must have at least 32 characters');

/** The level of the logger. */
export const logLevel = z.enum(
  ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  'must be fatal, error, warn, info, debug, trace or silent',
);
