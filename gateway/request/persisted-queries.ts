import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { Cache } from '@tributary/platform/cache.ts';
import { LRUCache } from 'lru-cache';

const lifeSeconds = 24 * 60 * 60;
/** A larger one is answered, but has to be sent each time: whoever may ask may fill this. */
const documentCharactersMax = 256 * 1024;
const memoryBytesMax = 32 * 1024 * 1024;

type PersistedQueries = Required<Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false | undefined>>;

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
