import type { Cache } from '@tributary/platform/cache.ts';
import type { Hints } from '@tributary/platform/hints.ts';

/** Longer than an access token lives. Tokens from before the revocation have expired by then. */
const rememberedSeconds = 60 * 60;

/**
 * Subjects whose access was revoked before the end of their tokens, and subjects whose permissions changed. For long
 * streams, since short requests are bounded by the end of the token. Redis passes it to other processes. Without Redis,
 * it takes effect at the end of the token.
 */
export type Revocations = {
  revoke(subject: string): Promise<void>;
  isRevoked(subject: string): Promise<boolean>;
  /** Announces that a subject may see more or less than before. */
  announceChange(subject: string): void;
  /**
   * Calls back when a subject was revoked, or may see more or less than before. Returns a function that unsubscribes.
   */
  onChange(subject: string, listener: () => void): () => void;
};

const channelOf = (subject: string) => `access:${subject}`;
const keyOf = (subject: string) => `revoked:${subject}`;

export function createRevocations({ cache, hints }: { cache: Cache; hints: Hints }): Revocations {
  const announceChange = (subject: string) => hints.publish(channelOf(subject));
  return {
    revoke: async (subject) => {
      await cache.set(keyOf(subject), 'revoked', rememberedSeconds);
      announceChange(subject);
    },
    isRevoked: async (subject) => (await cache.get(keyOf(subject))) !== undefined,
    announceChange,
    onChange: (subject, listener) => hints.subscribe(channelOf(subject), listener),
  };
}
