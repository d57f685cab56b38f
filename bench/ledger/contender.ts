export type Payment = { id: string; debitAccountId: string; creditAccountId: string; amount: bigint };

/** A way to make transfers. */
export type Contender = {
  /** Resolves once the transfer is durable, to true, or once it is refused, to false. */
  transfer(payment: Payment): Promise<boolean>;
  /** What all accounts hold together, and how many transfers were written: to check what was measured. */
  count(): Promise<{ sum: bigint; transfers: number }>;
  close(): Promise<void>;
};
