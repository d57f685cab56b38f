import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { BadAnswer } from '../http-answer.ts';
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
import { boundaryOf, multipartParser } from './multipart.ts';
import { serverSentEventsParser } from './server-sent-events.ts';
import type { StreamParser } from './stream-parser.ts';
import { endOfStream, isRecord, parseJson, readStreamResponse, refusedConnection } from './stream-response.ts';
import type { Subscriptions, SubscriptionSettings } from './subscription-settings.ts';

/** Limit on the streams, each of which has a connection of its own. */
const streamsMax = 5_000;
/** Delay of the system's TCP keep-alive probes, for streams without heartbeats. */
const tcpKeepAliveMs = 10_000;
/** Limit on the body of an answer that is not a stream. */
const refusalBytesMax = 1024 * 1024;
const passingStatuses = new Set([502, 503, 504]);

/** The exact text that servers expect: graphql-sse compares the whole header. */
const accepts = {
  sse: 'text/event-stream',
  multipart: 'multipart/mixed;subscriptionSpec="1.0", application/json',
};

/**
 * Subscriptions in the body of an HTTP response: server-sent events, or Apollo's multipart protocol. A reader that
 * pauses stops reading from its connection, so the subgraph feels the backpressure.
 */
export function httpSubscriptions(
  protocol: 'sse' | 'multipart',
  { url, tls, connectTimeoutMs, silenceMaxMs, eventLengthMax }: SubscriptionSettings,
): Subscriptions {
  const target = new URL(url.replace(/^ws/, 'http'));
  const isSecure = target.protocol === 'https:';
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const liveness = createLiveness(silenceMaxMs);
  const open = new Set<HttpStream>();

  return {
    subscribe: (asked) => {
      let stream: HttpStream | undefined;
      const next = async (): Promise<IteratorResult<SubgraphResponse, void>> => {
        if (stream === undefined) {
          if (open.size >= streamsMax) {
            throw new TransportError(`has ${streamsMax} streams open already`);
          }
          const request = send(asked);
          stream = new HttpStream(request, { protocol, eventLengthMax, connectTimeoutMs, silenceMaxMs });
          open.add(stream);
          request.once('close', liveness.watch(stream));
        }
        return stream.next();
      };
      return interruptibleStream(next, () => {
        if (stream !== undefined) {
          open.delete(stream);
          stream.close();
        }
      });
    },
    close: async () => {
      open.forEach((stream) => stream.close());
      agent.destroy();
    },
  };

  function send({ query, variables, variablesText, operationName, ...rest }: SubgraphRequest): ClientRequest {
    const { caller, requestId, headers, wantsPosition = false } = rest;
    const body = JSON.stringify({
      query,
      variables: variablesOf({ query, variables, ...(variablesText === undefined ? {} : { variablesText }), ...rest }),
      operationName,
      ...(wantsPosition ? { extensions: { [positionKey]: true } } : {}),
    });
    try {
      const request = (isSecure ? requestHttps : requestHttp)(target, {
        method: 'POST',
        agent,
        // The agent gives connections of other certificates no request.
        ...tls?.pem,
        headers: {
          ...headers,
          'content-type': 'application/json',
          accept: accepts[protocol],
          'content-length': Buffer.byteLength(body),
          [requestIdHeader]: requestId,
          ...(caller === '' ? {} : { [callerHeader]: caller }),
        },
      });
      request.end(body);
      return request;
    } catch (error) {
      throw new TransportError('cannot be sent a header that has a line break or a character beyond Latin-1', {
        cause: error,
      });
    }
  }
}

/** One stream, from its request to its end. */
class HttpStream {
  readonly #request: ClientRequest;
  readonly #settings: Omit<SubscriptionSettings, 'url'> & { protocol: 'sse' | 'multipart' };
  readonly #answered: Promise<IncomingMessage>;
  #chunks: AsyncIterator<unknown> | undefined;
  #parser: StreamParser | undefined;
  #parsed: (SubgraphResponse | 'complete')[] = [];
  /** Whether the stream waits for bytes. Silence says nothing while the reader pauses. */
  #isWaiting = true;
  #wasActive = true;
  #failure: TransportError | undefined;

  constructor(request: ClientRequest, settings: Omit<SubscriptionSettings, 'url'> & { protocol: 'sse' | 'multipart' }) {
    this.#request = request;
    this.#settings = settings;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    this.#answered = promise;
    request.once('response', resolve);
    request.on('error', reject);
    request.once('close', () => reject(new TransportError('closed the connection')));
    promise.catch(() => {});
    request.once('socket', (socket) => {
      socket.setKeepAlive(true, tcpKeepAliveMs);
      if (socket.connecting) {
        const timer = setTimeout(() => this.#break('cannot be reached'), settings.connectTimeoutMs);
        socket.once('connect', () => clearTimeout(timer));
        socket.once('close', () => clearTimeout(timer));
      }
    });
  }

  async next(): Promise<IteratorResult<SubgraphResponse, void>> {
    try {
      for (;;) {
        const message = this.#parsed.shift();
        if (message === 'complete') {
          return { done: true, value: undefined };
        }
        if (message !== undefined) {
          return { done: false, value: message };
        }
        this.#isWaiting = true;
        this.#wasActive = true;
        this.#parsed = await this.#read();
        this.#isWaiting = false;
      }
    } catch (error) {
      throw (
        this.#failure ??
        (error instanceof TransportError ? error : new TransportError('broke off the stream', { cause: error }))
      );
    }
  }

  close(): void {
    this.#request.destroy();
  }

  wasActive(): boolean {
    const wasActive = this.#wasActive || !this.#isWaiting;
    this.#wasActive = false;
    return wasActive;
  }

  onSilence(): void {}

  onDead(): void {
    this.#break(`sent nothing for ${this.#settings.silenceMaxMs} ms, and no heartbeat either`);
  }

  #break(what: string): void {
    this.#failure = new TransportError(what);
    this.#request.destroy(this.#failure);
  }

  /** The messages of the next chunk. */
  async #read(): Promise<(SubgraphResponse | 'complete')[]> {
    const response = await this.#answered;
    if (this.#chunks === undefined) {
      this.#wasActive = true;
      this.#chunks = response[Symbol.asyncIterator]();
      const type = response.headers['content-type'] ?? '';
      this.#parser = response.statusCode === 200 ? this.#parserFor(type) : undefined;
    }
    if (this.#parser === undefined) {
      return this.#readWhole(response);
    }
    const { done, value } = await this.#chunks.next();
    if (done === true) {
      throw new TransportError('broke off the stream');
    }
    this.#wasActive = true;
    return this.#parser.push(bytesOf(value));
  }

  #parserFor(contentType: string): StreamParser | undefined {
    const { protocol, eventLengthMax } = this.#settings;
    const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
    if (protocol === 'sse') {
      return type === 'text/event-stream' ? serverSentEventsParser(eventLengthMax) : undefined;
    }
    return type === 'multipart/mixed' ? multipartParser(boundaryOf(contentType), eventLengthMax) : undefined;
  }

  /** Parses an answer that is not a stream: a refusal, or a single response. */
  async #readWhole({ statusCode = 0 }: IncomingMessage): Promise<(SubgraphResponse | 'complete')[]> {
    const chunks: Uint8Array[] = [];
    for (let length = 0; length <= refusalBytesMax;) {
      const step = await this.#chunks?.next();
      if (step === undefined || step.done === true) {
        break;
      }
      this.#wasActive = true;
      const bytes = bytesOf(step.value);
      length += bytes.length;
      chunks.push(bytes);
    }
    const parsed = parseJson(Buffer.concat(chunks).toString())?.value;
    if (isRecord(parsed) && ('errors' in parsed || isRecord(parsed['data']))) {
      return isRecord(parsed['data'])
        ? [readStreamResponse(parsed), 'complete']
        : [endOfStream(parsed['errors']), 'complete'];
    }
    if (statusCode === 401 || statusCode === 403) {
      return [refusedConnection(statusCode === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN', `HTTP status ${statusCode}`)];
    }
    throw passingStatuses.has(statusCode)
      ? new TransportError(`answered with HTTP status ${statusCode}`)
      : new BadAnswer(`answered a subscription with HTTP status ${statusCode} and no stream`);
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) {
    return chunk;
  }
  throw new Error('a chunk of a response that is not bytes');
}
