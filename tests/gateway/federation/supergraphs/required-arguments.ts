import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/**
 * Fields that are required with different arguments: of the entity, of its objects and lists, of types of an interface,
 * and computed ones. One field requires all of them.
 */
export const quotes: SupergraphCase = {
  name: 'fields required with different arguments',
  subgraphs: {
    goods: /* GraphQL */ `
      type Query {
        goods(ids: [ID!]): [Good]
        boxes: [Box!]!
      }
      type Mutation {
        rename(id: ID!, name: String): Good
      }
      type Good @key(fields: "id") {
        id: ID!
        name(upper: Boolean = false, mark: String): String
        weight(unit: Unit = KG): Int
        group: Group
        parts(first: Int, where: PartFilter): [Part!]
      }
      enum Unit {
        KG
        LB
      }
      input PartFilter {
        kind: String
        codes: [String!]
      }
      type Group {
        mean(unit: Unit!): Int
        leader: Good
      }
      interface Part {
        code(length: Int!): String
      }
      type Wheel implements Part {
        code(length: Int!): String
        spokes(bent: Boolean): Int
      }
      type Frame implements Part {
        code(length: Int!): String
      }
      type Box @key(fields: "id") {
        id: ID!
        goods: [Good!]!
      }
    `,
    quotes: /* GraphQL */ `
      type Query {
        quoted: [Good!]!
      }
      type Mutation {
        quote(id: ID!): Good
      }
      type Good @key(fields: "id") {
        id: ID!
        name(upper: Boolean = false, mark: String): String @external
        weight(unit: Unit = KG): Int @external
        group: Group @external
        parts(first: Int, where: PartFilter): [Part!] @external
        inKilos(round: Boolean): String @requires(fields: "weight(unit: KG)")
        inPounds(round: Boolean): String @requires(fields: "weight(unit: LB)")
        heavy: String @requires(fields: "weight")
        shout: String @requires(fields: "name(upper: true, mark: \\"a  b\\")")
        whisper: String @requires(fields: "name(mark: \\"a b\\", upper: true) weight(unit: LB)")
        comparison: String @requires(fields: "group { mean(unit: KG) } weight(unit: KG)")
        foreign: String @requires(fields: "group { mean(unit: LB) } name")
        bill: String @requires(fields: "parts(first: 2) { code(length: 1) ... on Wheel { spokes } }")
        list: String
          @requires(
            fields: "parts(where: { kind: \\"w\\", codes: [\\"x\\", \\"y\\"] }) { ... on Wheel { code(length: 2) spokes(bent: true) } ... on Frame { code(length: 3) } }"
          )
        similar: [Good!]
      }
      enum Unit {
        KG
        LB
      }
      input PartFilter {
        kind: String
        codes: [String!]
      }
      type Group {
        mean(unit: Unit!): Int @external
      }
      interface Part {
        code(length: Int!): String
      }
      type Wheel implements Part {
        code(length: Int!): String @external
        spokes(bent: Boolean): Int @external
      }
      type Frame implements Part {
        code(length: Int!): String @external
      }
    `,
  },
  data: () => {
    const good = (id: string, weight: number | null, more: Entry): Entry => {
      let name: string | null = `Good ${id}`;
      return {
        __typename: 'Good',
        id,
        name: ({ upper, mark }: { upper?: boolean | null; mark?: string | null }) =>
          name === null ? null : `${upper === true ? name.toUpperCase() : name}${mark ?? ''}`,
        weight: ({ unit = 'KG' }: { unit?: string | null }) =>
          weight === null ? null : weight * (unit === 'LB' ? 2 : 1),
        audited: id === '1',
        rename: (given: string | null) => void (name = given),
        ...more,
      };
    };
    const group: Entry = {
      mean: ({ unit }: { unit: string }) => (unit === 'LB' ? 14 : 7),
      leader: () => one,
    };
    const wheel = (name: string): Entry => ({
      __typename: 'Wheel',
      code: ({ length }: { length: number }) => name.slice(0, length),
      spokes: ({ bent }: { bent?: boolean | null }) => (bent === true ? 1 : 32),
    });
    const frame: Entry = { __typename: 'Frame', code: ({ length }: { length: number }) => 'frame'.slice(0, length) };
    const parts =
      (all: readonly Entry[]) =>
      ({ first, where }: { first?: number | null; where?: { codes?: string[] } | null }) =>
        all.slice(0, first ?? where?.codes?.length ?? 10);
    const one: Entry = good('1', 3, {
      group,
      parts: parts([wheel('wxyz'), frame, wheel('front')]),
      similar: () => [two],
    });
    const two: Entry = good('2', null, { group: null, parts: null, similar: () => [one, three] });
    const three: Entry = good('3', 5, { group: { mean: () => null, leader: null }, parts: parts([]), similar: null });
    const all = [one, two, three];
    const byId = ({ id }: { id: string }) => all.find((each) => each['id'] === id);
    const box: Entry = { __typename: 'Box', id: 'b', goods: () => [three, one, one] };
    return {
      Query: {
        goods: ({ ids }: { ids?: string[] | null }) =>
          ids == null ? [...all, null] : ids.map((id) => byId({ id }) ?? null),
        boxes: [box],
        quoted: [two, one],
      },
      Mutation: {
        rename: ({ id, name }: { id: string; name?: string | null }) => {
          const found = byId({ id });
          (found?.['rename'] as ((name: string | null) => void) | undefined)?.(name ?? null);
          return found;
        },
        quote: byId,
      },
      entities: [...all, box],
    };
  },
  computed: {
    'Good.inKilos': ({ weight }, { round }) => `${weight} kg ${round}`,
    'Good.inPounds': ({ weight }, { round }) => `${weight} lb ${round}`,
    'Good.heavy': (required) => JSON.stringify(required),
    'Good.shout': (required) => JSON.stringify(required),
    'Good.whisper': (required) => JSON.stringify(required),
    'Good.comparison': (required) => JSON.stringify(required),
    'Good.foreign': (required) => JSON.stringify(required),
    'Good.bill': (required) => JSON.stringify(required),
    'Good.list': (required) => JSON.stringify(required),
    'Good.rounded': (required) => JSON.stringify(required),
    'Good.exact': (required) => JSON.stringify(required),
  },
};

/**
 * The same, with fields that require computed fields with different arguments. There is one way in, since Apollo's
 * planner gets it wrong where a chain begins in the middle (`requires.test.ts`).
 */
export const auditedQuotes: SupergraphCase = {
  ...quotes,
  name: 'computed fields required with different arguments',
  subgraphs: {
    ...quotes.subgraphs,
    quotes: (quotes.subgraphs['quotes'] ?? '').replaceAll(/type (?:Query|Mutation) \{[^}]*\}|similar: \[Good!\]/g, ''),
    audit: /* GraphQL */ `
      type Good @key(fields: "id") {
        id: ID!
        inKilos(round: Boolean): String @external
        inPounds(round: Boolean): String @external
        weight(unit: Unit = KG): Int @external
        rounded: String @requires(fields: "inKilos(round: true) inPounds(round: true)")
        exact: String @requires(fields: "inKilos(round: false) inPounds weight(unit: LB)")
        audited: Boolean
      }
      enum Unit {
        KG
        LB
      }
    `,
  },
};

/** The same for an interface, in a subgraph that knows it as an object. */
export const translations: SupergraphCase = {
  name: 'fields of an interface object required with different arguments',
  subgraphs: {
    media: /* GraphQL */ `
      type Query {
        media: [Media]!
      }
      interface Media @key(fields: "id") {
        id: ID!
        title(language: String): String
      }
      type Book implements Media @key(fields: "id") {
        id: ID!
        title(language: String): String
        pages: Int
      }
      type Film implements Media @key(fields: "id") {
        id: ID!
        title(language: String): String
      }
    `,
    labels: /* GraphQL */ `
      type Query {
        best: Media
      }
      type Media @key(fields: "id") @interfaceObject {
        id: ID!
        title(language: String): String @external
        english: String @requires(fields: "title(language: \\"en\\")")
        german: String @requires(fields: "title(language: \\"de\\")")
        plain: String @requires(fields: "title")
      }
    `,
  },
  data: () => {
    const medium = (typename: string, id: string, more: Entry): Entry => ({
      __typename: typename,
      id,
      title: ({ language }: { language?: string | null }) => (id === '2' ? null : `${id} in ${language ?? 'any'}`),
      ...more,
    });
    const all = [medium('Book', '1', { pages: 3 }), medium('Film', '2', {}), medium('Film', '3', {})];
    return { Query: { media: [...all, null], best: all[0] }, entities: all };
  },
  computed: {
    'Media.english': ({ title }) => `the ${title}`,
    'Media.german': ({ title }) => `das ${title}`,
    'Media.plain': ({ title }) => `${title}!`,
  },
};

/** One field that requires another one with two arguments, although a representation holds one value. */
export const contradiction: SupergraphCase = {
  name: 'a field that contradicts itself',
  subgraphs: {
    prices: /* GraphQL */ `
      type Query {
        items: [Item!]!
      }
      type Item @key(fields: "id") {
        id: ID!
        price(currency: String!): Int
        parts: [Part]
      }
      interface Part {
        price(currency: String!): Int
      }
      type Wheel implements Part {
        price(currency: String!): Int
      }
    `,
    quotes: /* GraphQL */ `
      type Item @key(fields: "id") {
        id: ID!
        price(currency: String!): Int @external
        parts: [Part] @external
        both: String
          @requires(
            fields: "parts { price(currency: \\"EUR\\") ... on Wheel { price(currency: \\"USD\\") } } price(currency: \\"EUR\\")"
          )
        one: String @requires(fields: "price(currency: \\"USD\\")")
        other: String @requires(fields: "price(currency: \\"EUR\\")")
      }
      interface Part {
        price(currency: String!): Int
      }
      type Wheel implements Part {
        price(currency: String!): Int @external
      }
    `,
  },
  data: () => {
    const price = ({ currency }: { currency: string }) => (currency === 'EUR' ? 1 : 2);
    const item: Entry = { __typename: 'Item', id: '1', price, parts: [{ __typename: 'Wheel', price }] };
    return { Query: { items: [item] }, entities: [item] };
  },
  computed: {
    'Item.both': (required) => JSON.stringify(required),
    'Item.one': (required) => JSON.stringify(required),
    'Item.other': (required) => JSON.stringify(required),
  },
};
