import type { Socket } from 'node:net';
import type { StreamEvent } from '../../streams/event-buffer.ts';

/** The header of a frame takes ten bytes at the most, whatever the length of its payload. */
const headerBytesMax = 10;

/** Larger layouts are not kept, though one event can be larger. */
const memoryBytesMax = 256 * 1024;

/**
 * Events as the frames of text messages (https://www.rfc-editor.org/rfc/rfc6455#section-5.2), and where in them those
 * parts are that differ from client to client.
 */
type Layout = {
  events: readonly StreamEvent[];
  frames: Buffer;
  beginnings: readonly number[];
  beginningLength: number;
};

/**
 * Writes events to one socket after the other, as frames that are ready. Most get the same but for the ids of their
 * subscriptions: for them the frames are laid out once, and only how messages begin is written anew. `ws` would give
 * each message two pieces to be written and two callbacks, which cost as much as the writing.
 *
 * The memory of a layout stays here: a write borrows it for the call alone. A TCP or TLS socket of Node with nothing to
 * write has taken all that it was given when its `write` returns with nothing waiting, and needs the memory no more.
 * Where something waits, the memory is left to that write for good. A callback for each write, with a buffer of
 * its own, was measured: it took a delivery about a sixth more CPU time.
 */
export function createFrameWriter() {
  let layout: Layout | null = null;
  let memory = Buffer.alloc(0);

  /** Each message is what it begins with, the event and a closing brace. */
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
      // It has to wait, however long.
      socket.write(Buffer.from(layout.frames));
      return;
    }
    socket.write(layout.frames);
    if (socket.writableLength > 0) {
      // The system did not take all of it at once, and needs it as it is.
      layout = null;
      memory = Buffer.alloc(0);
    }
  };
}

/** How many bytes events take as frames, at the most. */
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

/** Writes the header of a whole text message that is not masked, as servers send them. Gives where it ends. */
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
