import { hash } from 'node:crypto';

/**
 * A set of any number of texts, in at most 32 bytes each: it keeps 64 bits of their SHA-256. Among ten million texts,
 * the probability that two count as equal is 3 in a million.
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

/** Puts a value into a free slot, beginning with its own. Returns false if the value is there. */
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
