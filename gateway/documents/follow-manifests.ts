import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@tributary/platform/logging.ts';
import type { DocumentSet } from './document-set.ts';
import { readManifests, stateOfManifests, type ManifestLimits } from './read-manifests.ts';

/**
 * Pause between the checks for changed files, at least this long, and this many times as long as a check. Files are
 * polled, since mounted volumes tell no changes.
 */
const pauseMs = 1_000;
const pauseFactor = 20;

export type FollowedManifests = {
  /** The documents that are served at the moment. */
  current(): DocumentSet;
  close(): Promise<void>;
};

/**
 * Reads the manifests, and again whenever a file changes. New documents are prepared before they are served. Manifests
 * with a problem are logged, and the old documents stay. Throws ManifestProblem for those of the start.
 */
export async function followManifests({
  sources,
  limits,
  prepare,
  log,
  onServed,
  onRefused,
}: {
  sources: readonly string[];
  limits: ManifestLimits;
  /** Makes the first requests for these documents quick. */
  prepare: (documents: DocumentSet, isStopped: () => boolean) => Promise<void>;
  log: Logger;
  /** Called at the start and after each reload. */
  onServed: (documents: DocumentSet) => void;
  onRefused: () => void;
}): Promise<FollowedManifests> {
  const stopping = new AbortController();
  const isStopped = () => stopping.signal.aborted;
  const load = async (): Promise<DocumentSet> => {
    const documents = await readManifests(sources, limits);
    await prepare(documents, isStopped);
    return documents;
  };

  let state = await stateOfManifests(sources, limits);
  let current = await load();
  onServed(current);

  const reload = async (): Promise<void> => {
    try {
      current = await load();
      onServed(current);
      log.info({ documents: current.documents.length }, 'the new trusted documents are served');
    } catch (error) {
      onRefused();
      log.error({ err: error }, 'the new manifests of trusted documents cannot be served; the old documents stay');
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
