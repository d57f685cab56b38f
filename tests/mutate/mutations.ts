import { abuse } from './abuse.ts';
import { audit } from './audit.ts';
import { alerts } from './alerts.ts';
import { caches } from './caches.ts';
import { contracts } from './contracts.ts';
import { costs } from './costs.ts';
import { decision } from './decision.ts';
import { log } from './log.ts';
import { plans } from './plans.ts';
import { resilience } from './resilience.ts';
import { rights } from './rights.ts';
import { serviceKeys } from './service-keys.ts';
import { statements } from './statements.ts';
import { streams } from './streams.ts';
import { tls } from './tls.ts';
import { tokens } from './tokens.ts';
import { trustBoundary } from './trust-boundary.ts';
import { visibility } from './visibility.ts';

/** One change to one file that removes a guard, and the test files of which one must fail then. */
export type Mutation = { file: string; find: string; replace: string; tests: readonly string[] };

/**
 * The source with its mutation. Throws if the text is missing or repeated: the code was rewritten, and the mutation has
 * to follow.
 */
export function applyMutation(source: string, { file, find, replace }: Mutation): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} has this text ${parts.length - 1} times, and must have it once: ${find}`);
  }
  return parts.join(replace);
}

/** The name of a mutation in the report: its file, the text, and its replacement. */
export function nameOf({ file, find, replace }: Mutation): string {
  return `${file}: ${find.trim()} → ${replace.trim() || 'nothing'}`.replaceAll(/\s+/g, ' ');
}

/**
 * The changes by file. Texts are short, so that they survive edits of the lines around them. Each pair is a text and
 * its replacement.
 */
const changes: readonly { file: string; tests: readonly string[]; pairs: readonly (readonly [string, string])[] }[] = [
  ...abuse,
  ...trustBoundary,
  ...serviceKeys,
  ...rights,
  ...contracts,
  ...tokens,
  ...tls,
  ...visibility,
  ...caches,
  ...costs,
  ...plans,
  ...streams,
  ...resilience,
  ...decision,
  ...log,
  ...statements,
  ...audit,
  ...alerts,
];

/** The changes that some test must notice. `pnpm mutate` tries one after the other. */
export const mutations: readonly Mutation[] = changes.flatMap(({ file, tests, pairs }) =>
  pairs.map(([find, replace]) => ({ file, find, replace, tests })),
);
