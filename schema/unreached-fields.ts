/** Fields that no public operation has to reach, by the reason. A type stands for all of its fields. */
export const unreachedOnPurpose: Readonly<Record<string, readonly string[]>> = {
  'a page gives the same by `nodes` and the cursors of `pageInfo`': [
    'AccountConnection.edges',
    'AccountEdge',
    'ApiClientConnection.edges',
    'ApiClientEdge',
    'AuditEventConnection.edges',
    'AuditEventEdge',
    'EntryConnection.edges',
    'EntryEdge',
    'LedgerEventConnection.edges',
    'LedgerEventEdge',
    'RefusedSignInsConnection.edges',
    'RefusedSignInsEdge',
    'TransferConnection.edges',
    'TransferEdge',
    'UserConnection.edges',
    'UserEdge',
  ],
};
