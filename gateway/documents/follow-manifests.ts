import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@tributary/platform/logging.ts';
import { stateOfManifests, type ManifestLimits } from './read-manifests.ts';

/**
 * Pause between the checks for changed files, at least this long, and this many times as long as a check. Files are
 * polled, since mounted volumes tell no changes.
 */
const pauseMs = 1_000;
const pauseFactor = 20;

export type FollowedManifests<Content> = {
  /** The content that is served at the moment. */
  current(): Content;
  close(): Promise<void>;
};

/**
 * Reads the manifests, and again whenever a file changes. New content is prepared before it is served. Manifests
 * with a problem are logged, and the old content stays. Throws ManifestProblem for those of the start.
 */
export async function followManifests<Content>({
  sources,
  limits,
  noun,
  read,
  prepare,
  log,
  onServed,
  onRefused,
}: {
  sources: readonly string[];
  limits: ManifestLimits;
  /** The documents, in words, for the log: `trusted documents`. */
  noun: string;
  read: (sources: readonly string[], limits: ManifestLimits) => Promise<Content>;
  /** Makes the first requests for this content quick. */
  prepare: (content: Content, isStopped: () => boolean) => Promise<void>;
  log: Logger;
  /** Called at the start and after each reload. */
  onServed: (content: Content) => void;
  onRefused: () => void;
}): Promise<FollowedManifests<Content>> {
  const stopping = new AbortController();
  const isStopped = () => stopping.signal.aborted;
  const load = async (): Promise<Content> => {
    const content = await read(sources, limits);
    await prepare(content, isStopped);
    return content;
  };

  let state = await stateOfManifests(sources, limits);
  let current = await load();
  onServed(current);

  const reload = async (): Promise<void> => {
    try {
      current = await load();
      onServed(current);
      log.info(`the new ${noun} are served`);
    } catch (error) {
      onRefused();
      log.error({ err: error }, `the new manifests of ${noun} cannot be served; the old documents stay`);
    }
  };
  const follow = async (): Promise<void> => {
    let checkMs = 0;
    while (await pause(Math.max(pauseMs, pauseFactor * checkMs), stopping.signal)) {
      const begun = performance.now();
      const newState = await stateOfManifests(sources, limits);
      checkMs = performance.now() - begun;
      if (newState !== state) {
        // A file that changes while it is read differs at the next check.
        state = newState;
        await reload();
      }
    }
  };
  const following = follow();
  return {
    current: () => current,
    close: async () => {
      stopping.abort();
      await following;
    },
  };
}

/** False if it was stopped before its end. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, true, { signal, ref: false }).catch(() => false);
}
