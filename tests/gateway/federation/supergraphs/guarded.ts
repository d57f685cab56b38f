import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** Requirements at every place where directives may stand, with keys and inputs of `@requires` among them. */
export const guarded: SupergraphCase = {
  name: 'types and fields with requirements',
  subgraphs: {
    people: /* GraphQL */ `
      type Query {
        open: String
        me: Person
        people: [Person!]!
        everything: [Named]
        named: Named
        wages: [Wage!] @requiresScopes(scopes: [["wages:read"]])
        mood: Mood
        vault: Vault
        mustSee: Vault! @authenticated
      }
      type Mutation {
        rename(name: String!): Person
        dismiss: Boolean @requiresScopes(scopes: [["people:write"], ["admin"]])
      }
      interface Named {
        name: String
        boss: Person
      }
      type Person implements Named @key(fields: "id") @key(fields: "badge") {
        id: ID!
        badge: ID! @requiresScopes(scopes: [["admin"]])
        name: String
        email: String @authenticated
        salary: Int! @requiresScopes(scopes: [["wages:read", "people:read"], ["admin"]])
        friends: [Person!]
        boss: Person
      }
      type Robot implements Named {
        name: String @authenticated
        boss: Person @authenticated
        serial: Int
      }
      type Wage @requiresScopes(scopes: [["wages:read"], ["admin"]]) {
        amount: Int!
      }
      type Vault @authenticated {
        number: Int
      }
      enum Mood @policy(policies: [["mood", "day"], ["always"]]) {
        GOOD
        BAD
      }
    `,
    desks: /* GraphQL */ `
      type Query {
        desks: [Desk!]
      }
      type Desk {
        owner: Person
      }
      type Person @key(fields: "badge") {
        badge: ID!
        desk: Int
        salary: Int! @external
        bonus: Int @requires(fields: "salary") @requiresScopes(scopes: [["wages:read", "people:read"], ["admin"]])
      }
    `,
  },
  data: () => {
    const ada: Entry = {
      __typename: 'Person',
      id: 'p1',
      badge: 'b1',
      name: 'Ada',
      email: 'ada@example.com',
      salary: 10,
      friends: () => [bob],
      boss: () => bob,
      desk: 7,
    };
    const bob: Entry = { ...ada, id: 'p2', badge: 'b2', name: 'Bob', friends: [], boss: null, desk: 8 };
    const robot: Entry = { __typename: 'Robot', name: 'R2', boss: () => bob, serial: 2 };
    const vault: Entry = { __typename: 'Vault', number: 42 };
    return {
      Query: {
        open: 'yes',
        me: ada,
        people: [ada, bob],
        everything: [ada, robot],
        named: robot,
        wages: [{ __typename: 'Wage', amount: 10 }],
        mood: 'GOOD',
        vault,
        mustSee: vault,
        desks: [{ __typename: 'Desk', owner: ada }],
      },
      Mutation: { rename: () => ada, dismiss: true },
      entities: [ada, bob],
    };
  },
  computed: { 'Person.bonus': ({ salary }: { salary: number }) => salary * 2 },
};
