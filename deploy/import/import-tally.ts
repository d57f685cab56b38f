import type { ImportResult, Problem } from '@tributary/ledger/write/import-transfers.ts';
import { KeySet } from './key-set.ts';
import type { FileItem } from './transfers-file.ts';

/** Lines by outcome. A line that repeats the key of an earlier one counts only as `repeated`. */
export type Counts = {
  /** Transfers that this import made. */
  new: number;
  /** Transfers that were in the log before it. */
  before: number;
  refused: number;
  repeated: number;
};

export const noCounts: Counts = { new: 0, before: 0, refused: 0, repeated: 0 };

/** Counts the lines of an import, in their order. */
export class ImportTally {
  readonly counts: Counts;
  readonly #since: string | null;
  readonly #acceptedKeys = new KeySet();
  readonly #refusedKeys = new KeySet();
  /** Of the transfers from before: the first and the last one that was made, by their ids. */
  #earliest: { transferId: string; key: string } | null = null;
  #latest: { transferId: string; key: string } | null = null;
  /** The key of the first line that has another content than the line of an earlier import. */
  #differingKey: string | null = null;
  #hasDerivedKey = false;

  /**
   * `counts` are those until now. `since` is given for an import that was interrupted: an id from before its beginning.
   * Transfers with a later one were made by it just before it was interrupted, and count as new.
   */
  constructor({ counts, since }: { counts: Counts; since: string | null }) {
    this.counts = { ...counts };
    this.#since = since;
  }

  /** Takes note of a line that was counted before the import was interrupted. */
  skip(item: FileItem): void {
    addKey(this.#acceptedKeys, item);
  }

  add(result: ImportResult<FileItem>): void {
    const { item, problem } = result;
    if (problem !== null) {
      // Other content under the same key is a line of its own.
      const differs = problem.code === 'IDEMPOTENCY_MISMATCH';
      this.counts[!differs && addKey(this.#refusedKeys, item) ? 'repeated' : 'refused'] += 1;
      if (differs && !item.hasOwnKey) {
        this.#differingKey ??= keyOf(item);
        this.#hasDerivedKey = true;
      }
      return;
    }
    const isRepeated = addKey(this.#acceptedKeys, item);
    if (result.isNew) {
      this.counts.new += 1;
    } else if (isRepeated) {
      this.counts.repeated += 1;
    } else if (this.#since !== null && result.transferId > this.#since) {
      this.counts.new += 1;
    } else {
      this.counts.before += 1;
      this.#takeEarlier(item, result.transferId);
    }
  }

  /** Keys of earlier transfers whose days are the first and the last one; none if all lines are new or refused. */
  get earlierKeys(): string[] {
    return [this.#earliest?.key, this.#latest?.key, this.#differingKey].filter((key) => key != null);
  }

  /** Whether the name of the file is what makes lines the same as earlier ones. */
  get isKnownByName(): boolean {
    return this.#hasDerivedKey;
  }

  #takeEarlier(item: FileItem, transferId: string): void {
    const earlier = { transferId, key: keyOf(item) ?? '' };
    // Ids are in the order in which they were made.
    if (this.#earliest === null || transferId < this.#earliest.transferId) {
      this.#earliest = earlier;
    }
    if (this.#latest === null || transferId > this.#latest.transferId) {
      this.#latest = earlier;
    }
    this.#hasDerivedKey ||= !item.hasOwnKey;
  }
}

/** Adds the key of a line. Returns whether it was there. Keys that are derived from the line cannot repeat. */
function addKey(keys: KeySet, item: FileItem): boolean {
  const key = item.hasOwnKey ? keyOf(item) : null;
  return key !== null && keys.add(key);
}

function keyOf(item: FileItem): string | null {
  return 'input' in item ? item.input.idempotencyKey : null;
}

/** The problem of a line for a person who knows the file and no derived keys. */
export function explainProblem({ hasOwnKey, line }: FileItem, problem: Problem): Problem {
  return problem.code === 'IDEMPOTENCY_MISMATCH' && !hasOwnKey
    ? {
        ...problem,
        message: `Line ${line} of a file of the same name was imported before, with other content. Import another file under another --name.`,
      }
    : problem;
}
