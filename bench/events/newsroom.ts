import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { z } from 'zod';

/** Two subgraphs: one with resumable news, and one with the writers of the news. */

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

/** The operation of every subscriber; `at` is the time of publication. */
export const subscription =
  'subscription ($room: Int) { news(room: $room) { cursor at text writer { id name address } } }';

/** Time of publication in milliseconds since 1970. */
export type Published = { fromMs: number; toMs: number };

export const cursorOf = (number: number) => `c${number}`;
export const numberOf = (cursor: string) => Number(cursor.slice(1));
export const textOf = (number: number) =>
  `What happened in place ${number}, told in about as many words as a transfer has.`;
export const writerIdOf = (number: number) => String(number % 100);
export const writerOf = (id: string) => ({ id, name: `Writer ${id}`, address: `${id} Long Street` });

const messageShape = z.object({
  type: z.literal('next'),
  payload: z.object({
    data: z.object({ news: z.object({ cursor: z.string(), at: z.number(), text: z.unknown(), writer: z.unknown() }) }),
    errors: z.undefined().optional(),
  }),
});

/**
 * The event in a message of graphql-transport-ws: its number, its time of publication, and whether its content is
 * right. Null if the message has none.
 */
export function eventIn(message: unknown): { number: number; publishedAt: number; isRight: boolean } | null {
  const parsed = messageShape.safeParse(message);
  if (!parsed.success) {
    return null;
  }
  const { cursor, at, text, writer } = parsed.data.payload.data.news;
  const number = numberOf(cursor);
  const isRight =
    cursor === cursorOf(number) &&
    text === textOf(number) &&
    JSON.stringify(writer) === JSON.stringify(writerOf(writerIdOf(number)));
  return { number, publishedAt: at, isRight };
}

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
