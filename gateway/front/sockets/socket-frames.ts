import type { Duplex } from 'node:stream';
import type { StreamEvent } from '../../streams/shared-stream.ts';

/** What comes before the payload of a frame has room for any length in ten bytes. */
const headerBytesMax = 10;

/** More is not kept, though one event can be larger. */
const memoryBytesMax = 256 * 1024;

/** Events as the frames of text messages (https://www.rfc-editor.org/rfc/rfc6455#section-5.2), and where in them those parts are that differ from client to client. */
type Sheet = { events: readonly StreamEvent[]; frames: Buffer; beginnings: readonly number[]; beginningLength: number };

/**
 * Writes events to one socket after the other, as frames that are ready. Most get the same but for the ids of their subscriptions: for them the frames are laid out once, and only how messages begin is written
 * anew. `ws` would give each message two pieces to be written and two callbacks, which cost as much as the writing.
 *
 * The memory is used again for what comes next. New memory for each would be counted by V8 until a whole collection is due, once a second where much is sent, in which all wait for some 50 ms.
 */
export function createFrameWriter() {
  let sheet: Sheet | null = null;
  let memory = Buffer.alloc(0);

  /** Each message is what it begins with, the event and a closing brace. */
  return (socket: Duplex, events: readonly StreamEvent[], beginning: Buffer): void => {
    if (sheet?.events !== events || sheet.beginningLength !== beginning.length) {
      const bytesMax = bytesOf(events, beginning.length);
      const own = bytesMax > memoryBytesMax ? Buffer.allocUnsafeSlow(bytesMax) : null;
      if (own === null && memory.length < bytesMax) {
        memory = Buffer.allocUnsafeSlow(bytesMax);
      }
      sheet = layOut(events, beginning.length, own ?? memory);
    }
    for (const at of sheet.beginnings) {
      beginning.copy(sheet.frames, at);
    }
    if (socket.writableLength > 0) {
      // It has to wait, however long.
      socket.write(Buffer.from(sheet.frames));
      return;
    }
    socket.write(sheet.frames);
    if (socket.writableLength > 0) {
      // The system did not take all of it at once, and needs it as it is.
      sheet = null;
      memory = Buffer.alloc(0);
    }
  };
}

/** How many bytes events take as frames, at the most. */
function bytesOf(events: readonly StreamEvent[], beginningLength: number): number {
  return events.reduce((sum, { json }) => sum + headerBytesMax + beginningLength + json.length + 1, 0);
}

function layOut(events: readonly StreamEvent[], beginningLength: number, frames: Buffer): Sheet {
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
