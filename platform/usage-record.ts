import { z } from 'zod';

/** An operation that clients used, without its literals, which may be personal data. */
export const usedOperation = z.object({
  /** The SHA-256 of its document, and for one of several operations `#` and its name. */
  id: z.string(),
  name: z.string().nullable(),
  document: z.string(),
  /** Its fields as `Type.field`. */
  fields: z.array(z.string()),
});
export type UsedOperation = z.output<typeof usedOperation>;

/** How often a client used an operation within an hour. */
export const operationUse = z.object({
  /** In UTC, as `2026-11-30T23`. */
  hour: z.string(),
  operation: z.string(),
  /** The name of the client. Empty for a client without one. */
  client: z.string(),
  count: z.number().int(),
});
export type OperationUse = z.output<typeof operationUse>;

export type Usage = { uses: readonly OperationUse[]; operations: ReadonlyMap<string, UsedOperation> };

export type UsageStore = {
  /** The interval at which it takes counts. */
  readonly flushEveryMs: number;
  /**
   * Adds counts, and the operations that were not stored before. Resolves to the number of the uses for which there is
   * no room. Rejects if not everything is known to be stored. Adding it again may count a part of it twice.
   */
  add(uses: readonly OperationUse[], operations: readonly UsedOperation[]): Promise<number>;
  /** The uses since an hour, with the operations that are known of them. */
  read(sinceHour: string): Promise<Usage>;
  close(): Promise<void>;
};

/** Limit on the pairs of operation and client in an hour. The rest is counted together. */
export const usesPerHourMax = 20_000;

/** The hour of a time, as in `OperationUse`. */
export function hourOf(time: Date): string {
  return time.toISOString().slice(0, 13);
}

/** The hour that was so many days ago. */
export function hourBefore(days: number, now = new Date()): string {
  return hourOf(new Date(now.getTime() - days * 86_400_000));
}
