import type { ServiceKeyJwk, TrustedKeyJwk } from '@tributary/platform/service-key.ts';

/**
 * The keys of one service. `next` is made and published, and does not sign yet. `previous` does not sign any more, and
 * is still trusted. At rest there is neither.
 */
export type KeysOfService = {
  current: ServiceKeyJwk | null;
  next: ServiceKeyJwk | null;
  previous: ServiceKeyJwk | null;
};

/**
 * A place with the keys of services and the list of trusted ones. Each method is one step, which is done wholly or not
 * at all, and may be done again. Failures are StartErrors.
 */
export type KeyPlace = {
  /** The place of the list, for messages. */
  trustedName: string;
  /** How the processes learn of a change. */
  takesEffect: 'by itself' | 'after a restart';
  keysOf(service: string): Promise<KeysOfService>;
  trusted(): Promise<readonly TrustedKeyJwk[]>;
  writeTrusted(keys: readonly TrustedKeyJwk[]): Promise<void>;
  /** Stores the next key. */
  addNext(service: string, key: ServiceKeyJwk): Promise<void>;
  /** Makes the next key the current one, and the current one the previous. */
  switchKeys(service: string): Promise<void>;
  /** Forgets the previous key. */
  removePrevious(service: string): Promise<void>;
  /** When the list was changed last, and when the current key became it, in milliseconds since 1970. */
  publishedAtMs(): Promise<number>;
  switchedAtMs(service: string): Promise<number>;
};
