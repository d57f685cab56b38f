import type { Entry, SupergraphCase } from '../supergraph-case.ts';

/** Counters of one subgraph, with a history in another. */
export const counters: SupergraphCase = {
  name: 'counters that mutations change',
  subgraphs: {
    counters: /* GraphQL */ `
      type Query {
        counter(id: ID!): Counter
      }
      type Mutation {
        increment(id: ID!, by: Int = 1): Counter
        rename(input: Rename!): Payload!
        breakDown(id: ID!): Counter
        collapse: Counter!
      }
      input Rename {
        id: ID!
        name: String
        details: Details
      }
      input Details {
        note: String
      }
      type Payload {
        counter: Counter
        errors: [Problem!]!
      }
      interface Problem {
        message: String!
      }
      type NotFound implements Problem {
        message: String!
        id: ID!
      }
      type Counter @key(fields: "id") {
        id: ID!
        name: String
        value: Int!
        failing: Int
      }
    `,
    history: /* GraphQL */ `
      type Query {
        last: Counter
      }
      type Mutation {
        forget(id: ID!): Counter
        note(id: ID!, text: String!): Int
      }
      type Counter @key(fields: "id") {
        id: ID!
        steps: [Int!]!
        sum: Int
        notes: [String!]!
        faulty: Int!
      }
    `,
  },
  data: () => {
    type Counter = { id: string; name: string; value: number; steps: number[]; notes: string[] };
    const all: Counter[] = ['1', '2'].map((id) => ({ id, name: `Counter ${id}`, value: 0, steps: [], notes: [] }));
    const find = (id: string) => all.find((each) => each.id === id);
    const entries = new Map<string, Entry>(
      all.map((counter) => [
        counter.id,
        {
          __typename: 'Counter',
          id: counter.id,
          name: () => counter.name,
          value: () => counter.value,
          failing: new Error('failing'),
          steps: () => [...counter.steps],
          sum: () => counter.steps.reduce((sum, step) => sum + step, 0),
          notes: () => [...counter.notes],
          faulty: new Error('faulty'),
        },
      ]),
    );
    const increment = ({ id, by = 1 }: { id: string; by?: number | null }) => {
      const counter = find(id);
      if (counter !== undefined) {
        counter.value += by ?? 0;
        counter.steps.push(by ?? 0);
      }
      return entries.get(id);
    };
    return {
      Query: { counter: ({ id }: { id: string }) => entries.get(id), last: () => entries.get('2') },
      Mutation: {
        increment,
        rename: ({
          input,
        }: {
          input: { id: string; name?: string | null; details?: { note?: string | null } | null };
        }) => {
          const counter = find(input.id);
          if (counter === undefined) {
            return { counter: null, errors: [{ __typename: 'NotFound', message: 'No such counter', id: input.id }] };
          }
          counter.name = `${input.name ?? 'nameless'} ${input.details?.note ?? ''}`;
          return { counter: entries.get(input.id), errors: [] };
        },
        breakDown: ({ id }: { id: string }) => {
          increment({ id, by: 100 });
          return new Error('broke down');
        },
        collapse: () => {
          increment({ id: '1', by: 1000 });
          return new Error('collapsed');
        },
        forget: ({ id }: { id: string }) => {
          find(id)?.steps.splice(0);
          return entries.get(id);
        },
        note: ({ id, text }: { id: string; text: string }) => find(id)?.notes.push(text),
      },
      entities: [...entries.values()],
    };
  },
};
