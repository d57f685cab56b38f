import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askInParts, collect } from '../federation/answers-in-parts.ts';
import { followStream } from '../../support/follow-stream.ts';
import {
  openScriptedSubgraphs,
  type ScriptedRequest,
  type Scripts,
  type ScriptedSubgraphs,
} from './open-scripted-subgraphs.ts';

/** An operation, the imperfect answers of subgraphs to it, and the response to the client. */
export type Imperfection = {
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  scripts: Scripts;
  /** The whole response, if it is one. */
  answer?: unknown;
  /** The merged data and all errors, of a response in parts. */
  inParts?: { data: unknown; errors: unknown };
  /** The events of a subscription. */
  events?: readonly unknown[];
  /** The fault of the requests to subgraphs, in words. Null if they are right. */
  asked?: (requests: readonly ScriptedRequest[]) => string | null;
};

/** Maximum time of a response on a busy machine. */
const deadlineMs = 20_000;

/** The supergraph of most tables: `bank` has roots of each kind, `risk` adds fields to its entities. */
export const sdls = {
  bank: /* GraphQL */ `
    type Query {
      account: Account
      accounts: [Account]
      strict: [Account!]!
      ping: String
      rate: Float
      count: Int
      open: Boolean
      kind: Kind
      must: Int!
      info: Info
      owner: Owner
    }
    type Mutation {
      pay: Receipt
      refund: Int
    }
    type Subscription {
      paid: Receipt
      due: Receipt!
    }
    enum Kind {
      BASIC
      GOLD
    }
    type Receipt {
      amount: Int
      note: String
      account: Account
    }
    type Info {
      text: String
      lines: [String]
      grid: [[Int]]
      more: Info
      parts: [Info!]
    }
    union Owner = Person | Firm
    type Person {
      name: String
    }
    type Firm {
      name: String
      seat: String
    }
    type Account @key(fields: "id") {
      id: ID!
      name: String
      parent: Account
    }
  `,
  risk: /* GraphQL */ `
    type Query {
      level: String
      rules: [Rule]
    }
    type Rule {
      text: String
    }
    type Account @key(fields: "id") {
      id: ID!
      score: Int
      limits: Limits
      sure: Int!
      history: [Int]
    }
    type Limits {
      daily: Int
      monthly: Int
    }
  `,
};

/** The right answers of the subgraphs, to any request. */
export const account = { __typename: 'Account', id: '1', name: 'Main' };
export const second = { __typename: 'Account', id: '2', name: 'Spare' };
export const risk = { __typename: 'Account', score: 5, sure: 1, limits: { daily: 10, monthly: 100 }, history: [1] };
export const wellAnswered: Scripts = {
  bank: {
    data: {
      account,
      accounts: [account, second],
      strict: [account, second],
      ping: 'pong',
      rate: 1.5,
      count: 3,
      open: true,
      kind: 'GOLD',
      must: 7,
      info: { text: 'hello', lines: ['a', 'b'], grid: [[1]], more: { text: 'more' }, parts: [{ text: 'part' }] },
      owner: { __typename: 'Person', name: 'Ada' },
    },
  },
  'bank mutation': { data: { pay: { amount: 1, note: 'n', account }, refund: 2 } },
  'bank subscription': [{ data: { paid: { amount: 1, note: 'n', account }, due: { amount: 1 } } }],
  risk: { data: { level: 'low', rules: [{ text: 'rule' }] } },
  'risk _entities': ({ variables }: ScriptedRequest) => ({
    data: { _entities: representationsIn(variables).map(() => risk) },
  }),
};

export function representationsIn(variables: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { representations } = variables;
  return Array.isArray(representations) ? representations : [];
}

const ways = [
  { way: 'nested entities in place', settings: { entitiesApart: 'never' } },
  { way: 'nested entities fetched separately', settings: { entitiesApart: 'always' } },
  { way: "Hive Router's planner", settings: { planner: 'hive' } },
] as const;

/** Runs a table with each way to plan. Each answer of the table replaces that of `wellAnswered`, or of `otherwise`. */
export function answersImperfectly(
  title: string,
  table: Readonly<Record<string, Imperfection>>,
  { graph = sdls, otherwise = wellAnswered }: { graph?: Readonly<Record<string, string>>; otherwise?: Scripts } = {},
): void {
  describe.each(ways)(`${title}, $way:`, ({ settings }) => {
    let opened: ScriptedSubgraphs | undefined;
    beforeAll(async () => {
      opened = await openScriptedSubgraphs(graph, settings);
    });
    afterAll(() => opened?.close());

    it.each(Object.entries(table))('%s', async (_name, imperfection) => {
      if (opened === undefined) {
        throw new Error('the gateway is not open');
      }
      const { scripts, answer, inParts, events, asked } = imperfection;
      opened.follow({ ...otherwise, ...scripts });

      const got = await run(opened.url, imperfection);

      expect(got).toEqual(events ?? inParts ?? { status: 200, body: answer });
      expect(internalIn(got)).toEqual([]);
      expect(asked?.(opened.requests) ?? null).toBeNull();
    });
  });
}

/** The response to the client, in the form of the table. */
async function run(url: string, { query, variables = {}, inParts, events }: Imperfection): Promise<unknown> {
  if (events !== undefined) {
    return Array.fromAsync(followStream('sse', url, { query, variables: { ...variables } }));
  }
  if (inParts !== undefined) {
    const { first, later, merged } = await collect(askInParts(url, { query, variables }));
    return { data: merged, errors: [first, ...later].flatMap((part) => part.errors ?? []) };
  }
  return ask(url, { query, variables });
}

async function ask(url: string, request: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    redirect: 'manual',
    signal: AbortSignal.timeout(deadlineMs),
  });
  return { status: response.status, body: await response.json() };
}

/** Names that only the gateway and its planners use: slots, and aliases of fields and of parts of a request. */
const internal = /_entities|\br\d*_\w|__alias_|\$\d|"_\d+"|`_\d+`|_service/;

function internalIn(value: unknown): string[] {
  return internal.exec(JSON.stringify(value)) ?? [];
}

/** The client's error for an error of a subgraph. */
export function told(message: string, path: unknown, extensions: Readonly<Record<string, unknown>> = {}): unknown {
  return { message, path, extensions: { code: 'SUBGRAPH_ERROR', ...extensions } };
}

/** The client's error in words of the gateway's own. */
export function ours(path: unknown, extensions: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    message: expect.stringMatching(/\w+ \w+/),
    path,
    extensions: expect.objectContaining({ code: expect.stringMatching(/^[A-Z_]+$/), ...extensions }),
  };
}

/** Matches any of some values exactly. */
export function among(...values: readonly unknown[]): unknown {
  return matcher(`one of ${JSON.stringify(values)}`, (value) =>
    values.some((each) => JSON.stringify(each) === JSON.stringify(value)),
  );
}

/** Matches a path that starts with one of some names. */
export function startingWith(...names: readonly string[]): unknown {
  return matcher(`a path from ${names.join(' or ')}`, (path) => Array.isArray(path) && names.includes(String(path[0])));
}

/** Matches a list of exactly these items, in any order. */
export function inAnyOrder(...items: readonly unknown[]): unknown {
  const all = expect.arrayContaining([...items]);
  return matcher(
    `in any order ${JSON.stringify(items)}`,
    (list) => Array.isArray(list) && list.length === items.length && isMatcher(all) && all.asymmetricMatch(list),
  );
}

/** Matches a list of one or several such items. */
export function repeatedly(item: unknown): unknown {
  return matcher(`one or several of ${JSON.stringify(item)}`, (list) => {
    const one = expect.arrayContaining([item]);
    return (
      Array.isArray(list) && list.length > 0 && isMatcher(one) && list.every((each) => one.asymmetricMatch([each]))
    );
  });
}

/** Matches a text that is this value as JSON, with keys in any order. */
export function json(value: unknown): unknown {
  const one = expect.arrayContaining([value]);
  return matcher(
    JSON.stringify(value),
    (text) => typeof text === 'string' && isMatcher(one) && one.asymmetricMatch([JSON.parse(text)]),
  );
}

function matcher(description: string, asymmetricMatch: (value: unknown) => boolean): unknown {
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch,
    toString: () => description,
    toAsymmetricMatcher: () => description,
  };
}

function isMatcher(value: unknown): value is { asymmetricMatch(value: unknown): boolean } {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value;
}
