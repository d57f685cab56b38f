import { hash } from 'node:crypto';

/**
 * A set of texts of any number, in at most 32 bytes each: it keeps 64 bits of their SHA-256. That two of ten million
 * are taken for one has a probability of 3 in a million.
 */
export class KeySet {
  #slots = new BigUint64Array(1_024);
  #size = 0;

  /** Adds a text. Returns whether it was there. */
  add(text: string): boolean {
    // Zero marks a free slot.
    const value = hash('sha256', text, 'buffer').readBigUInt64LE() || 1n;
    const isThere = !put(this.#slots, value);
    this.#size += isThere ? 0 : 1;
    if (this.#size * 2 > this.#slots.length) {
      const larger = new BigUint64Array(this.#slots.length * 2);
      this.#slots.forEach((kept) => kept !== 0n && put(larger, kept));
      this.#slots = larger;
    }
    return isThere;
  }
}

/** Puts a value into the first free slot from its own one on. Returns false if it is there. */
function put(slots: BigUint64Array, value: bigint): boolean {
  let slot = Number(value % BigInt(slots.length));
  while (slots[slot] !== 0n) {
    if (slots[slot] === value) {
      return false;
    }
    slot = (slot + 1) % slots.length;
  }
  slots[slot] = value;
  return true;
}
