import type { AccountRow } from './tables.ts';

/** Accounts of an organization as they were at one state of its ledger. */
export type KnownAccounts = {
  /** The hash of the newest row, which is another after each batch that changes an account. */
  headHash: string;
  /** Of the ledger's row, which every change counts up that writes no row. */
  revision: bigint;
  accounts: Map<string, AccountRow>;
};

/** Of all organizations together: some 40 MB. */
const accountsMax = 100_000;

/**
 * What a process knows of accounts since it wrote them last, so that a batch need not read them again. Whoever changes an account does so under the lock of the ledger's row,
 * and changes its head or its revision: where both are as they were, so are the accounts.
 */
export class AccountMemory {
  readonly #organizations = new Map<string, KnownAccounts>();
  #size = 0;

  /** Hands over what is known, and forgets it: a batch that fails does not give it back. */
  take(organizationId: string): KnownAccounts | null {
    const known = this.#organizations.get(organizationId) ?? null;
    if (known !== null) {
      this.#organizations.delete(organizationId);
      this.#size -= known.accounts.size;
    }
    return known;
  }

  /** Keeps what a batch knows after its commit, and forgets of others what was not used for the longest time if that is too much. */
  keep(organizationId: string, known: KnownAccounts): void {
    this.#organizations.set(organizationId, known);
    this.#size += known.accounts.size;
    for (const oldest of this.#organizations.keys()) {
      if (this.#size <= accountsMax) {
        return;
      }
      this.take(oldest);
    }
  }
}
