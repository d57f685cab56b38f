import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { assert } from '@tributary/platform/assert.ts';
import type { WebSocket } from 'ws';
import type { StreamEvent } from '../../streams/event-buffer.ts';
import type { createFrameWriter } from './socket-frames.ts';
import type { Closing } from './socket-protocol.ts';

/**
 * The sending side of one socket: messages through `ws`, and events as prepared frames, written to the connection below
 * it.
 */
export class SocketWire {
  readonly #webSocket: WebSocket;
  readonly #connection: Socket;
  readonly #writeFrames: ReturnType<typeof createFrameWriter>;

  constructor(webSocket: WebSocket, connection: Duplex, writeFrames: ReturnType<typeof createFrameWriter>) {
    assert(webSocket.extensions === '', 'prepared frames need a socket without extensions');
    assert(
      connection instanceof Socket,
      'prepared frames need a socket of Node, which needs their memory no more once no bytes wait',
    );
    this.#webSocket = webSocket;
    this.#connection = connection;
    this.#writeFrames = writeFrames;
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  /** False above the connection's high-water mark, 64 KiB by Node's default. A `drain` event follows. */
  get takesMore(): boolean {
    return this.isOpen && !this.#connection.writableNeedDrain;
  }

  send(text: string): void {
    if (this.isOpen) {
      this.#webSocket.send(text);
    }
  }

  /** Writes a message for each event: the beginning, the event and a closing brace. */
  sendEvents(events: readonly StreamEvent[], beginning: Buffer): void {
    assert(this.isOpen, 'events are written only to an open socket');
    this.#writeFrames(this.#connection, events, beginning);
  }

  /** Stops reading messages. What the client sends stays in its own buffers. */
  pauseReading(): void {
    this.#webSocket.pause();
  }

  resumeReading(): void {
    this.#webSocket.resume();
  }

  ping(mark: Buffer): void {
    this.#webSocket.ping(mark);
  }

  /** Begins the closing handshake. */
  close({ code, reason }: Closing): void {
    // The client's part of the handshake is read, whatever waits before it.
    this.#webSocket.resume();
    this.#webSocket.close(code, reason);
  }

  /** Ends the connection without a handshake. */
  cut(): void {
    this.#webSocket.terminate();
  }
}
