import type { Socket } from 'node:net';
import type { StreamEvent } from '../../streams/event-buffer.ts';

/** Maximum size of a frame's header, whatever the length of its payload. */
const headerBytesMax = 10;

/** Limit on a kept layout. One event can be larger. */
const memoryBytesMax = 256 * 1024;

/**
 * Events as the frames of text messages (https://www.rfc-editor.org/rfc/rfc6455#section-5.2), and the positions of the
 * parts that differ between clients.
 */
type Layout = {
  events: readonly StreamEvent[];
  frames: Buffer;
  beginnings: readonly number[];
  beginningLength: number;
};

/**
 * Writes events as prepared frames to one socket after the other. Most sockets get the same events, except for the ids
 * of their subscriptions. For them the frames are laid out once, and only the beginnings of messages are rewritten.
 * `ws` would make two writes and two callbacks for each message, which cost as much as the writing.
 *
 * The memory of a layout stays here: a write borrows it for the call alone. If no bytes wait when the `write` of a TCP
 * or TLS socket of Node returns, the system has taken all of them, and the memory is free. If bytes wait, that write
 * keeps the memory for good. A buffer and a callback for each write were measured: a delivery took about a sixth more
 * CPU time.
 */
export function createFrameWriter() {
  let layout: Layout | null = null;
  let memory = Buffer.alloc(0);

  /** Each message is the beginning, the event and a closing brace. */
  return (socket: Socket, events: readonly StreamEvent[], beginning: Buffer): void => {
    if (layout?.events !== events || layout.beginningLength !== beginning.length) {
      const bytesMax = bytesOf(events, beginning.length);
      const own = bytesMax > memoryBytesMax ? Buffer.allocUnsafeSlow(bytesMax) : null;
      if (own === null && memory.length < bytesMax) {
        memory = Buffer.allocUnsafeSlow(bytesMax);
      }
      layout = layOut(events, beginning.length, own ?? memory);
    }
    for (const at of layout.beginnings) {
      beginning.copy(layout.frames, at);
    }
    if (socket.writableLength > 0) {
      // The socket has a backlog, so the write gets a copy.
      socket.write(Buffer.from(layout.frames));
      return;
    }
    socket.write(layout.frames);
    if (socket.writableLength > 0) {
      // The system did not take all bytes at once, so the write keeps the memory.
      layout = null;
      memory = Buffer.alloc(0);
    }
  };
}

/** The maximum size of events as frames, in bytes. */
function bytesOf(events: readonly StreamEvent[], beginningLength: number): number {
  return events.reduce((sum, { json }) => sum + headerBytesMax + beginningLength + json.length + 1, 0);
}

function layOut(events: readonly StreamEvent[], beginningLength: number, frames: Buffer): Layout {
  const beginnings: number[] = [];
  let end = 0;
  for (const { json } of events) {
    end = writeHeader(frames, end, beginningLength + json.length + 1);
    beginnings.push(end);
    end += beginningLength;
    end += json.copy(frames, end);
    end += frames.write('}', end, 'latin1');
  }
  return { events, frames: frames.subarray(0, end), beginnings, beginningLength };
}

/** Writes the header of a whole text message without a mask, as servers send it. Returns its end. */
function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = 0x81;
  if (length < 126) {
    frames[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    frames[at + 1] = 126;
    return frames.writeUInt16BE(length, at + 2);
  }
  frames[at + 1] = 127;
  frames.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  return frames.writeUInt32BE(length % 2 ** 32, at + 6);
}
