import { createHash } from 'node:crypto';
import { organizationTag, subjectTag, type Cache, type Caches } from '@tributary/platform/cache.ts';
import { hasRawNumbers } from '@tributary/platform/json/exact-json.ts';
import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import { subjectOf, type Viewer } from '@tributary/platform/viewer.ts';
import { z } from 'zod';

/** Everything on which an answer may depend, but for who asks. */
export type AnswerKey = {
  source: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
  /** The tags of the viewer's organization as they were before the execution: a write renews them. */
  tagValues: Readonly<Record<string, string>>;
  /** The headers that are passed on, the labels of overrides, the supergraph. */
  dependsOn: Readonly<Record<string, unknown>>;
};

export type KeptAnswer = { data: Readonly<Record<string, unknown>>; freshness: Freshness; ageSeconds: number };

export type ResponseCache = {
  /** An answer that was kept for this viewer, or for everybody. */
  read(key: AnswerKey, viewer: Viewer): Promise<KeptAnswer | null>;
  /** Keeps an answer in the background: it cannot fail, and nobody waits for it. */
  write(key: AnswerKey, viewer: Viewer, answer: Omit<KeptAnswer, 'ageSeconds'>): void;
};

/** One answer as it is kept. */
const keptShape = z.object({
  data: z.record(z.string(), z.unknown()),
  freshness: z.object({ sharedSeconds: z.number(), clientSeconds: z.number(), isPublic: z.boolean() }),
  keptAtMs: z.number(),
});

/**
 * Whole answers. A public one is shared by all who are signed in, or by all who are not: those see different things even
 * where a subgraph calls its answer public. A private one is for its viewer alone, and an anonymous viewer has none.
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
    read: async (key, viewer) => {
      if (viewer.kind === 'anonymous') {
        return read(keyOf(key, 'anonymous'));
      }
      return (await read(keyOf(key, viewerKey(viewer)))) ?? read(keyOf(key, 'signed in'));
    },
    write: (key, viewer, { data, freshness }) => {
      const isAnonymous = viewer.kind === 'anonymous';
      if (isAnonymous && !freshness.isPublic) {
        return;
      }
      const text = JSON.stringify({ data, freshness, keptAtMs: Date.now() });
      // What is kept is parsed by `JSON.parse`, which would round these.
      if (!hasRawNumbers(text)) {
        const sharedBy = isAnonymous ? 'anonymous' : freshness.isPublic ? 'signed in' : viewerKey(viewer);
        void cache.set(keyOf(key, sharedBy), text, freshness.sharedSeconds);
      }
    },
  };
}

/** Keys keep the names of fields in this order, so that the same request has the same key in each process. */
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

/** The tags of a viewer; null when they cannot be read, and so nothing may be cached. Nobody tells of writes to what is for all. */
export async function readTags(tags: Caches['tags'], viewer: Viewer): Promise<Record<string, string> | null> {
  if (viewer.kind !== 'user' && viewer.kind !== 'client') {
    return {};
  }
  return (await tags.read([organizationTag(viewer.organizationId), subjectTag(subjectOf(viewer))])) ?? null;
}

/** Everything of a viewer on which an answer may depend. */
export function viewerKey(viewer: Viewer): string {
  const { expiresAt: _, ...who } = { expiresAt: 0, ...viewer };
  return createHash('sha256').update(JSON.stringify(who)).digest('base64url');
}
