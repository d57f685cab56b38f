import type { Duplex } from 'node:stream';
import { WriteBuffers } from '@tributary/platform/write-buffers.ts';
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
 * The layout is never written to a socket: each write has a copy in a buffer of its own, which comes back in the
 * callback of the write.
 */
export function createFrameWriter() {
  const buffers = new WriteBuffers();
  let layout: Layout | null = null;
  let memory = Buffer.alloc(0);

  /** Each message is what it begins with, the event and a closing brace. */
  return (socket: Duplex, events: readonly StreamEvent[], beginning: Buffer): void => {
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
    const { length } = layout.frames;
    const buffer = buffers.take(length);
    layout.frames.copy(buffer.memory);
    socket.write(buffer.first(length), buffer.release);
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
