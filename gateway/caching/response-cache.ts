import { hash } from 'node:crypto';
import { subjectTag, tenantTag, type Cache, type Caches } from '@tributary/platform/cache.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import { hasRawNumbers } from '@tributary/platform/json/exact-json.ts';
import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import { z } from 'zod';

/** The key of an answer, without its caller: everything else on which the answer may depend. */
export type AnswerKey = {
  source: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
  /** The tags of the caller's tenant, from before the execution. A write renews them. */
  tagValues: Readonly<Record<string, string>>;
  /**
   * The propagated headers, the labels of overrides, the supergraph, and the requirements that the caller satisfies.
   */
  dependsOn: Readonly<Record<string, unknown>>;
};

export type KeptAnswer = { data: Readonly<Record<string, unknown>>; freshness: Freshness; ageSeconds: number };

export type ResponseCache = {
  /** A cached answer for this caller, or for everybody. */
  read(key: AnswerKey, caller: Caller): Promise<KeptAnswer | null>;
  /** Caches an answer in the background. The caller does not wait, and a failure has no effect. */
  write(key: AnswerKey, caller: Caller, answer: Omit<KeptAnswer, 'ageSeconds'>): void;
};

/** The format of a cached answer. */
const keptShape = z.object({
  data: z.record(z.string(), z.unknown()),
  freshness: z.object({ sharedSeconds: z.number(), clientSeconds: z.number(), isPublic: z.boolean() }),
  keptAtMs: z.number(),
});

/**
 * The cache of whole answers. All signed-in callers share a public answer, and so do all anonymous ones. The two groups
 * never share one: subgraphs call answers public that differ between them. A private answer is for its caller alone,
 * and is not cached for an anonymous caller.
 */
export function createResponseCache(cache: Cache): ResponseCache {
  const read = async (key: string): Promise<KeptAnswer | null> => {
    const text = await cache.get(key);
    const kept = text === undefined ? null : keptShape.safeParse(parseJson(text));
    if (kept?.data === undefined) {
      return null;
    }
    const { data, freshness, keptAtMs } = kept.data;
    return { data, freshness, ageSeconds: Math.max(0, Math.round((Date.now() - keptAtMs) / 1_000)) };
  };
  return {
    read: async (key, caller) => {
      if (caller.subject === null) {
        return read(keyOf(key, 'anonymous'));
      }
      return (await read(keyOf(key, callerKey(caller)))) ?? read(keyOf(key, 'signed in'));
    },
    write: (key, caller, { data, freshness }) => {
      const isAnonymous = caller.subject === null;
      if (isAnonymous && !freshness.isPublic) {
        return;
      }
      const text = JSON.stringify({ data, freshness, keptAtMs: Date.now() });
      // Cached answers are parsed by `JSON.parse`, which would round these numbers.
      if (!hasRawNumbers(text)) {
        const sharedBy = isAnonymous ? 'anonymous' : freshness.isPublic ? 'signed in' : callerKey(caller);
        void cache.set(keyOf(key, sharedBy), text, freshness.sharedSeconds);
      }
    },
  };
}

/** The order of the fields is fixed, so that a request has the same key in each process. */
function keyOf({ source, operationName, variables, tagValues, dependsOn }: AnswerKey, sharedBy: string): string {
  const text = JSON.stringify([source, operationName, variables, tagValues, dependsOn, sharedBy]);
  return `answer:${hash('sha256', text, 'base64url')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The tags of a caller. Null when they cannot be read, and then nothing may be cached. Anonymous callers have none,
 * since no write to public data is announced.
 */
export async function readTags(
  tags: Caches['tags'],
  { subject, tenant }: Caller,
): Promise<Record<string, string> | null> {
  if (subject === null) {
    return {};
  }
  return (await tags.read([...(tenant === null ? [] : [tenantTag(tenant)]), subjectTag(subject)])) ?? null;
}

/**
 * The key of everything about a caller on which an answer may depend. The end of the token and the network address are
 * not in it.
 */
export const callerKey = rememberedBy(({ issuer, subject, tenant, scopes, claims }: Caller): string => {
  const identity = JSON.stringify([issuer, subject, tenant, scopes, claims]);
  return hash('sha256', identity, 'base64url');
});
