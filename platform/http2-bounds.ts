import { constants, type Http2ServerRequest, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** Bytes of the unfinished request bodies of one connection. Beyond them only the oldest body goes on. */
const bodyBytesMax = 8 * 2 ** 20;
/** Bytes of answers that a client may leave unread without taking `takenBytesMin` from one check to the next. */
const unreadBytesMax = 10 * 2 ** 20;
const takenBytesMin = 2 ** 19;

/**
 * The request bodies of one connection that have not come wholly. They are held before it is known who sends them, and
 * there is one for each stream. The oldest is never paused, so that bodies that wait for each other all end.
 */
export class UnfinishedBodies {
  readonly #bodies = new Map<Http2ServerRequest, { bytes: number; isPaused: boolean }>();
  #bytes = 0;

  /** Counts a body from now on. Its reader must not pause the request. */
  add(request: Http2ServerRequest): void {
    const body = { bytes: 0, isPaused: false };
    this.#bodies.set(request, body);
    // An earlier listener would make the body flow before it has a reader.
    request.once('resume', () =>
      request.on('data', ({ length }: Buffer) => {
        body.bytes += length;
        this.#bytes += length;
        if (this.#bytes > bodyBytesMax && !this.#isOldest(request)) {
          body.isPaused = true;
          request.pause();
        }
      }),
    );
    const remove = () => this.#remove(request);
    request.once('end', remove);
    request.stream.once('close', remove);
  }

  #remove(request: Http2ServerRequest): void {
    this.#bytes -= this.#bodies.get(request)?.bytes ?? 0;
    this.#bodies.delete(request);
    for (const [next, body] of this.#bodies) {
      if (body.isPaused && (this.#bytes <= bodyBytesMax || this.#isOldest(next))) {
        body.isPaused = false;
        next.resume();
      }
    }
  }

  #isOldest(request: Http2ServerRequest): boolean {
    const [oldest] = this.#bodies.keys();
    return request === oldest;
  }
}

/**
 * The answers of one connection that its client has not read. Streams that are open before the first answer all get
 * theirs, whatever `maxSessionMemory` says.
 */
export class UnreadAnswers {
  readonly #session: ServerHttp2Session;
  readonly #socket: Socket;
  readonly #streams = new Set<ServerHttp2Stream>();
  #bytesWritten = 0;
  #wereTooMany = false;

  /** The socket is that of the session, which does not give it away itself. */
  constructor(session: ServerHttp2Session, socket: Socket) {
    this.#session = session;
    this.#socket = socket;
    session.on('stream', (stream: ServerHttp2Stream) => {
      this.#streams.add(stream);
      stream.once('close', () => this.#streams.delete(stream));
    });
  }

  /** Ends the connection if too many bytes wait, as they did at the check before, and few were taken in between. */
  check(): void {
    if (this.#session.destroyed) {
      // Node waits until the client has read the last frames, however long that takes.
      this.#socket.destroy();
      return;
    }
    const { bytesWritten } = this.#socket;
    const taken = bytesWritten - this.#bytesWritten;
    const areTooMany = this.#bytes() > unreadBytesMax;
    if (areTooMany && this.#wereTooMany && taken < takenBytesMin) {
      this.#session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      this.#session.destroy();
    }
    this.#bytesWritten = bytesWritten;
    this.#wereTooMany = areTooMany;
  }

  #bytes(): number {
    let bytes = 0;
    for (const { writableLength } of this.#streams) {
      bytes += writableLength;
    }
    return bytes;
  }
}

/** Resets a stream whose answer waits while the connection sends nothing for `timeoutMs`. */
export function endUnread(stream: ServerHttp2Stream, timeoutMs: number): void {
  stream.setTimeout(timeoutMs);
  // Emitted also while the answer is computed.
  stream.on('timeout', () => {
    if (stream.writableLength > 0) {
      stream.close(constants.NGHTTP2_CANCEL);
    }
  });
}
