import type { IncomingHttpHeaders } from 'node:http';
import type { HttpResponse } from '@tributary/platform/http-message.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import type { RequestScope } from '@tributary/platform/request-scope.ts';
import type { IsOverrideOn } from '../composed/override-labels.ts';

/** The data of a request before its operation is known. */
export type GatewayContext = {
  caller: Caller;
  scope: RequestScope;
  /** The headers of the client's request. */
  headers: IncomingHttpHeaders;
  /** The name by which the client calls itself in its protocol, where that has a place for it. It proves nothing. */
  clientName?: string | null;
  isOverrideOn: IsOverrideOn;
  /** Takes the actual cost of the operation from the caller's limits. */
  chargeCost(cost: number): void;
  transport: {
    /** Whether the client accepts deferred data in later parts. */
    takesParts: boolean;
    /** Whether the client accepts a whole answer only as the first part of several. */
    takesOnlyParts: boolean;
    takesSubscriptions: boolean;
    /** Whether only subscriptions are answered, since a ticket opens one stream. */
    takesOnlySubscriptions: boolean;
    /** Whether mutations are refused: for GET, which browsers send for every link. */
    isReadOnly: boolean;
    /** The reason for which mutations are refused, as a sentence for the caller, if it is not GET. */
    readOnlyReason?: string;
  };
  /** Emits `close` when the client disconnects. Undefined if disconnects are not observed. */
  client: Pick<HttpResponse, 'once' | 'off' | 'destroyed'> | undefined;
};
