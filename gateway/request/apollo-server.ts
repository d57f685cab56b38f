import {
  ApolloServer,
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequest,
  type GraphQLResponse,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Cache } from '@tributary/platform/cache.ts';
import {
  GraphQLError,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { cacheControlOf } from '../caching/answer-freshness.ts';
import type { TrustedDocument } from '../documents/document-set.ts';
import { isObject } from '../compile/data.ts';
import type { Generation } from '../generation/generation.ts';
import type { Variables } from '../generation/operation-variables.ts';
import type { Subscription } from '../generation/subscription.ts';
import { payloadsOf, type Format } from './answer-payloads.ts';
import { partsOfTrusted } from './choose-document.ts';
import type { HeaderOf } from './client-name.ts';
import type { ErrorFormatter } from './format-errors.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { OperationRequest } from './operation-request.ts';
import type { InFlight } from './in-flight.ts';
import { refuseLongDocument } from './long-documents.ts';
import { createPersistedQueries, type PersistedQueries } from './persisted-queries.ts';
import type { Outcome, Pipeline } from './pipeline.ts';
import type { DocumentReader } from './read-document.ts';
import type { Limits } from './rules/limits.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/**
 * Passes the outcome from the plugin to the transport. An object of its own, because Apollo Server copies the context
 * shallowly.
 */
type OutcomeHolder = { context: GatewayContext; outcome: Outcome | null };
type ApolloContext = { holder: OutcomeHolder };

/** The generation to which a schema for clients belongs, serving the contract of a request. */
type GenerationFor = (apiSchema: GraphQLSchema, context: GatewayContext) => Generation;

export type OperationServer = {
  /**
   * Answers a request by Apollo's HTTP protocol: CSRF prevention, persisted queries, media types, statuses.
   * The response to a subscription is empty, since its transport streams it. `identify` may reject with an error that
   * names its HTTP status.
   */
  answerHttp(
    request: HTTPGraphQLRequest,
    identify: () => Promise<GatewayContext>,
  ): Promise<{ response: HTTPGraphQLResponse; subscribed: Subscribed | null }>;
  /**
   * Answers an operation from another transport, with the same pipeline. Throws `SERVICE_BUSY` if too many others are
   * answered.
   */
  answer(request: OperationRequest, context: GatewayContext): Promise<Answer>;
  /**
   * Answers a public operation in the same way. The operator chose its document, so it is executed whatever documents
   * the client may send.
   */
  answerPublic(request: { text: string; variables: Variables }, context: GatewayContext): Promise<Answer>;
  /** The estimated memory of each cache, in bytes. */
  cacheBytes(): Record<'documents' | 'persisted_queries', number>;
  stop(): Promise<void>;
};

export type Subscribed = { context: GatewayContext; subscription: Subscription; after: string | null };

/** The answer to an operation: a subscription to stream, a response, or the errors of a refusal with an HTTP status. */
export type Answer =
  | { kind: 'subscribed'; subscribed: Subscribed }
  | {
      kind: 'response';
      result: FormattedExecutionResult;
      /** The result as JSON. Made when it is read. */
      readonly json: string;
      /** The headers of a response over HTTP, such as `cache-control`. */
      headers: Readonly<Record<string, string>>;
    }
  | { kind: 'refused'; errors: readonly GraphQLFormattedError[]; status: number; headers: Record<string, string> };

/**
 * The one adapter to Apollo Server, which owns the HTTP protocol and persisted queries. A plugin reads the documents,
 * and calls the pipeline. Apollo Server's own gateway interface gets accessors made
 * for each request. For these V8 keeps the whole request until its next full collection.
 */
export async function openOperationServer({
  gateway,
  generationFor,
  pipeline,
  errors,
  documents,
  persistedQueries: shared,
  limits,
  inFlight,
  trustedDocuments,
}: {
  gateway: GatewayInterface;
  generationFor: GenerationFor;
  pipeline: Pipeline;
  errors: ErrorFormatter;
  documents: DocumentReader;
  /** The cache for persisted queries of several gateways, and for nothing else; null: each knows its own. */
  persistedQueries: Cache | null;
  limits: Limits;
  /** Admits operations once their caller is known. */
  inFlight: InFlight;
  /** Null where there are none. */
  trustedDocuments: Pick<TrustedDocuments, 'choose'> | null;
}): Promise<OperationServer> {
  const persistedQueries = createPersistedQueries(shared);
  const server = new ApolloServer<ApolloContext>({
    gateway,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    // Apollo's default adds a line break, which copies a long answer once more.
    stringifyResult: (result) => JSON.stringify(result),
    // The plugin reads the documents. Validation is a stage of the pipeline.
    documentStore: null,
    dangerouslyDisableValidation: true,
    persistedQueries: persistedQueries.store,
    formatError: errors.formatOfApollo,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      answerByPipeline({ pipeline, generationFor, errors, documents, persistedQueries }),
    ],
  });
  await server.start();
  const trustedFor = checkDocuments(limits, trustedDocuments);
  const execute = async (request: GraphQLRequest, context: GatewayContext): Promise<Answer> => {
    const holder: OutcomeHolder = { context, outcome: null };
    const leave = await inFlight.enter();
    const response = await server.executeOperation(request, { contextValue: { holder } }).finally(leave);
    const subscribed = subscribedIn(holder);
    return subscribed === null ? answerIn(response) : { kind: 'subscribed', subscribed };
  };

  return {
    answerHttp: async (httpGraphQLRequest, identify) => {
      const { body, headers } = httpGraphQLRequest;
      const trusted = trustedFor(body, (name) => headers.get(name));
      let holder: OutcomeHolder | null = null;
      let leave = () => {};
      const response = await server
        .executeHTTPGraphQLRequest({
          httpGraphQLRequest: withTrusted(httpGraphQLRequest, trusted),
          context: async () => {
            const context = await identify();
            leave = await inFlight.enter();
            holder = { context, outcome: null };
            return { holder };
          },
        })
        .finally(() => leave());
      return { response, subscribed: holder === null ? null : subscribedIn(holder) };
    },

    answer: async (given, context) => {
      let trusted: TrustedDocument | null;
      try {
        trusted = trustedFor(given, (name) => context.headers[name]);
      } catch (error) {
        return refusedAnswer(error, (each) => errors.format(each, context.scope));
      }
      return execute(toApolloRequest(given, trusted), context);
    },

    answerPublic: ({ text, variables }, context) => execute({ query: text, variables }, context),

    cacheBytes: () => ({ documents: documents.bytes(), persisted_queries: persistedQueries.bytes() }),

    stop: () => server.stop(),
  };
}

/**
 * Makes the check of requests before they are parsed. It gives the trusted document that replaces that of the request,
 * or null. It throws a GraphQLError for a request that is refused.
 */
function checkDocuments(limits: Limits, trustedDocuments: Pick<TrustedDocuments, 'choose'> | null) {
  return (request: unknown, headerOf: HeaderOf): TrustedDocument | null => {
    const tooLong = refuseLongDocument(isObject(request) ? request['query'] : null, limits);
    if (tooLong !== null) {
      throw tooLong;
    }
    return trustedDocuments?.choose(request, headerOf) ?? null;
  };
}

/** The request over HTTP with the trusted document instead of its own. */
function withTrusted(request: HTTPGraphQLRequest, trusted: TrustedDocument | null): HTTPGraphQLRequest {
  const { body } = request;
  return trusted === null || !isObject(body)
    ? request
    : { ...request, body: { ...body, ...partsOfTrusted(body, trusted) } };
}

/** The request of another transport, with the trusted document instead of its own, as Apollo Server takes it. */
function toApolloRequest(given: OperationRequest, trusted: TrustedDocument | null) {
  const { query, operationName, extensions } = trusted === null ? given : partsOfTrusted(given, trusted);
  const { variables } = given;
  return {
    ...(query == null ? {} : { query }),
    ...(operationName == null ? {} : { operationName }),
    ...(variables == null ? {} : { variables }),
    ...(extensions == null ? {} : { extensions }),
  };
}

function refusedAnswer(error: unknown, format: Format): Answer {
  if (!(error instanceof GraphQLError)) {
    throw error;
  }
  return { kind: 'refused', errors: [format(error)], status: statusOf([error]) ?? 400, headers: {} };
}

function subscribedIn({ context, outcome }: OutcomeHolder): Subscribed | null {
  return outcome?.kind === 'subscribed' ? { context, subscription: outcome.subscription, after: outcome.after } : null;
}

function answerIn({ body, http: { status, headers } }: GraphQLResponse): Answer {
  if (body.kind !== 'single') {
    throw new Error('An operation was answered in parts over a transport that takes none.');
  }
  const { singleResult: result } = body;
  const named = Object.fromEntries(headers);
  if (result.data === undefined) {
    return { kind: 'refused', errors: result.errors ?? [], status: status ?? 400, headers: named };
  }
  return {
    kind: 'response',
    result,
    get json() {
      return JSON.stringify(result);
    },
    headers: named,
  };
}

function answerByPipeline({
  pipeline,
  generationFor,
  errors,
  documents,
  persistedQueries,
}: {
  pipeline: Pipeline;
  generationFor: GenerationFor;
  errors: ErrorFormatter;
  documents: DocumentReader;
  persistedQueries: PersistedQueries;
}): ApolloServerPlugin<ApolloContext> {
  return {
    requestDidStart: async () => ({
      // Apollo Server parses no document that is there already.
      didResolveSource: async (operation) => {
        const { schema, source: text, queryHash: hash, contextValue } = operation;
        const { context } = contextValue.holder;
        const generation = generationFor(schema, context);
        const document = await documents.read({ generation, text, hash, caller: context.caller });
        Object.assign(operation, { document });
      },
      responseForOperation: async (operation) => {
        const { request, source, contextValue, queryHash } = operation;
        const { holder } = contextValue;
        const responseHeaders: Record<string, string> = {};
        try {
          holder.outcome = await pipeline({
            context: holder.context,
            generation: generationFor(operation.schema, holder.context),
            source,
            document: operation.document,
            operationName: request.operationName ?? null,
            variables: request.variables ?? {},
            planned: null,
            tagValues: null,
            cost: null,
            responseHeaders,
          });
        } catch (error) {
          return refused([errors.formatUnknown(error, holder.context.scope)], 500);
        }
        const isNew = operation.metrics.persistedQueryRegister === true && holder.outcome.kind !== 'refused';
        if (isNew && queryHash !== undefined) {
          persistedQueries.keep(queryHash, source);
        }
        const response = respond(holder.outcome, (error) => errors.format(error, holder.context.scope));
        for (const name in responseHeaders) {
          response.http.headers.set(name, responseHeaders[name] ?? '');
        }
        return response;
      },
      didEncounterErrors: async ({ errors: encountered, contextValue: { holder } }) =>
        errors.remember(encountered, holder.context.scope),
      willSendResponse: async ({ response, contextValue: { holder } }) => {
        // A client that accepts only parts gets a whole answer as one part. It reads the part only with this status.
        if (holder.context.transport.takesOnlyParts && response.body.kind === 'single') {
          const initialResult = { ...response.body.singleResult, hasNext: false };
          response.http.status = 200;
          response.body = { kind: 'incremental', initialResult, subsequentResults: nothing() };
        }
      },
    }),
  };
}

/** The last stage: converts an outcome to Apollo Server's response. */
function respond(outcome: Outcome, format: Format): GraphQLResponse {
  switch (outcome.kind) {
    case 'refused':
      return refused(
        outcome.errors.map((error) => format(error)),
        statusOf(outcome.errors) ?? 400,
        headersOf(outcome.errors),
      );
    case 'complete': {
      const { result, freshness, ageSeconds } = outcome;
      const isKept = result.errors === undefined;
      const headers = new HeaderMap([['cache-control', cacheControlOf(isKept ? freshness : null)]]);
      if (ageSeconds !== null) {
        headers.set('age', String(ageSeconds));
      }
      // A subgraph that refuses the caller sets the status, as a bad token does.
      const status = statusOf(result.errors ?? []);
      const http = status === undefined ? { headers } : { status, headers };
      return { http, body: { kind: 'single', singleResult: formatted(result, format) } };
    }
    case 'inParts': {
      const { first, later } = outcome;
      const http = { status: 200, headers: new HeaderMap([['cache-control', 'no-store']]) };
      const initialResult = { ...formatted(first, format), hasNext: true as const };
      return { http, body: { kind: 'incremental', initialResult, subsequentResults: payloadsOf(later, format) } };
    }
    case 'subscribed':
      return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data: null } } };
  }
}

function refused(
  errors: readonly GraphQLFormattedError[],
  status: number,
  headers: readonly (readonly [string, string])[] = [],
): GraphQLResponse {
  const http = { status, headers: new HeaderMap([['cache-control', 'no-store'], ...headers]) };
  return { http, body: { kind: 'single', singleResult: { errors } } };
}

/** The HTTP status of the first error that names one. */
function statusOf(errors: readonly GraphQLError[]): number | undefined {
  return errors.map(({ extensions }) => httpIn(extensions)?.status).find((status) => status !== undefined);
}

function headersOf(errors: readonly GraphQLError[]): [string, string][] {
  return errors.flatMap(({ extensions }) => [...(httpIn(extensions)?.headers ?? [])]);
}

function httpIn({ http }: GraphQLError['extensions']): { status?: number; headers?: HeaderMap } | undefined {
  return isHead(http) ? http : undefined;
}

function isHead(http: unknown): http is { status?: number; headers?: HeaderMap } {
  return (
    typeof http === 'object' &&
    http !== null &&
    (!('status' in http) || typeof http.status === 'number') &&
    (!('headers' in http) || http.headers instanceof HeaderMap)
  );
}

function formatted({ data = null, errors, extensions }: ExecutionResult, format: Format) {
  return {
    data,
    ...(errors === undefined ? {} : { errors: errors.map((error) => format(error)) }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

async function* nothing() {}
