/** What comes before the payload of a frame has room for any length in ten bytes. */
const headerBytesMax = 10;

/**
 * Frames of text messages that all begin and end with the same, ready to be written to a socket at once: https://www.rfc-editor.org/rfc/rfc6455#section-5.2. `ws` would give each message two pieces to
 * be written and two callbacks, which cost as much as the writing.
 */
export function textFrames(payloads: readonly Buffer[], { before, after }: { before: Buffer; after: Buffer }): Buffer {
  let bytesMax = 0;
  for (const payload of payloads) {
    bytesMax += headerBytesMax + before.length + payload.length + after.length;
  }
  const frames = Buffer.allocUnsafe(bytesMax);
  let end = 0;
  for (const payload of payloads) {
    end = writeHeader(frames, end, before.length + payload.length + after.length);
    end += before.copy(frames, end);
    end += payload.copy(frames, end);
    end += after.copy(frames, end);
  }
  return frames.subarray(0, end);
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
