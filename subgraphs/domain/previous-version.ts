import type { Caller } from '@tributary/platform/caller.ts';
import { z } from 'zod';
import { callerOf, scopes } from './viewer.ts';

// In the version before, a gateway signed viewers instead of callers. A deployment has processes of both versions for a
// while. This file can go in the version after this one.

const expiresAt = z.number().int().positive();

const contentShape = z.object({
  viewer: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('user'),
      id: z.uuid(),
      organizationId: z.uuid(),
      role: z.enum(['CUSTOMER', 'OPERATOR']),
      expiresAt,
    }),
    z.object({
      kind: z.literal('client'),
      id: z.uuid(),
      organizationId: z.uuid(),
      scopes: z.array(z.enum(scopes)).readonly(),
      accountIds: z.array(z.uuid()).readonly().nullable(),
      expiresAt,
    }),
    z.object({ kind: z.literal('service'), name: z.string(), organizationId: z.uuid() }),
    z.object({ kind: z.literal('anonymous') }),
  ]),
  address: z.string().nullable(),
});

/** The caller in the signed content of a gateway, or of a subgraph, of the version before; null for anything else. */
export function callerOfPreviousVersion(content: unknown): Caller | null {
  const { data } = contentShape.safeParse(content);
  return data === undefined ? null : callerOf(data.viewer, data.address);
}
