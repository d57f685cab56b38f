import { z } from 'zod';
import { isObject } from '../compile/data.ts';

/** A JSON object, validated by the gateway's own test: for zod, a raw number is a record. */
export const jsonObject = z.custom<Record<string, unknown>>(isObject);

/**
 * A client's request to execute an operation, with its document, or with the id of a known one: by GraphQL over HTTP,
 * by Relay, or in `extensions` by Apollo.
 */
export const operationRequest = z
  .object({
    query: z.string().nullish(),
    variables: jsonObject.nullish(),
    operationName: z.string().nullish(),
    extensions: jsonObject.nullish(),
    documentId: z.string().nullish(),
    doc_id: z.string().nullish(),
  })
  .refine((request) =>
    [request.query, request.documentId, request.doc_id, request.extensions?.['persistedQuery']].some(
      (document) => document != null,
    ),
  );
export type OperationRequest = z.output<typeof operationRequest>;
