import type { Viewer } from '@tributary/domain/viewer.ts';
import { z } from 'zod';
import type { Ask } from './open-users.ts';

const trailQuery = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEventFilter) {
    auditEvents(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      nodes {
        id
        sequence
        occurredAt
        action
        actor {
          __typename
          ... on User {
            id
          }
          ... on ApiClient {
            id
          }
        }
        subject {
          __typename
          ... on User {
            id
          }
          ... on ApiClient {
            id
          }
          ... on Organization {
            id
          }
          ... on Account {
            id
          }
        }
        address
        changes {
          field
          before
          after
          erased
        }
        hash
      }
      edges {
        cursor
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;

const text = z.string().nullable();
const partyShape = z.object({ id: z.string() }).nullable();
const pageShape = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      sequence: z.string(),
      occurredAt: z.string(),
      action: z.string(),
      actor: partyShape,
      subject: partyShape,
      address: text,
      changes: z.array(z.object({ field: z.string(), before: text, after: text, erased: z.boolean() })),
      hash: z.string(),
    }),
  ),
  edges: z.array(z.object({ cursor: z.string() })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: text,
    endCursor: text,
  }),
});
export type AuditPage = z.infer<typeof pageShape>;

/** A page of the audit trail as a viewer gets it. Throws the codes and messages of top-level errors. */
export async function auditPage(ask: Ask, viewer: Viewer, args: object = {}): Promise<AuditPage> {
  const { data, errors } = await ask(viewer, trailQuery, { ...args });
  if (errors.length > 0) {
    throw new Error(JSON.stringify(errors));
  }
  return pageShape.parse(data.auditEvents);
}

export type TrailEvent = {
  action: string;
  actor: string | null;
  subject: string | null;
  address: string | null;
  /** The values before and after, by field. */
  changes: Record<string, [before: string | null, after: string | null] | 'erased'>;
};

/** The events of the audit trail, up to 100, in a short form. */
export async function trailOf(ask: Ask, viewer: Viewer, filter: object = {}): Promise<TrailEvent[]> {
  const { nodes } = await auditPage(ask, viewer, { first: 100, filter });
  return nodes.map(({ action, actor, subject, address, changes }) => ({
    action,
    actor: actor?.id ?? null,
    subject: subject?.id ?? null,
    address,
    changes: Object.fromEntries(
      changes.map(({ field, before, after, erased }) => [field, erased ? 'erased' : [before, after]]),
    ),
  }));
}
