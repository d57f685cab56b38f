import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Caller } from '@tributary/platform/caller.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { IsOverrideOn } from '../composed/override-labels.ts';

/** What is known of a request before its operation is. */
export type GatewayContext = {
  caller: Caller;
  scope: RequestScope;
  /** Those of the client's request. */
  headers: IncomingHttpHeaders;
  isOverrideOn: IsOverrideOn;
  transport: {
    /** Whether the client takes later what it deferred. */
    takesParts: boolean;
    /** Whether the client takes a whole answer only as the first of parts. */
    takesOnlyParts: boolean;
    takesSubscriptions: boolean;
    /** Whether nothing else is answered: its ticket opens one stream. */
    takesOnlySubscriptions: boolean;
    /** Whether nothing may be changed: by GET, which browsers send for every link. */
    isReadOnly: boolean;
  };
  /** Emits `close` when the client goes away; undefined where nobody looks. */
  client: Pick<ServerResponse, 'once' | 'off' | 'destroyed'> | undefined;
};
