import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * All elements of introspection: deprecations, specified scalars, hidden elements. Queries, mutations and entities lead
 * back to the root.
 */
export const encyclopedia: SupergraphCase = {
  name: 'an encyclopedia with a way back to the root',
  subgraphs: {
    pages: /* GraphQL */ `
      scalar Url @specifiedBy(url: "https://url.spec.whatwg.org")
      type Query {
        self: Query @shareable
        page(id: ID!, old: Int @deprecated(reason: "no longer counted")): Page
        search(filter: Filter): [Page!]
        former: String @deprecated(reason: "moved")
        hidden: Secret @inaccessible
      }
      type Mutation {
        touch(id: ID!): Touched
      }
      type Touched {
        page: Page
        query: Query
      }
      type Secret @inaccessible {
        id: ID
      }
      input Filter {
        text: String = "a"
        tag: String @deprecated(reason: "use text")
        internal: Int @inaccessible
      }
      enum Kind {
        ARTICLE
        STUB @deprecated
        DRAFT @inaccessible
      }
      interface Node {
        id: ID!
      }
      type Page implements Node @key(fields: "id") {
        id: ID!
        url: Url
        kind: Kind
        query: Query
      }
    `,
    notes: /* GraphQL */ `
      type Query {
        self: Query @shareable
        note: String
      }
      type Page @key(fields: "id") {
        id: ID!
        note: String
      }
    `,
  },
  data: () => {
    const root: Record<string, unknown> = { former: 'f', note: 'n', hidden: null };
    const pages = ['1', '2'].map((id): Entry => ({
      __typename: 'Page',
      id,
      url: `/${id}`,
      kind: 'STUB',
      note: `note ${id}`,
      query: root,
    }));
    Object.assign(root, {
      self: root,
      page: ({ id }: { id: string }) => pages.find((page) => page['id'] === id) ?? null,
      search: () => pages,
    });
    const touch = ({ id }: { id: string }) => ({
      __typename: 'Touched',
      page: pages.find((page) => page['id'] === id) ?? null,
      query: root,
    });
    return { Query: root, Mutation: { touch }, entities: pages };
  },
};
