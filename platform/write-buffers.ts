import { assert } from './assert.ts';

/** Buffers of 2^9 to 2^18 bytes are kept. Larger ones are rare. */
const sizeBits = { min: 9, max: 18 };
/** Limit on the bytes kept for later writes. */
const freeBytesMax = 8 * 1024 * 1024;

/**
 * Memory for one write at a time. It belongs to the code that took it until the write calls back with `release`. The
 * system makes that call when it no longer needs the bytes.
 */
export class WriteBuffer {
  readonly memory: Buffer;
  /** The callback of the write. After an error the memory is not reused, since the system may still use it. */
  readonly release: (error?: Error | null) => void;
  #isTaken = false;
  #bytes: Buffer;

  constructor(memory: Buffer, onFree: (buffer: WriteBuffer) => void) {
    this.memory = memory;
    this.#bytes = memory;
    this.release = (error) => {
      assert(this.#isTaken, 'a buffer came back that was not in use');
      this.#isTaken = false;
      if (error == null) {
        onFree(this);
      }
    };
  }

  take(): this {
    assert(!this.#isTaken, 'a buffer was handed on that is still in use');
    this.#isTaken = true;
    return this;
  }

  /** The bytes to write. The view is kept, since the next write mostly has the same length. */
  first(length: number): Buffer {
    if (this.#bytes.length !== length) {
      this.#bytes = this.memory.subarray(0, length);
    }
    return this.#bytes;
  }
}

/**
 * Reusable buffers for writes; the callback of the write returns a buffer. V8 would count new memory for each write
 * until a full collection: once a second under load, with pauses of some 50 ms.
 */
export class WriteBuffers {
  /** Free buffers, by the binary logarithm of their size. */
  readonly #free = new Map<number, WriteBuffer[]>();
  #freeBytes = 0;

  /** Takes a buffer of at least this length. Its `release` is the callback of the one write it serves. */
  take(length: number): WriteBuffer {
    const bits = Math.max(sizeBits.min, 32 - Math.clz32(length - 1));
    if (bits > sizeBits.max) {
      return new WriteBuffer(Buffer.allocUnsafeSlow(length), () => {}).take();
    }
    const free = this.#free.get(bits)?.pop();
    if (free !== undefined) {
      this.#freeBytes -= free.memory.length;
      return free.take();
    }
    return new WriteBuffer(Buffer.allocUnsafeSlow(2 ** bits), (buffer) => this.#keep(buffer, bits)).take();
  }

  #keep(buffer: WriteBuffer, bits: number): void {
    if (this.#freeBytes + buffer.memory.length > freeBytesMax) {
      return;
    }
    this.#freeBytes += buffer.memory.length;
    const free = this.#free.get(bits);
    if (free === undefined) {
      this.#free.set(bits, [buffer]);
    } else {
      free.push(buffer);
    }
  }
}
