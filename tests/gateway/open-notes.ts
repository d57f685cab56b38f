import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '@tributary/gateway/gateway.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { tenantTag, type Caches } from '@tributary/platform/cache.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { z } from 'zod';
import { createTokenIssuer } from '../support/token-issuer.ts';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { leftOpen } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { signer, trust } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });
/**
 * The `max-age` of the subgraphs' answers. Short, since it is the bound on stale data where a tag could not be renewed.
 */
export const maxAgeSeconds = 1;

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  enum CacheControlScope { PUBLIC PRIVATE }`;
const notesSdl = `${federation}
  type Query { note: Note @cacheControl(maxAge: ${maxAgeSeconds}, scope: PRIVATE) }
  type Mutation { write: Note }
  type Note @key(fields: "id") @cacheControl(maxAge: ${maxAgeSeconds}, scope: PRIVATE) {
    id: ID!
    version: Int
    reader: String
    faulty: String
  }`;
const boardSdl = `${federation}
  type Query { pins: [Pin!]! }
  type Pin { note: Note }
  type Note @key(fields: "id", resolvable: false) { id: ID! }`;

const noteShape = z.object({ version: z.number().optional(), reader: z.string().optional() }).nullable();
const answerShape = z.object({
  data: z
    .object({
      note: noteShape.optional(),
      write: noteShape.optional(),
      pins: z.array(z.object({ note: noteShape })).optional(),
    })
    .nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});
export type NotesAnswer = z.output<typeof answerShape>;

/** The note in an answer, at any place. */
export const noteIn = ({ data }: NotesAnswer) => data?.note ?? data?.pins?.[0]?.note ?? data?.write;
/** Answered by the response cache. The pins of the other query may not be cached, so the entity cache answers it. */
export const wholeAnswer = '{ note { version } }';
export const withEntity = '{ pins { note { version } } }';

export type Notes = Awaited<ReturnType<typeof openNotes>>;

/**
 * One note that counts its writes. Its subgraph takes up to `delayMs` between reading the note and its answer, behind a
 * gateway for each of `caches`. A write renews the tags in `writersCaches` after its commit and before its answer, as
 * our subgraphs do.
 */
export async function openNotes({
  caches,
  writersCaches,
  delayMs = 0,
  ...settings
}: { caches: readonly Caches[]; writersCaches: Caches; delayMs?: number } & Partial<Omit<GatewaySettings, 'caches'>>) {
  const issuer = await createTokenIssuer();
  let version = 1;
  /** Number of requests for the note at its subgraph. */
  let looks = 0;
  const aWhile = () => sleep(Math.random() * delayMs);
  const look = async (caller: Caller) => {
    looks += 1;
    await aWhile();
    const seen = { id: '1', version, reader: JSON.stringify({ ...caller, expiresAt: undefined, address: undefined }) };
    await aWhile();
    return seen;
  };
  type Context = { caller: Caller };
  const subgraphs = await Promise.all([
    createSubgraph<Context>({
      name: 'notes',
      sdl: notesSdl,
      resolvers: {
        Query: { note: (_: unknown, _args: unknown, { caller }: Context) => look(caller) },
        Mutation: {
          write: async (_: unknown, _args: unknown, { caller }: Context) => {
            await aWhile();
            version += 1;
            const written = { id: '1', version };
            await aWhile();
            await writersCaches.tags.renew(caller.tenant === null ? [] : [tenantTag(caller.tenant)]);
            return written;
          },
        },
        Note: {
          __resolveReference: (_: unknown, { caller }: Context) => look(caller),
          faulty: () => {
            throw new Error('the password is hunter2');
          },
        },
      },
      createContext: ({ caller }) => ({ caller }),
      trust,
      log,
    }),
    createSubgraph({
      name: 'board',
      sdl: boardSdl,
      resolvers: { Query: { pins: () => [{ note: { id: '1' } }] } },
      createContext: () => ({}),
      trust,
      log,
    }),
  ]);
  const gateways: Gateway[] = await Promise.all(
    caches.map((each) =>
      openTestGateway({
        supergraphSdl: supergraphOf({ notes: notesSdl, board: boardSdl }),
        transportFor: ({ name }) => {
          const subgraph = subgraphs.find((one) => one.name === name);
          if (subgraph === undefined) {
            throw new Error('there is no such subgraph');
          }
          return leftOpen(subgraph);
        },
        authentication: { keys: issuer.publicKeys },
        signer,
        caches: each,
        ...settings,
      }),
    ),
  );

  return {
    looks: () => looks,
    ask: async (
      query: string,
      {
        gateway = 0,
        token: bearer,
        headers,
        variables,
      }: { gateway?: number; token?: string; headers?: Record<string, string>; variables?: Record<string, unknown> },
    ): Promise<NotesAnswer> => {
      const answer = await fetch(`${gateways[gateway]?.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      return answerShape.parse(await answer.json());
    },
    /** A token with these claims. */
    token: (claims: Parameters<typeof issuer.sign>[0]) => issuer.sign(claims),
    operatorToken: (organizationId = newId()) => issuer.token({ organizationId }),
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
      await Promise.all([...new Set([...caches, writersCaches])].map((each) => each.close()));
    },
  };
}
