import type { ImportResult, Problem } from '@tributary/ledger/write/import-transfers.ts';
import { KeySet } from './key-set.ts';
import type { FileItem } from './transfers-file.ts';

/** Lines by outcome. A line that repeats the key of an earlier one counts only as `repeated`. */
export type Counts = {
  /** Transfers that this import posted. */
  new: number;
  /** Transfers that were in the log before this import. */
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
  /** The oldest and the newest of the transfers from before the import, by their ids. */
  #earliest: { transferId: string; key: string } | null = null;
  #latest: { transferId: string; key: string } | null = null;
  /** The key of the first line that differs from the line of an earlier import under the same key. */
  #differingKey: string | null = null;
  #hasDerivedKey = false;

  /**
   * `counts` are the counts so far. `since` is for an interrupted import: an id from before its beginning. A transfer
   * with a later id was posted by the import just before the interruption, and counts as new.
   */
  constructor({ counts, since }: { counts: Counts; since: string | null }) {
    this.counts = { ...counts };
    this.#since = since;
  }

  /** Records a line that was counted before the interruption. */
  skip(item: FileItem): void {
    addKey(this.#acceptedKeys, item);
  }

  add(result: ImportResult<FileItem>): void {
    const { item, problem } = result;
    if (problem !== null) {
      // A line with other content under a used key counts for itself.
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

  /**
   * The keys of the oldest and the newest earlier transfer, and of a differing line. Empty if all lines are new or
   * refused.
   */
  get earlierKeys(): string[] {
    return [this.#earliest?.key, this.#latest?.key, this.#differingKey].filter((key) => key != null);
  }

  /** Whether lines equal earlier ones only by the name of their file. */
  get isKnownByName(): boolean {
    return this.#hasDerivedKey;
  }

  #takeEarlier(item: FileItem, transferId: string): void {
    const earlier = { transferId, key: keyOf(item) ?? '' };
    // Ids ascend in the order of creation.
    if (this.#earliest === null || transferId < this.#earliest.transferId) {
      this.#earliest = earlier;
    }
    if (this.#latest === null || transferId > this.#latest.transferId) {
      this.#latest = earlier;
    }
    this.#hasDerivedKey ||= !item.hasOwnKey;
  }
}

/** Adds the key of a line, and returns whether it was there. Derived keys cannot repeat. */
function addKey(keys: KeySet, item: FileItem): boolean {
  const key = item.hasOwnKey ? keyOf(item) : null;
  return key !== null && keys.add(key);
}

function keyOf(item: FileItem): string | null {
  return 'input' in item ? item.input.idempotencyKey : null;
}

/** The problem of a line, in words for a person who knows the file, but no derived keys. */
export function explainProblem({ hasOwnKey, line }: FileItem, problem: Problem): Problem {
  return problem.code === 'IDEMPOTENCY_MISMATCH' && !hasOwnKey
    ? {
        ...problem,
        message: `Line ${line} of a file of the same name was imported before, with other content. Import another file under another --name.`,
      }
    : problem;
}
