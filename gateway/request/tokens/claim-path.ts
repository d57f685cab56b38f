import { z } from 'zod';

/** The names of the steps to a claim, from the outermost object inwards. */
export type ClaimPath = readonly [string, ...string[]];

/**
 * A path to a claim, in one of two forms: names with dots between them, or a JSON pointer (RFC 6901), which begins with
 * `/`. A pointer can name a claim whose name has dots.
 */
export const claimPath = z
  .string()
  .min(1)
  .refine((text) => !text.includes('://') || text.startsWith('/'), {
    error: ({ input }) => `has dots in a name: write it as the JSON pointer ${pointerTo(String(input))}`,
  })
  .refine((text) => text.split(text.startsWith('/') ? '/' : '.').every((step, index) => step !== '' || index === 0), {
    error: 'has an empty step: write names with dots between them, or a JSON pointer such as /org/id',
  })
  .transform((text): ClaimPath => {
    const [first = '', ...others] = text.startsWith('/') ? text.slice(1).split('/').map(unescaped) : text.split('.');
    return [first, ...others];
  });

/** The value at a path; undefined where there is none. Inherited properties are no claims. */
export function valueAt(claims: unknown, path: ClaimPath): unknown {
  let value = claims;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = Reflect.get(value, step);
  }
  return value;
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
