import type { Gateway } from '@tributary/gateway/gateway.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import type { SubgraphServer } from '@tributary/kit/serve-subgraph.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { variablesOf, type SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { freePort } from '../support/free-port.ts';
import { onTestFinished } from 'vitest';
import { createTokenIssuer } from '../support/token-issuer.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { leftOpen, serveOnPort } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer, trust } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const link = 'https://specs.apollo.dev/federation/v2.9';

export const writersSdl = /* GraphQL */ `
  extend schema @link(url: "${link}", import: ["@key"])
  type Query { writer(id: ID!): Writer }
  type Writer @key(fields: "id") { id: ID! name: String }
`;

export const newsSdl = /* GraphQL */ `
  extend schema
    @link(url: "${link}", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.tributary.example/resumable/v1.0", import: ["@resumable"])
    @composeDirective(name: "@resumable")
  directive @resumable(argument: String!, cursor: String!) on FIELD_DEFINITION
  type Query { latest: String }
  type Subscription { posted(after: String, by: ID): Post @resumable(argument: "after", cursor: "position") }
  type Post { position: String! number: Int! text(length: Int = 3): String writer: Writer }
  type Writer @key(fields: "id", resolvable: false) { id: ID! }
`;

type Post = { number: number; writerId: string };

export type Newsroom = Awaited<ReturnType<typeof openNewsroom>>;

/** A supergraph with a resumable subscription, and a gateway before it. The subgraphs can be stopped and restarted. */
export async function openNewsroom({
  overHttp = false,
  tellsPosition = true,
  spoiltBy,
  ...settings
}: { overHttp?: boolean; tellsPosition?: boolean; spoiltBy?: string } & Partial<GatewaySettings> = {}) {
  const issuer = await createTokenIssuer();
  const caches = await openCache({ log });
  const posts: Post[] = [];
  const streams = new Set<{ wake(): void; fail(error: Error): void }>();
  /** The subscriptions at the subgraph. */
  const subscriptions: { after: string | null; caller: Caller }[] = [];
  let asked = 0;

  /** The cursor of post 7 is `c7`. */
  const follow = (after: string | null | undefined, by: string | null | undefined, caller: Caller) => {
    subscriptions.push({ after: after ?? null, caller });
    if (after != null && !/^(c\d+)?$/.test(after)) {
      throw new Misuse('INVALID_CURSOR', 'no such cursor');
    }
    let position = after == null ? posts.length : Number(after.slice(1));
    let waiting: PromiseWithResolvers<void> | null = null;
    let failure: Error | null = null;
    const stream = {
      wake: () => waiting?.resolve(),
      fail: (error: Error) => {
        failure = error;
        waiting?.resolve();
      },
    };
    streams.add(stream);
    const next = async (): Promise<IteratorResult<{ posted: Post }, void>> => {
      for (;;) {
        if (failure !== null) {
          throw failure;
        }
        const post = posts[position];
        if (post === undefined) {
          waiting = Promise.withResolvers();
          await waiting.promise;
          continue;
        }
        position += 1;
        if (by == null || post.writerId === by) {
          return { done: false, value: { posted: post } };
        }
      }
    };
    const iterator = interruptibleStream(next, () => streams.delete(stream));
    return tellsPosition ? Object.assign(iterator, { position: `c${position}` }) : iterator;
  };

  const [news, writers] = await Promise.all([
    createSubgraph<{ caller: Caller }>({
      name: 'news',
      sdl: newsSdl,
      resolvers: {
        Query: { latest: () => `c${posts.length}` },
        Subscription: {
          posted: {
            subscribe: (_: unknown, { after, by }: { after?: string; by?: string }, { caller }: { caller: Caller }) =>
              follow(after, by, caller),
          },
        },
        Post: {
          position: ({ number }: Post) => `c${number}`,
          text: (_: Post, { length }: { length: number }) => 'x'.repeat(length),
          writer: ({ writerId }: Post) => ({ id: writerId }),
        },
      },
      createContext: ({ caller }) => ({ caller }),
      trust,
      log,
    }),
    createSubgraph<object>({
      name: 'writers',
      sdl: writersSdl,
      resolvers: { Writer: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Writer ${id}` }) } },
      createContext: () => {
        asked += 1;
        return {};
      },
      trust,
      log,
    }),
  ]);
  const port = await freePort();
  const serve = () => serveOnPort(news, { port, log });
  let served: SubgraphServer | null = overHttp ? await serve() : null;
  const ways = new Map<string, SubgraphTransport>([
    ['news', overHttp ? httpTransport({ url: `http://127.0.0.1:${port}/graphql` }) : leftOpen(news)],
    [
      'writers',
      {
        ...writers,
        execute: async (request) =>
          // The whole request fails if it contains this writer.
          spoiltBy !== undefined && JSON.stringify(variablesOf(request)).includes(`"${spoiltBy}"`)
            ? { data: null, errors: [{ message: 'no' }] }
            : writers.execute(request),
        close: async () => {},
      },
    ],
  ]);
  const gateway: Gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ news: newsSdl, writers: writersSdl }),
    transportFor: ({ name }) => {
      const way = ways.get(name);
      if (way === undefined) {
        throw new Error(`there is no ${name}`);
      }
      return way;
    },
    authentication: { keys: issuer.publicKeys },
    signer,
    caches,
    ...settings,
  });

  return {
    url: gateway.url,
    gateway,
    subscriptions,
    /** Number of requests to the other subgraph. */
    asked: () => asked,
    openStreams: () => streams.size,
    post: (count = 1, writerId = '1') => {
      for (let index = 0; index < count; index += 1) {
        posts.push({ number: posts.length + 1, writerId });
      }
      streams.forEach((stream) => stream.wake());
    },
    breakStreams: () => streams.forEach((stream) => stream.fail(new Error('the password is hunter2'))),
    takeAway: async () => {
      await served?.close();
      served = null;
    },
    bringBack: async () => {
      served = await serve();
    },
    token: issuer.token,
    /** A ticket for one stream, as a subgraph issues it. */
    ticket: issuer.ticket,
    /** The public keys of the tokens and tickets. */
    keys: issuer.publicKeys,
    close: async () => {
      await gateway.close();
      await served?.close();
      await Promise.all([news.close(), writers.close()]);
      await caches.close();
    },
  };
}

/** A newsroom for one test, which closes it when it ends. */
export async function freshNewsroom(settings: Parameters<typeof openNewsroom>[0] = {}): Promise<Newsroom> {
  const opened = await openNewsroom(settings);
  onTestFinished(opened.close);
  return opened;
}
