import { createHash } from 'node:crypto';
import { subjectTag, tenantTag, type Cache, type Caches } from '@tributary/platform/cache.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { hasRawNumbers } from '@tributary/platform/json/exact-json.ts';
import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import { z } from 'zod';

/** Everything on which an answer may depend, but for the caller. */
export type AnswerKey = {
  source: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
  /** The tags of the caller's tenant as they were before the execution: a write renews them. */
  tagValues: Readonly<Record<string, string>>;
  /** The propagated headers, the labels of overrides, and the supergraph. */
  dependsOn: Readonly<Record<string, unknown>>;
};

export type KeptAnswer = { data: Readonly<Record<string, unknown>>; freshness: Freshness; ageSeconds: number };

export type ResponseCache = {
  /** An answer that was kept for this caller, or for everybody. */
  read(key: AnswerKey, caller: Caller): Promise<KeptAnswer | null>;
  /** Keeps an answer in the background: it cannot fail, and nobody waits for it. */
  write(key: AnswerKey, caller: Caller, answer: Omit<KeptAnswer, 'ageSeconds'>): void;
};

/** The format of a cached answer. */
const keptShape = z.object({
  data: z.record(z.string(), z.unknown()),
  freshness: z.object({ sharedSeconds: z.number(), clientSeconds: z.number(), isPublic: z.boolean() }),
  keptAtMs: z.number(),
});

/**
 * Whole answers. A public one is shared by all who are signed in, or by all who are not: those see different things
 * even where a subgraph calls its answer public. A private one is for its caller alone, and an anonymous caller has
 * none.
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
  return `answer:${createHash('sha256').update(text).digest('base64url')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The tags of a caller; null when they cannot be read, and so nothing may be cached. Anonymous callers have none:
 * nobody tells of writes to what is for all.
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
export function callerKey({ issuer, subject, tenant, scopes, claims }: Caller): string {
  const identity = JSON.stringify([issuer, subject, tenant, scopes, claims]);
  return createHash('sha256').update(identity).digest('base64url');
}
