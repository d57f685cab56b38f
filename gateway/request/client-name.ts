import { z } from 'zod';
import { headerName } from './header-rules.ts';

/** Limit on the length of a name, since any client can send any. */
export const clientNameMax = 100;

/** Headers with the name of a client: as many servers read it, and as Apollo's clients send it. */
export const clientNameHeadersDefault: readonly string[] = ['graphql-client-name', 'apollographql-client-name'];

/** The setting of these headers. */
export const clientNameHeaders = z
  .array(headerName)
  .min(1)
  .default([...clientNameHeadersDefault])
  .meta({
    description:
      'Headers with the name of the client, of which the first counts that is present. On a WebSocket they come with the upgrade or in the payload of `connection_init`',
    pitfall: 'Clients choose their names themselves.',
  });

/** The value of a header of a request. */
export type HeaderOf = (name: string) => string | readonly string[] | undefined;

/** The name by which a client calls itself, in the first of these headers that is present. Null if there is none. */
export function clientNameIn(headerOf: HeaderOf, names: readonly string[]): string | null {
  for (const name of names) {
    const value = headerOf(name);
    if (value !== undefined && value !== '') {
      return String(value).slice(0, clientNameMax);
    }
  }
  return null;
}
