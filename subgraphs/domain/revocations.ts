import type { Cache } from '@tributary/platform/cache.ts';
import type { Hints } from '@tributary/platform/hints.ts';

/** Longer than an access token lives: by then nobody can come with one that was given before the revocation. */
const rememberedSeconds = 60 * 60;

/**
 * Who lost their access before their token ends, and whose view of things changed. Made for long streams: what is short
 * is cut off by the end of the token. It is known to other processes through Redis; without it, or while it is away,
 * the end of the token is when it takes effect.
 */
export type Revocations = {
  revoke(subject: string): Promise<void>;
  isRevoked(subject: string): Promise<boolean>;
  /** Says that a subject may see more or less than before. */
  announceChange(subject: string): void;
  /** Calls back when a subject was revoked, or may see more or less than before. Returns how to stop. */
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
