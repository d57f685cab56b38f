import { interruptibleStream } from '../../interruptible-stream.ts';
import {
  callerHeader,
  positionKey,
  requestIdHeader,
  TransportError,
  variablesOf,
  type SubgraphRequest,
  type SubgraphResponse,
} from '../transport.ts';
import { createLiveness } from './liveness.ts';
import { SubgraphSocket, type SocketStream } from './subgraph-socket.ts';
import type { Subscriptions, SubscriptionSettings } from './subscription-settings.ts';

/** Limit on the open sockets to one subgraph, and on those that serve one stream each. */
const socketsMax = 1_000;
const ownSocketsMax = 64;
/** High-water mark above which the socket is paused, and low-water mark at which it is read again. */
const highWater = { responses: 1_000, length: 1024 * 1024 };
const lowWater = { responses: 250, length: 256 * 1024 };
/** How long a full stream may block the other streams of its socket: briefly if it can be resumed. */
const holdMaxMs = { resumable: 500, other: 5_000 };
/** How long a socket without a stream stays open. */
const idleMaxMs = 1_000;

type Socket = { socket: SubgraphSocket; key: string; isOwn: boolean; stopWatching: () => void };

/**
 * Subscriptions over graphql-transport-ws. Streams with the same connection headers share a socket. Backpressure pauses
 * the whole socket. So a stream that cannot be resumed gets a socket of its own while there are few.
 */
export function webSocketSubscriptions(settings: SubscriptionSettings): Subscriptions {
  const liveness = createLiveness(settings.silenceMaxMs);
  /** Open sockets; the most recently used is the last. */
  const sockets = new Set<Socket>();
  let sweep: NodeJS.Timeout | undefined;
  let idleBefore = new Set<Socket>();

  const closeIdle = () => {
    const idle = new Set([...sockets].filter(({ socket }) => socket.size === 0));
    idle.forEach((each) => {
      if (idleBefore.has(each)) {
        retire(each);
      }
    });
    idleBefore = idle;
  };
  const remove = (each: Socket) => {
    each.stopWatching();
    sockets.delete(each);
    idleBefore.delete(each);
    if (sockets.size === 0) {
      clearInterval(sweep);
      sweep = undefined;
    }
  };
  const retire = (each: Socket) => {
    remove(each);
    each.socket.close();
  };

  const open = (key: string, isOwn: boolean, headers: Readonly<Record<string, string>>): Socket => {
    if (sockets.size >= socketsMax) {
      const idle = [...sockets].find(({ socket }) => socket.size === 0);
      if (idle === undefined) {
        throw new TransportError(`has ${socketsMax} sockets open already`);
      }
      retire(idle);
    }
    const each: Socket = { socket: connect(headers, () => remove(each)), key, isOwn, stopWatching: () => {} };
    each.stopWatching = liveness.watch(each.socket);
    sockets.add(each);
    sweep ??= setInterval(closeIdle, idleMaxMs).unref();
    return each;
  };
  const connect = (headers: Readonly<Record<string, string>>, onClose: () => void): SubgraphSocket => {
    try {
      return new SubgraphSocket({ ...settings, headers }, onClose);
    } catch (error) {
      throw new TransportError('cannot be sent a header that has a line break or a character beyond Latin-1', {
        cause: error,
      });
    }
  };

  /** Selects the socket for a stream: an idle one, a new one, or the one that streams with these headers share. */
  const socketFor = ({ connectionHeaders = {}, wantsPosition = false }: SubgraphRequest): Socket => {
    const key = JSON.stringify(Object.entries(connectionHeaders).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    let own = 0;
    let shared: Socket | undefined;
    let idle: Socket | undefined;
    for (const each of sockets) {
      own += each.isOwn ? 1 : 0;
      if (each.key === key && each.socket.isUsable) {
        shared = each.isOwn ? shared : each;
        idle = each.socket.size === 0 ? each : idle;
      }
    }
    const wantsOwn = !wantsPosition && own < ownSocketsMax;
    const found = wantsOwn ? idle : (shared ?? idle);
    const chosen = found ?? open(key, wantsOwn, connectionHeaders);
    chosen.isOwn = wantsOwn;
    // Keeps the set in the order of use.
    sockets.delete(chosen);
    sockets.add(chosen);
    return chosen;
  };

  return {
    subscribe: (request) => streamOf(request, socketFor),
    close: async () => {
      const all = [...sockets];
      all.forEach(retire);
      await Promise.all(all.map(({ socket }) => socket.closed));
    },
  };
}

/**
 * The responses to a subscription over a socket. Fails with a TransportError when the socket breaks, or when its reader
 * blocks other streams of the socket for too long.
 */
function streamOf(
  request: SubgraphRequest,
  socketFor: (request: SubgraphRequest) => Socket,
): AsyncIterableIterator<SubgraphResponse> {
  const waiting: { response: SubgraphResponse; length: number }[] = [];
  let waitingLength = 0;
  /** The outcome of the stream, once it is known. */
  let ending: { error: TransportError | null } | null = null;
  let wake = () => {};
  let leave: (() => void) | undefined;
  let place: Socket | undefined;
  let holding: NodeJS.Timeout | undefined;
  let isHolding = false;

  const stream: SocketStream = {
    payload: payloadOf(request),
    next: (response, length) => {
      waiting.push({ response, length });
      waitingLength += length;
      if (response.endsStream === true) {
        stream.end(null);
      } else if (!isHolding && (waiting.length >= highWater.responses || waitingLength >= highWater.length)) {
        hold();
      }
      wake();
    },
    end: (error) => {
      ending ??= { error };
      clearTimeout(holding);
      wake();
    },
  };
  const hasEnded = () => ending !== null;

  const hold = () => {
    isHolding = true;
    place?.socket.hold(stream);
    if (place?.isOwn === false) {
      const ms = request.wantsPosition === true ? holdMaxMs.resumable : holdMaxMs.other;
      holding = setTimeout(() => {
        leave?.();
        stream.end(new TransportError('sent more than was read'));
      }, ms);
    }
  };
  const letGo = () => {
    isHolding = false;
    clearTimeout(holding);
    place?.socket.release(stream);
  };

  const next = async (): Promise<IteratorResult<SubgraphResponse, void>> => {
    if (place === undefined) {
      place = socketFor(request);
      leave = place.socket.add(stream);
    }
    if (waiting.length === 0 && !hasEnded()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    const first = waiting.shift();
    if (first !== undefined) {
      waitingLength -= first.length;
      if (isHolding && waiting.length <= lowWater.responses && waitingLength <= lowWater.length) {
        letGo();
      }
      return { done: false, value: first.response };
    }
    if (ending?.error != null) {
      throw ending.error;
    }
    return { done: true, value: undefined };
  };
  return interruptibleStream(next, () => {
    stream.end(null);
    leave?.();
  });
}

function payloadOf(request: SubgraphRequest): string {
  const { query, operationName, caller, requestId, headers, wantsPosition = false } = request;
  return JSON.stringify({
    query,
    variables: variablesOf(request),
    operationName: operationName ?? null,
    extensions: {
      ...(caller === '' ? {} : { [callerHeader]: caller }),
      [requestIdHeader]: requestId,
      // The trace belongs to the operation; the headers of the socket are shared by all its streams.
      ...(headers?.['traceparent'] === undefined ? {} : { traceparent: headers['traceparent'] }),
      ...(wantsPosition ? { [positionKey]: true } : {}),
    },
  });
}
