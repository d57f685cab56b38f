import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { Cache } from '@tributary/platform/cache.ts';
import { LRUCache } from 'lru-cache';

const lifeSeconds = 24 * 60 * 60;
/** Larger documents are answered but not kept, since any client can fill this cache. */
const documentCharactersMax = 256 * 1024;
const memoryBytesMax = 32 * 1024 * 1024;

/** The prefix that Apollo Server puts before the hashes of documents. */
const prefix = 'apq:';

export type PersistedQueries = {
  /** The store for Apollo Server. */
  store: Required<Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false | undefined>>;
  /** Stores a document by its hash. Call it for valid documents only. */
  keep(sha256Hash: string, document: string): void;
  /** The memory of the documents in this process, in bytes. */
  bytes(): number;
};

/**
 * Automatic persisted queries, in the memory of this process, and in `shared` for other processes, where there is one:
 * a cache for them alone, since anonymous clients can fill it. Apollo Server would store a document before its
 * validation, so its own writes are ignored.
 */
export function createPersistedQueries(shared: Cache | null): PersistedQueries {
  const inMemory = new LRUCache<string, string>({
    maxSize: memoryBytesMax,
    sizeCalculation: (document, key) => 2 * (document.length + key.length) + 64,
    ttl: lifeSeconds * 1000,
  });
  return {
    store: {
      ttl: lifeSeconds,
      cache: {
        get: async (key) => {
          const document = inMemory.get(key);
          if (document !== undefined) {
            return document;
          }
          const found = await shared?.get(key);
          if (found !== undefined) {
            inMemory.set(key, found);
          }
          return found;
        },
        set: async () => {},
        delete: async (key) => {
          inMemory.delete(key);
          await shared?.delete(key);
        },
      },
    },
    bytes: () => inMemory.calculatedSize,
    keep: (sha256Hash, document) => {
      if (document.length <= documentCharactersMax) {
        inMemory.set(prefix + sha256Hash, document);
        void shared?.set(prefix + sha256Hash, document, lifeSeconds);
      }
    },
  };
}
