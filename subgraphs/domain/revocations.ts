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
  /** Ends the tokens of a subject that expire by a moment, in seconds since 1970; all of them without a moment. */
  revoke(subject: string, expiringBy?: number): Promise<void>;
  /** Whether a token of the subject that expires at a moment was revoked. */
  isRevoked(subject: string, expiresAt: number): Promise<boolean>;
  /** Announces that a subject may see more or less than before. */
  announceChange(subject: string): void;
  /**
   * Calls back when a subject was revoked, or may see more or less than before. Returns a function that unsubscribes.
   */
  onChange(subject: string, listener: () => void): () => void;
};

const channelOf = (subject: string) => `access:${subject}`;
const keyOf = (subject: string) => `revoked:${subject}`;
/** The value for all tokens of a subject. */
const all = 'revoked';

export function createRevocations({ cache, hints }: { cache: Cache; hints: Hints }): Revocations {
  const announceChange = (subject: string) => hints.publish(channelOf(subject));
  return {
    revoke: async (subject, expiringBy) => {
      await cache.set(keyOf(subject), expiringBy === undefined ? all : String(expiringBy), rememberedSeconds);
      announceChange(subject);
    },
    isRevoked: async (subject, expiresAt) => {
      const revoked = await cache.get(keyOf(subject));
      return revoked !== undefined && (revoked === all || expiresAt <= Number(revoked));
    },
    announceChange,
    onChange: (subject, listener) => hints.subscribe(channelOf(subject), listener),
  };
}
