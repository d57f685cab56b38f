import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { z } from 'zod';

/** Sends typed documents to a gateway: variables and data have the types of the document. Throws for errors. */
export function typedClient(url: string, token?: string) {
  return async <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: print(document), variables }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = z
      .object({ data: z.custom<Data>().optional(), errors: z.unknown().optional() })
      .parse(await response.json());
    if (answer.errors !== undefined || answer.data === undefined) {
      throw new Error(`no data: ${JSON.stringify(answer.errors)}`);
    }
    return answer.data;
  };
}
