import { z } from 'zod';
import { isObject } from '../compile/data.ts';

/** By the test that counts everywhere: to zod, a number that is kept as it was written is a record. */
const jsonObject = z.custom<Record<string, unknown>>(isObject);

/** A request of a client to execute an operation: its document, or in `extensions` the hash by which the document is known. */
export const operationRequest = z
  .object({
    query: z.string().nullish(),
    variables: jsonObject.nullish(),
    operationName: z.string().nullish(),
    extensions: jsonObject.nullish(),
  })
  .refine(({ query, extensions }) => query != null || extensions?.['persistedQuery'] != null);
export type OperationRequest = z.output<typeof operationRequest>;
