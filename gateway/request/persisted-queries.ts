import { createHash } from 'node:crypto';
import type { ApolloServerOptions } from '@apollo/server';
import type { Cache } from '@tributary/platform/cache.ts';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import type { GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { GatewayContext } from './gateway-context.ts';
import type { OperationRequest } from './read-operation.ts';

const lifeSeconds = 24 * 60 * 60;
/** A larger one is answered, but has to be sent each time: whoever may ask may fill this. */
const documentCharactersMax = 256 * 1024;
const memoryBytesMax = 32 * 1024 * 1024;

type PersistedQueries = Required<Exclude<ApolloServerOptions<GatewayContext>['persistedQueries'], false | undefined>>;

/**
 * Where documents are kept that clients then name by their hash (automatic persisted queries): in this process, and in `cache` for the others. Apollo Server hands over
 * only what passed the validation, and the limits with it.
 */
export function persistedQueries(cache: Cache): PersistedQueries {
  const near = new LRUCache<string, string>({
    maxSize: memoryBytesMax,
    sizeCalculation: (document, key) => 2 * (document.length + key.length) + 64,
    ttl: lifeSeconds * 1000,
  });
  return {
    ttl: lifeSeconds,
    cache: {
      get: async (key) => {
        const known = near.get(key);
        if (known !== undefined) {
          return known;
        }
        const shared = await cache.get(key);
        if (shared !== undefined) {
          near.set(key, shared);
        }
        return shared;
      },
      set: async (key, document) => {
        if (document.length <= documentCharactersMax) {
          near.set(key, document);
          await cache.set(key, document, lifeSeconds);
        }
      },
      delete: async (key) => {
        near.delete(key);
        await cache.delete(key);
      },
    },
  };
}

/** The document of a request; `keep` it once it is known to be valid. */
export type FoundDocument = { query: string; keep: () => void };
export type DocumentFinder = (
  request: Pick<OperationRequest, 'query' | 'extensions'>,
) => Promise<FoundDocument | { errors: readonly GraphQLFormattedError[] }>;

/** The prefix of Apollo Server, which looks in the same place. */
const prefix = 'apq:';
const persistedShape = z.object({ version: z.literal(1), sha256Hash: z.unknown() });

/** Finds documents of requests that do not come by Apollo Server, and says what it says. */
export function createDocumentFinder({ cache, ttl }: PersistedQueries): DocumentFinder {
  return async ({ query, extensions }) => {
    const given = extensions?.['persistedQuery'];
    if (given == null) {
      return { query: query ?? '', keep: () => {} };
    }
    const { success, data } = persistedShape.safeParse(given);
    if (!success) {
      return refused('Unsupported persisted query version', 'BAD_REQUEST');
    }
    const key = prefix + String(data.sha256Hash);
    if (query == null) {
      const known = await cache.get(key);
      return known === undefined
        ? refused('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND')
        : { query: known, keep: () => {} };
    }
    return createHash('sha256').update(query).digest('hex') === data.sha256Hash
      ? { query, keep: () => void cache.set(key, query, { ttl }) }
      : refused('provided sha does not match query', 'BAD_REQUEST');
  };
}

function refused(message: string, code: ErrorCode): { errors: readonly GraphQLFormattedError[] } {
  return { errors: [{ message, extensions: { code } }] };
}
