import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/**
 * The position of a reader: after the event of this sequence. Null if the sequence is not known, as at the very
 * beginning.
 */
export type Position = { cursor: string; sequence: string | null };

export type LedgerEvent = {
  __typename: string;
  cursor: string;
  sequence: string;
  previousSequence: string | null;
  occurredAt: string;
  [field: string]: unknown;
};

export type Token = { accessToken: string; expiresAt: string };

export type Following = {
  /** URL of the graph, such as `http://127.0.0.1:4000/graphql`. */
  url: string;
  start: Position;
  accountIds: readonly string[] | null;
  getToken(): Promise<Token>;
  /** Handles an event, and stores the position durably before it is fulfilled: later events rely on it. */
  handle(event: LedgerEvent, position: Position): Promise<void>;
  onTrouble(message: string): void;
  signal: AbortSignal;
};

/** Thrown when events are missing, or the server refuses for good. A further attempt would not help. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Three heartbeats: a connection without any of them is dead, whatever the network reports. */
const silenceMaxMs = 45_000;

const query = /* GraphQL */ `
  subscription Follow($after: String!, $filter: LedgerEventFilter) {
    ledgerEvents(after: $after, filter: $filter, heartbeatSeconds: 15) {
      __typename
      cursor
      sequence
      previousSequence
      occurredAt
      ... on TransferPosted {
        transfer {
          id
          description
          amount {
            amount
            currency
          }
          debit {
            id
            name
          }
          credit {
            id
            name
          }
        }
      }
    }
  }
`;

/** Codes after which a later attempt may succeed. The server would repeat every other refusal. */
const passing = new Set([
  'UNAUTHENTICATED',
  'VISIBILITY_CHANGED',
  'SLOW_READER',
  'GOING_AWAY',
  'OPERATION_INVALID',
  'SUBGRAPH_UNAVAILABLE',
  'SERVICE_BUSY',
  'INTERNAL_SERVER_ERROR',
]);

/**
 * Follows the events of the ledger across broken connections, restarts and expired tokens, until it is stopped: every
 * event once and in order. Throws Stopped when an event is missing.
 */
export async function followEvents(following: Following): Promise<void> {
  const { onTrouble, signal } = following;
  let position = following.start;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await followOnce(following, position, (reached) => {
        position = reached;
        attempt = 0;
      });
    } catch (error) {
      if (error instanceof Stopped || signal.aborted) {
        throw error;
      }
      onTrouble(error instanceof Error ? error.message : 'the connection broke');
    }
    // Delays grow, and their random part keeps clients from returning together.
    await sleep(Math.min(100 * 2 ** attempt, 10_000) * (0.5 + Math.random() / 2), undefined, { signal }).catch(
      () => {},
    );
  }
}

/** Follows over one connection, until it ends. */
async function followOnce(
  { url, accountIds, getToken, handle, onTrouble, signal }: Following,
  start: Position,
  onPosition: (position: Position) => void,
): Promise<void> {
  let position = start;
  const token = await getToken();
  const { client, close } = connect(url, token, getToken);
  const silence = setTimeout(() => client.terminate(), silenceMaxMs);
  signal.addEventListener('abort', close, { once: true });
  try {
    const variables = { after: position.cursor, filter: accountIds === null ? null : { accountIds } };
    const results = client.iterate<{ ledgerEvents: LedgerEvent | null }>({ query, variables });
    for await (const { data, errors } of results) {
      silence.refresh();
      const event = data?.ledgerEvents;
      if (event == null) {
        const [error] = errors ?? [];
        const code = String(error?.extensions?.['code']);
        if (!passing.has(code)) {
          throw new Stopped(error?.message ?? 'an event was empty');
        }
        if (code === 'VISIBILITY_CHANGED') {
          // The next event sets a new baseline.
          position = { cursor: position.cursor, sequence: null };
          onPosition(position);
        }
        onTrouble(error?.message ?? code);
        return;
      }
      if (event.__typename === 'Heartbeat') {
        // Heartbeats report the newest event too, so that a loss is noticed even when nothing happens.
        checkPrevious(event, position);
        position = { cursor: event.cursor, sequence: position.sequence };
      } else if (position.sequence === null || BigInt(event.sequence) > BigInt(position.sequence)) {
        checkPrevious(event, position);
        position = { cursor: event.cursor, sequence: event.sequence };
      } else {
        // A repeated event, since delivery is at least once.
        continue;
      }
      await handle(event, position);
      onPosition(position);
    }
  } catch (error) {
    throw Array.isArray(error) ? new Stopped(String(error[0]?.message)) : error;
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', close);
    close();
  }
}

function checkPrevious({ sequence, previousSequence }: LedgerEvent, { sequence: last }: Position): void {
  if (last !== null && previousSequence !== last) {
    throw new Stopped(
      `Event ${sequence} follows ${previousSequence}, but the last one received is ${last}: events are missing.`,
    );
  }
}

/** Connects, and renews the token over the open socket before it expires. */
function connect(url: string, token: Token, getToken: () => Promise<Token>) {
  let renewal: NodeJS.Timeout | undefined;
  const renewBefore = (socket: WebSocket, { expiresAt }: Token) => {
    const left = Date.parse(expiresAt) - Date.now();
    renewal = setTimeout(
      () => {
        getToken().then(
          (next) => {
            socket.send(JSON.stringify({ type: 'ping', payload: { authorization: `Bearer ${next.accessToken}` } }));
            renewBefore(socket, next);
          },
          // The socket then ends with its token, and the next one begins with a new token.
          () => {},
        );
      },
      Math.max(1_000, left - 60_000),
    );
  };
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token.accessToken}` },
    keepAlive: 10_000,
    retryAttempts: 0,
    on: {
      connected: (socket) => {
        if (socket instanceof WebSocket) {
          renewBefore(socket, token);
        }
      },
    },
  });
  const close = () => {
    clearTimeout(renewal);
    void client.dispose();
  };
  return { client, close };
}
