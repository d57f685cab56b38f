import type { Database } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { FeedSources } from './follow/event-feed.ts';
import type { Loaders } from './read/loaders.ts';
import type { TotalsReader } from './read/totals.ts';
import type { CommandQueue } from './write/command-queue.ts';
import type { DryRuns } from './write/dry-runs.ts';

/** The context of resolvers, made anew for every request and every event. */
export type Context = {
  db: Database;
  viewer: Viewer;
  /** The network address of the caller. */
  address: string | null;
  load: Loaders;
  totals: TotalsReader;
  commands: CommandQueue;
  dryRuns: DryRuns;
  feed: FeedSources;
  scope: RequestScope;
};
