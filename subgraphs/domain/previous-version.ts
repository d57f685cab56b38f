import type { Caller } from '@tributary/platform/caller.ts';
import { z } from 'zod';
import { callerOf, scopes } from './viewer.ts';

// Compatibility with the version before, whose gateways signed viewers instead of callers. A rolling deployment has
// processes of both versions for a while. This file can go in the next version.

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

/** The caller in content signed by a gateway or a subgraph of the version before. Null for anything else. */
export function callerOfPreviousVersion(content: unknown): Caller | null {
  const { data } = contentShape.safeParse(content);
  return data === undefined ? null : callerOf(data.viewer, data.address);
}
