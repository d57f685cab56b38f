export type Payment = { id: string; debitAccountId: string; creditAccountId: string; amount: bigint };

/** A way to make transfers. */
export type Contender = {
  /** Resolves once the transfer is durable, to true, or once it is refused, to false. */
  transfer(payment: Payment): Promise<boolean>;
  /** The sum of all accounts and the number of transfers, to check the measurement. */
  count(): Promise<{ sum: bigint; transfers: number }>;
  close(): Promise<void>;
};
