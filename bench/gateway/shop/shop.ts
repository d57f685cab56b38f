import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { randomFrom } from '../random.ts';

/**
 * A bookshop in four subgraphs, which every gateway serves. Its objects refer to each other, so that they answer any
 * query by themselves.
 */

export const subgraphNames = ['readers', 'catalogue', 'warehouse', 'opinions'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

type Reader = {
  __typename: 'Reader';
  id: string;
  name: string;
  handle: string;
  memberSince: number;
  opinions: Opinion[];
};
type Book = {
  __typename: 'Book';
  isbn: string;
  title: string;
  priceCents: number;
  weightGrams: number;
  inStock: boolean;
  postageCents: number;
  opinions: Opinion[];
};
type Opinion = { __typename: 'Opinion'; id: string; text: string; reader: Reader; book: Book };

const random = randomFrom(29);

const readers: Reader[] = [
  ['Ada Okonkwo', 'ada.reads'],
  ['Bruno Keller', 'bkeller'],
  ['Chiara Lindqvist', 'chiara_l'],
  ['Dmitri Novak', 'dnovak'],
  ['Esther Mbeki', 'esther.m'],
  ['Farid Haddad', 'fharid'],
].map(([name = '', handle = ''], index) => ({
  __typename: 'Reader',
  id: `${index + 1}`,
  name,
  handle,
  memberSince: 2011 + index,
  opinions: [],
}));

const books = [
  'A Field Guide to Rivers',
  'The Ledger and the Lighthouse',
  'Small Boats, Long Letters',
  'Bread for Beginners',
  'How Bridges Sleep',
  'The Cartographer of Smells',
  'Nine Winters in Tromso',
  'On Mending Clocks',
  'The Quiet Harbour',
].map((title, index) => aBook(`978-1-00-${100_000 + index}`, title));

const backlist = Array.from({ length: 1_000 }, (_, index) =>
  aBook(`978-2-00-${100_000 + index}`, `Collected Papers, Volume ${index + 1}`),
);

/** Opinions by reader and book: 11, unevenly spread, as in real data. */
const writtenBy = [
  [0, 0],
  [0, 1],
  [0, 3],
  [0, 4],
  [0, 6],
  [1, 1],
  [2, 0],
  [2, 1],
  [3, 1],
  [4, 7],
  [5, 5],
];
const opinions = writtenBy.flatMap(([readerIndex = 0, bookIndex = 0], index): Opinion[] => {
  const [reader, book] = [readers[readerIndex], books[bookIndex]];
  if (reader === undefined || book === undefined) {
    return [];
  }
  const opinion: Opinion = {
    __typename: 'Opinion',
    id: `${index + 1}`,
    text: aText(100 + random() * 700),
    reader,
    book,
  };
  reader.opinions.push(opinion);
  book.opinions.push(opinion);
  return [opinion];
});

const booksByIsbn = new Map([...books, ...backlist].map((book) => [book.isbn, book]));
const readersById = new Map(readers.map((reader) => [reader.id, reader]));
const opinionsById = new Map(opinions.map((opinion) => [opinion.id, opinion]));

/** The root value: answers the fields of `Query`, in any of the subgraphs. */
export const root = {
  readers,
  backlist,
  book: ({ isbn }: { isbn: string }) => booksByIsbn.get(isbn),
  bestsellers: ({ first }: { first: number }) => books.slice(0, first),
};

/** The entity of a representation. */
export const entityOf = {
  Reader: ({ id }: { id: string }) => readersById.get(id),
  Book: ({ isbn }: { isbn: string }) => booksByIsbn.get(isbn),
  Opinion: ({ id }: { id: string }) => opinionsById.get(id),
};

/** The SDL of one subgraph. */
export function subgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8');
}

/** Composes the four subgraphs, each at the URL that `urlOf` returns for its name. */
export function composeShop(urlOf: (name: SubgraphName) => string, sdlOf = subgraphSdl): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphNames.map((name) => ({ name, url: urlOf(name), typeDefs: parse(sdlOf(name)) })),
  );
  if (errors !== undefined) {
    throw new AggregateError(errors, 'the shop does not compose');
  }
  return supergraphSdl;
}

/** The API schema of the composed shop. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}

/** The right response: graphql-js over the whole shop at once, without a gateway. */
export async function expectedData(
  schema: GraphQLSchema,
  { query, variables }: { query: string; variables?: Record<string, unknown> },
): Promise<unknown> {
  const { data, errors } = await graphql({ schema, source: query, rootValue: root, variableValues: variables ?? {} });
  if (errors !== undefined) {
    throw new AggregateError(errors, 'the workload is not a valid query');
  }
  // Without the null prototypes of graphql-js, so that it equals parsed JSON.
  return JSON.parse(JSON.stringify(data));
}

function aBook(isbn: string, title: string): Book {
  const priceCents = 900 + Math.floor(random() * 4_000);
  const weightGrams = 150 + Math.floor(random() * 1_200);
  return {
    __typename: 'Book',
    isbn,
    title,
    priceCents,
    weightGrams,
    inStock: random() < 0.7,
    postageCents: priceCents > 3_000 ? 0 : Math.ceil(weightGrams / 2),
    opinions: [],
  };
}

function aText(length: number): string {
  const words =
    'the river keeps its own account of every stone and a patient reader learns to follow it from chapter to chapter while small boats carry letters between people who never meet yet somehow agree about bread weather winter and what is owed'.split(
      ' ',
    );
  let text = 'I read it';
  while (text.length < length) {
    text += ` ${words[Math.floor(random() * words.length)]}`;
  }
  return `${text}.`;
}
