import type { AccountRow } from '../log/tables.ts';
import type { LedgerState } from './rules/books.ts';

/** The ledger of an organization after its newest batch, as far as a process knows it. */
export type KnownLedger = {
  organizationId: string;
  lastSequence: bigint;
  lastRecordedAt: Date;
  /** The hash of the newest row, which is another after each batch that changes an account or a hold. */
  headHash: string;
  /** Of the ledger's row, which every change counts up that writes no row. */
  revision: bigint;
  accounts: Map<string, AccountRow>;
  /** What the newest batch made of these: the tables may not show it yet to who reads them while it is being written. */
  newest: Pick<LedgerState, 'holds' | 'uses'> & { reversed: ReadonlyMap<string, bigint> };
  /** The newest batch found the ledger as this process had left it, and so will the next, as a rule. */
  isAlone: boolean;
};

/** Of all organizations together: some 40 MB. */
const accountsMax = 100_000;

/**
 * What a process knows of ledgers since it wrote to them last, so that a batch need not read it again. Whoever changes an account or a hold does so under the lock of the ledger's
 * row, and changes its head or its revision: where both are as they were, so is everything else.
 */
export class LedgerMemory {
  readonly #ledgers = new Map<string, KnownLedger>();
  #size = 0;

  /** Whether what is known will most likely be so: nobody else wrote to the ledger when it was last looked at. */
  isAlone(organizationId: string): boolean {
    return this.#ledgers.get(organizationId)?.isAlone ?? false;
  }

  /** Hands over what is known, and forgets it: a batch that fails does not give it back. */
  take(organizationId: string): KnownLedger | null {
    const known = this.#ledgers.get(organizationId) ?? null;
    if (known !== null) {
      this.#ledgers.delete(organizationId);
      this.#size -= known.accounts.size;
    }
    return known;
  }

  /** Keeps what a batch leaves, and forgets of others what was not used for the longest time if that is too much. */
  keep(known: KnownLedger): void {
    this.#ledgers.set(known.organizationId, known);
    this.#size += known.accounts.size;
    for (const oldest of this.#ledgers.keys()) {
      if (this.#size <= accountsMax) {
        return;
      }
      this.take(oldest);
    }
  }
}
