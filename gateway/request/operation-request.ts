import { z } from 'zod';
import { isObject } from '../compile/data.ts';

/** Validated by the gateway's own test: for zod, a raw number is a record. */
const jsonObject = z.custom<Record<string, unknown>>(isObject);

/**
 * A client's request to execute an operation, with its document, or with the hash of a known document in `extensions`.
 */
export const operationRequest = z
  .object({
    query: z.string().nullish(),
    variables: jsonObject.nullish(),
    operationName: z.string().nullish(),
    extensions: jsonObject.nullish(),
  })
  .refine(({ query, extensions }) => query != null || extensions?.['persistedQuery'] != null);
export type OperationRequest = z.output<typeof operationRequest>;
