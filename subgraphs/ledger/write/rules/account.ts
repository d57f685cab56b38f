import type { AccountRow } from '../../log/tables.ts';

/** An account as it is decided on: with its limits, if it has ever had any. */
export type Account = AccountRow & { limits?: TransferLimits };

/** The limits of an account, null where there is none, and their use. */
export type TransferLimits = {
  /** Rows after this position are counted: the position at which limits were first set. */
  countedAfter: bigint;
  perTransfer: bigint | null;
  perDayAmount: bigint | null;
  perDayCount: bigint | null;
  per30DaysAmount: bigint | null;
  per30DaysCount: bigint | null;
  /** The use on the days that still count, by the number of the day: see `dayOf`. A day without use is absent. */
  usage: ReadonlyMap<number, Usage>;
};

/** The use of limits on a day: the amount by which transfers and holds lowered what is available, and their number. */
export type Usage = { amount: bigint; count: bigint };
