import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** Two subgraphs: one that has news, which can be resumed, and one that knows who writes them. */

const link = 'https://specs.apollo.dev/federation/v2.9';

export const newsSdl = `
  extend schema
    @link(url: "${link}", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.tributary.example/resumable/v1.0", import: ["@resumable"])
    @composeDirective(name: "@resumable")
  directive @resumable(argument: String!, cursor: String!) on FIELD_DEFINITION
  type Query { newest: Int }
  type Subscription { news(after: String, room: Int): Item @resumable(argument: "after", cursor: "cursor") }
  type Item { cursor: String! at: Float! text: String writer: Writer }
  type Writer @key(fields: "id", resolvable: false) { id: ID! }
`;

export const writersSdl = `
  extend schema @link(url: "${link}", import: ["@key"])
  type Query { writer(id: ID!): Writer }
  type Writer @key(fields: "id") { id: ID! name: String address: String }
`;

/** What every subscriber asks for; `at` is when it was published. */
export const subscription =
  'subscription ($room: Int) { news(room: $room) { cursor at text writer { id name address } } }';

/** Composes both, at addresses below a URL. */
export function composeNewsroom(url: string): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'news', url: `${url}/news`, typeDefs: parse(newsSdl) },
    { name: 'writers', url: `${url}/writers`, typeDefs: parse(writersSdl) },
  ]);
  if (supergraphSdl === undefined) {
    throw new Error(errors?.map(String).join('\n'));
  }
  return supergraphSdl;
}
