import type { Viewer } from '@tributary/domain/viewer.ts';
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

/** A page of the audit trail as a viewer gets it. */
export const auditPage = (ask: Ask, viewer: Viewer, args: object = {}) => ask(viewer, trailQuery, { ...args });

/** The events of the audit trail, up to 100, in a short form: who, what, to whom, from where, and the changes. */
export async function trailOf(ask: Ask, viewer: Viewer, filter: object = {}): Promise<any[]> {
  const { data, errors } = await auditPage(ask, viewer, { first: 100, filter });
  if (errors.length > 0) {
    throw new Error(JSON.stringify(errors));
  }
  return data.auditEvents.nodes.map(({ action, actor, subject, address, changes }: any) => ({
    action,
    actor: actor?.id ?? null,
    subject: subject?.id ?? null,
    address,
    changes: Object.fromEntries(
      changes.map(({ field, before, after, erased }: any) => [field, erased ? 'erased' : [before, after]]),
    ),
  }));
}
