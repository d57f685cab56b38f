import type { Viewer } from '@tributary/platform/viewer.ts';

/** What is known of a request before it is executed. */
export type GatewayContext = {
  viewer: Viewer;
  /** The network address of the client. */
  address: string | null;
  requestId: string;
  /** The tags under which its answer may be cached; null if it may not be. */
  tagValues: Record<string, string> | null;
};
