import { randomUUID } from 'node:crypto';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  GraphQLError,
  isScalarType,
  parse,
  type DocumentNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Caller } from '@tributary/platform/caller.ts';
import type { Trust } from '@tributary/platform/caller-verifier.ts';
import { maskError } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { noRevocations, type Revocations } from '@tributary/platform/revocations.ts';
import { RequestScope } from '@tributary/platform/request-scope.ts';
import { exactVariablesOf } from './exact-request-variables.ts';
import { streamResponses } from './stream-responses.ts';
import { BigInt_, CurrencyCode, DateTime, Decimal, Metadata } from './scalars.ts';
import {
  unlessAborted,
  type SubgraphRequest,
  type SubgraphResponse,
  type SubgraphTransport,
} from '@tributary/platform/transport/transport.ts';

/** A subgraph in this process, which is also its in-process transport. */
export type Subgraph = SubgraphTransport & { name: string; schema: GraphQLSchema };

/** The result of a resumable subscription resolver: its events, and the cursor after which it begins. */
export type PositionedStream<Event> = AsyncIterableIterator<Event> & { position: string };

/** The resolvers of a subgraph. The generated `Resolvers` checks their types where they are written. */
type ResolverMap = Record<string, unknown>;

export type SubgraphSettings<Context extends object> = {
  name: string;
  sdl: string;
  resolvers: ResolverMap;
  /**
   * Creates the context of a request, or of one event of a subscription: loaders cache one caller's view at one moment.
   * Throws for a refused caller. `signed` is the caller as it was signed for this subgraph, which may forward it.
   */
  createContext: (request: { caller: Caller; signed: string; scope: RequestScope }) => Context;
  /** Called after each root field of a mutation, so that later fields load fresh rows. */
  renewLoaders?: (context: Context) => void;
  /** The services that may name callers. */
  trust: Trust;
  /**
   * Decides whether a caller's access was revoked, before each operation, and ends the streams of a revoked caller.
   * Without it, access lasts as long as the token.
   */
  revocations?: Revocations;
  log: Logger;
};

/** The keys of the request's scope and caller in a context, which survive Apollo Server's copies. */
const scopeKey = Symbol('scope');
const callerKey = Symbol('caller');
type Scoped = { [scopeKey]: RequestScope; [callerKey]: Caller };

const scalars: ResolverMap = { DateTime, Decimal, BigInt: BigInt_, CurrencyCode, Metadata };

/**
 * Creates a subgraph from SDL and resolvers. Every request must carry a caller signed by a trusted service, in-process
 * too. A subscription resolver yields objects with the response of its root field under the field's name.
 */
export async function createSubgraph<Context extends object>({
  name,
  sdl,
  resolvers,
  createContext,
  renewLoaders,
  trust,
  revocations = noRevocations,
  log,
}: SubgraphSettings<Context>): Promise<Subgraph> {
  const typeDefs = parse(sdl);
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: { ...usedScalars(typeDefs), ...asAny(resolvers) } }]);
  if (renewLoaders !== undefined) {
    renewAfterMutations(schema, renewLoaders);
  }
  const scopeOf = ({ requestId: id, headers, deadlineAt }: SubgraphRequest) =>
    new RequestScope({ id, log, headers, deadlineAt });
  const server = createServer<Context>({ schema, log, revocations });
  await server.start();

  const verifyCaller = trust.verifierFor(name);
  const contextOf = async (request: SubgraphRequest): Promise<Context & Scoped> => {
    const scope = scopeOf(request);
    const { caller: signed } = request;
    const caller = await verifyCaller(signed);
    await revocations.admit(caller, 'query');
    return Object.assign(createContext({ caller, signed, scope }), { [scopeKey]: scope, [callerKey]: caller });
  };
  /** A signature lasts for a minute, and a stream for longer, so it is verified at the beginning. */
  const admitToStream = async ({ caller: signed }: SubgraphRequest, scope: RequestScope) => {
    const caller = await verifyCaller(signed);
    await revocations.admit(caller, 'subscription');
    return {
      contextOf: () => createContext({ caller, signed, scope }),
      onRevoked: (listener: () => void) => revocations.onRevoked(caller, listener),
    };
  };

  const answer = async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    const contextValue = await contextOf(request).catch((error: unknown) => {
      if (error instanceof GraphQLError) {
        return error;
      }
      throw error;
    });
    if (contextValue instanceof GraphQLError) {
      return { errors: [contextValue.toJSON()] };
    }
    const variables = exactVariablesOf(request, schema);
    if (variables instanceof GraphQLError) {
      return { errors: [variables.toJSON()] };
    }
    const { body, http } = await server.executeOperation(
      {
        query: request.query,
        variables: { ...variables },
        ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
        http: { method: 'POST', headers: new HeaderMap(), search: '', body: {} },
      },
      { contextValue },
    );
    if (body.kind !== 'single') {
      throw new Error(`${name} answered in parts, although nothing was deferred`);
    }
    return { ...body.singleResult, cacheControl: http.headers.get('cache-control') };
  };

  return {
    name,
    schema,

    execute: (request) => unlessAborted(request.signal, answer(request)),

    subscribe: (request) => {
      const scope = scopeOf(request);
      const format = (error: unknown) => {
        const located = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: toError(error) });
        return maskError(located.toJSON(), located, scope);
      };
      return streamResponses({ schema, request, admit: () => admitToStream(request, scope), format });
    },

    close: () => server.stop(),
  };
}

/** Apollo Server for a schema. It admits the callers of mutations, and masks errors. */
function createServer<Context extends object>({
  schema,
  log,
  revocations,
}: {
  schema: GraphQLSchema;
  log: Logger;
  revocations: Revocations;
}): ApolloServer<Context & Scoped> {
  /** Apollo Server formats errors without telling their request. */
  const scopes = new WeakMap<object, RequestScope>();
  return new ApolloServer<Context & Scoped>({
    schema,
    introspection: true,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => {
      const scope = typeof error === 'object' && error !== null ? scopes.get(error) : undefined;
      return maskError(formatted, error, scope ?? new RequestScope({ id: randomUUID(), log }));
    },
    plugins: [
      ApolloServerPluginInlineTraceDisabled(),
      {
        requestDidStart: async ({ contextValue }) => ({
          didResolveOperation: async ({ operation }) => {
            if (operation?.operation === 'mutation') {
              await revocations.admit(contextValue[callerKey], 'mutation');
            }
          },
          didEncounterErrors: async ({ errors }) =>
            errors.forEach((error) => scopes.set(error, contextValue[scopeKey])),
        }),
      },
    ],
  });
}

/** Clears the loaders' caches after each mutation, which may have changed the cached rows. */
function renewAfterMutations<Context extends object>(
  schema: GraphQLSchema,
  renewLoaders: (context: Context) => void,
): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve;
    if (resolve !== undefined) {
      field.resolve = async (
        parent: unknown,
        args: Record<string, unknown>,
        context: Context,
        info: GraphQLResolveInfo,
      ) => {
        try {
          return await resolve(parent, args, context, info);
        } finally {
          renewLoaders(context);
        }
      };
    }
  }
}

function usedScalars(typeDefs: DocumentNode): ResolverMap {
  const names = new Set(
    typeDefs.definitions.flatMap((definition) =>
      definition.kind === 'ScalarTypeDefinition' ? [definition.name.value] : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(scalars).filter(([name, scalar]) => names.has(name) && isScalarType(scalar)),
  );
}

// oxlint-disable-next-line typescript/no-explicit-any -- @apollo/subgraph wants `any`; generated types check ours
function asAny(resolvers: ResolverMap): any {
  return resolvers;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
