import type { SubgraphName } from './shop/shop.ts';

export type GraphQLRequest = { query: string; operationName?: string; variables?: Record<string, unknown> };

export type Workload = {
  name: 'reviews' | 'small' | 'entities' | 'rest';
  title: string;
  request: GraphQLRequest & { operationName: string };
  clients: number;
  /**
   * The least requests to subgraphs, in waves, since a wave needs the responses of the one before. The bare server
   * sends only these.
   */
  waves: { subgraph: SubgraphName; request: GraphQLRequest }[][];
};

const fragments = /* GraphQL */ `
  fragment ReaderParts on Reader {
    id
    handle
    name
  }
  fragment OpinionParts on Opinion {
    id
    text
  }
  fragment BookParts on Book {
    isbn
    title
    priceCents
    weightGrams
    inStock
    postageCents
  }
`;

const entities = (type: string, fields: string, keys: Record<string, unknown>[]): GraphQLRequest => ({
  query: `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${fields} } } }`,
  variables: { representations: keys.map((key) => ({ __typename: type, ...key })) },
});
const isbns = (series: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ isbn: `978-${series}-00-${100_000 + index}` }));
const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `${index + 1}` }));

const opinionTree = 'id text reader { id handle opinions { id text book { isbn } } }';

export const smallOperation = `query Small($isbn: ID!) {
  book(isbn: $isbn) {
    title
    inStock
    opinions {
      id
    }
  }
}
`;
export const smallVariables = { isbn: '978-1-00-100001' };

const smallWaves: Workload['waves'] = [
  [
    {
      subgraph: 'catalogue',
      request: {
        query: 'query($isbn: ID!) { book(isbn: $isbn) { isbn title } }',
        variables: { isbn: '978-1-00-100001' },
      },
    },
  ],
  [
    { subgraph: 'warehouse', request: entities('Book', 'inStock', [{ isbn: '978-1-00-100001' }]) },
    { subgraph: 'opinions', request: entities('Book', 'opinions { id }', [{ isbn: '978-1-00-100001' }]) },
  ],
];

export const workloads: readonly Workload[] = [
  {
    name: 'reviews',
    title: 'Reviews: four subgraphs, three levels deep, about 87 kB',
    clients: 50,
    request: {
      operationName: 'Reviews',
      query: /* GraphQL */ `
        query Reviews {
          readers {
            ...ReaderParts
            opinions {
              ...OpinionParts
              book {
                ...BookParts
                opinions {
                  ...OpinionParts
                  reader {
                    ...ReaderParts
                    opinions {
                      ...OpinionParts
                      book {
                        ...BookParts
                      }
                    }
                  }
                }
              }
            }
          }
          bestsellers {
            ...BookParts
            opinions {
              ...OpinionParts
              reader {
                ...ReaderParts
                opinions {
                  ...OpinionParts
                  book {
                    ...BookParts
                  }
                }
              }
            }
          }
        }
        ${fragments}
      `,
    },
    waves: [
      [
        { subgraph: 'readers', request: { query: '{ readers { id handle name } }' } },
        { subgraph: 'catalogue', request: { query: '{ bestsellers { isbn title priceCents weightGrams } }' } },
      ],
      [
        {
          subgraph: 'opinions',
          request: entities('Reader', `opinions { id text book { isbn opinions { ${opinionTree} } } }`, ids(6)),
        },
        { subgraph: 'opinions', request: entities('Book', `opinions { ${opinionTree} }`, isbns(1, 5)) },
      ],
      [
        { subgraph: 'readers', request: entities('Reader', 'name', ids(6)) },
        { subgraph: 'catalogue', request: entities('Book', 'title priceCents weightGrams', isbns(1, 8)) },
      ],
      [
        {
          subgraph: 'warehouse',
          request: entities(
            'Book',
            'inStock postageCents',
            isbns(1, 8).map((key) => ({ ...key, priceCents: 1_000, weightGrams: 500 })),
          ),
        },
      ],
    ],
  },
  {
    name: 'small',
    title: 'Small: one entity, three subgraphs, under 1 kB',
    clients: 50,
    request: {
      operationName: 'Small',
      query: smallOperation,
      variables: smallVariables,
    },
    waves: smallWaves,
  },
  {
    name: 'entities',
    title: 'Entities: 1,000 of them, across two subgraphs',
    clients: 50,
    request: {
      operationName: 'Entities',
      query: 'query Entities { backlist { isbn title inStock } }',
    },
    waves: [
      [{ subgraph: 'catalogue', request: { query: '{ backlist { isbn title } }' } }],
      [{ subgraph: 'warehouse', request: entities('Book', 'inStock', isbns(2, 1_000)) }],
    ],
  },
  {
    name: 'rest',
    title: 'REST: the small operation by its endpoint, and as a trusted document by its id',
    clients: 50,
    request: { operationName: 'Small', query: smallOperation, variables: smallVariables },
    waves: smallWaves,
  },
];
