import type { Account } from './rules/account.ts';
import type { LedgerState } from './rules/books.ts';

/** The ledger of an organization after its newest batch, as far as a process remembers it. */
export type RememberedLedger = {
  organizationId: string;
  lastSequence: bigint;
  lastRecordedAt: Date;
  /** The end of the closed periods; null while none is closed. A closing changes the revision. */
  closedUntil: Date | null;
  /** The hash of the newest row. It changes with each batch that changes an account or a hold. */
  headHash: string;
  /** The revision of the ledger's row, counted up by every change that writes no row. */
  revision: bigint;
  accounts: Map<string, Account>;
  /** The number of these accounts that have limits. */
  limitedCount: number;
  /** Rows of the newest batch. A select may not see them yet while the batch is being written. */
  newest: Pick<LedgerState, 'holds' | 'uses'> & { reversed: ReadonlyMap<string, bigint> };
  /** Whether the newest batch found the ledger as this process had left it. The next one will, as a rule. */
  isAlone: boolean;
};

/** The most accounts of all organizations together: about 40 MB. */
const accountsMax = 100_000;
/** An account with limits and 30 days of their use takes as much memory as this many without. */
const limitedWeight = 10;

/**
 * The ledgers as a process last wrote them, so that a batch need not select them again. Every change of an account or a
 * hold is made under the lock of the ledger's row, and changes its head or its revision. While both are the same, so is
 * all else.
 */
export class LedgerMemory {
  readonly #ledgers = new Map<string, RememberedLedger>();
  #size = 0;

  /** Whether the memory is most likely current: no other process had written to the ledger at the newest batch. */
  isAlone(organizationId: string): boolean {
    return this.#ledgers.get(organizationId)?.isAlone ?? false;
  }

  /** Hands over the ledger, and forgets it: a batch that fails does not give it back. */
  take(organizationId: string): RememberedLedger | null {
    const known = this.#ledgers.get(organizationId) ?? null;
    if (known !== null) {
      this.#ledgers.delete(organizationId);
      this.#size -= sizeOf(known);
    }
    return known;
  }

  /** Keeps the ledger as a batch leaves it. Beyond the maximum, the ledgers unused for longest are forgotten. */
  keep(known: RememberedLedger): void {
    this.#ledgers.set(known.organizationId, known);
    this.#size += sizeOf(known);
    for (const oldest of this.#ledgers.keys()) {
      if (this.#size <= accountsMax) {
        return;
      }
      this.take(oldest);
    }
  }
}

function sizeOf({ accounts, limitedCount }: RememberedLedger): number {
  return accounts.size + (limitedWeight - 1) * limitedCount;
}
