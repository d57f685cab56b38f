import { createHash } from 'node:crypto';
import { organizationTag, subjectTag, type Cache, type Caches } from '@tributary/platform/cache.ts';
import { hasRawNumbers } from '@tributary/platform/json/exact-json.ts';
import type { Freshness } from '@tributary/platform/transport/cache-control.ts';
import { subjectOf, type Viewer } from '@tributary/platform/viewer.ts';
import { z } from 'zod';

/** Everything on which an answer depends, except the viewer. */
export type AnswerKey = {
  source: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
  /** The tags of the viewer's organization from before the execution. A write renews them. */
  tagValues: Readonly<Record<string, string>>;
  /** The propagated headers, the labels of overrides, and the supergraph. */
  dependsOn: Readonly<Record<string, unknown>>;
};

export type KeptAnswer = { data: Readonly<Record<string, unknown>>; freshness: Freshness; ageSeconds: number };

export type ResponseCache = {
  /** A cached answer for this viewer, or for everybody. */
  read(key: AnswerKey, viewer: Viewer): Promise<KeptAnswer | null>;
  /** Caches an answer in the background, which cannot fail. */
  write(key: AnswerKey, viewer: Viewer, answer: Omit<KeptAnswer, 'ageSeconds'>): void;
};

/** The format of a cached answer. */
const keptShape = z.object({
  data: z.record(z.string(), z.unknown()),
  freshness: z.object({ sharedSeconds: z.number(), clientSeconds: z.number(), isPublic: z.boolean() }),
  keptAtMs: z.number(),
});

/**
 * A cache of whole answers. Public answers are shared by all signed-in viewers, or by all anonymous ones. The two see
 * different data, even where a subgraph declares an answer public. A private answer is for its viewer alone, and an
 * anonymous viewer has none.
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
      // Cached answers are parsed by `JSON.parse`, which would round these numbers.
      if (!hasRawNumbers(text)) {
        const sharedBy = isAnonymous ? 'anonymous' : freshness.isPublic ? 'signed in' : viewerKey(viewer);
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
 * The tags of a viewer. Null if they cannot be loaded, so that nothing may be cached. Public data has no tags, since no
 * writes to it are announced.
 */
export async function readTags(tags: Caches['tags'], viewer: Viewer): Promise<Record<string, string> | null> {
  if (viewer.kind !== 'user' && viewer.kind !== 'client') {
    return {};
  }
  return (await tags.read([organizationTag(viewer.organizationId), subjectTag(subjectOf(viewer))])) ?? null;
}

/** Identifies a viewer by everything on which an answer may depend. */
export function viewerKey(viewer: Viewer): string {
  const { expiresAt: _, ...who } = { expiresAt: 0, ...viewer };
  return createHash('sha256').update(JSON.stringify(who)).digest('base64url');
}
