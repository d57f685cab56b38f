import { z } from 'zod';

/** Limit on the calls of one batch. */
export const toolCallsMax = 200;
/** Limit on the ids of requests that one entry names. */
export const requestIdsMax = 20;

const name = z
  .string()
  .min(1)
  .max(300)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be text');

/**
 * Calls of one tool by one caller that ended alike, within a few seconds. They have no arguments, which may be secret.
 */
export const toolCallsShape = z.strictObject({
  issuer: name.nullable(),
  tenant: name.nullable(),
  subject: name.nullable(),
  /** The network address of the caller. */
  address: name.nullable(),
  tool: name,
  outcome: name,
  /** The name by which the agent calls itself. It proves nothing. */
  agent: name.nullable(),
  calls: z.number().int().positive(),
  /** The times of the first and the last of these calls. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** The ids of the first requests. */
  requestIds: z.array(name).max(requestIdsMax).readonly(),
});

export type ToolCalls = z.output<typeof toolCallsShape>;

/** A batch of calls, in a request to the recorder. */
export const toolCallBatchShape = z.strictObject({ calls: z.array(toolCallsShape).max(toolCallsMax).readonly() });

/** Records calls of tools. The signal is aborted at the deadline. Calls of a batch that failed may be sent again. */
export type RecordToolCalls = (calls: readonly ToolCalls[], signal: AbortSignal) => Promise<void>;
