import { callerRefused } from '@tributary/platform/caller.ts';
import type { Misuse } from '@tributary/platform/errors.ts';
import { interruptibleStream } from '@tributary/platform/interruptible-stream.ts';
import { positionKey, type SubgraphRequest, type SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import {
  createSourceEventStream,
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { exactVariablesOf } from './exact-request-variables.ts';

export type StreamSettings = {
  schema: GraphQLSchema;
  request: SubgraphRequest;
  /** Admits the caller. Throws for a refused one. */
  admit: () => Promise<Admitted>;
  format: (error: unknown) => GraphQLFormattedError;
};

/** An admitted caller. `onRevoked` calls back when the access is revoked, and returns a function that unsubscribes. */
type Admitted = { contextOf: () => object; onRevoked(listener: () => void): () => void };

/** A subscription whose source is open. */
type OpenSource = {
  document: DocumentNode;
  variableValues: Readonly<Record<string, unknown>>;
  source: AsyncIterator<unknown>;
  admitted: Admitted;
  /** The cursor after which the source begins; null where it has none. */
  position: string | null;
};

/**
 * Runs a subscription. Each event is executed with a context of its own. A failed event is one response; a failed
 * source ends the stream, and so does a revocation of the caller's access. `return()` closes the source at once, also
 * while the next event is awaited.
 */
export function streamResponses(settings: StreamSettings): AsyncIterableIterator<SubgraphResponse> {
  const { request, format } = settings;
  let opened: OpenSource | undefined;
  let ended = false;
  let isRevoked = false;
  let stopWatching = () => {};
  let interrupt: (reason: Misuse) => void = () => {};
  const close = () => {
    ended = true;
    stopWatching();
    // A generator answers `return()` only after its pending step, but closes its source then.
    void Promise.resolve(opened?.source.return?.()).catch(() => {});
  };
  const hasEnded = () => ended;
  const last = (errors: readonly unknown[]) => {
    close();
    return { done: false as const, value: { errors: errors.map(format), endsStream: true as const } };
  };

  const next = async (): Promise<IteratorResult<SubgraphResponse, void>> => {
    if (ended) {
      return { done: true, value: undefined };
    }
    try {
      if (opened === undefined) {
        const begun = await openSource(settings);
        if (!('source' in begun)) {
          return hasEnded() ? { done: true, value: undefined } : last(begun.errors ?? []);
        }
        opened = begun;
        stopWatching = opened.admitted.onRevoked(() => {
          isRevoked = true;
          interrupt(revoked());
        });
        if (hasEnded()) {
          close();
          return { done: true, value: undefined };
        }
        if (request.wantsPosition === true && begun.position !== null) {
          return { done: false, value: { extensions: { [positionKey]: begun.position } } };
        }
      }
      if (isRevoked) {
        throw revoked();
      }
      const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<unknown>>();
      interrupt = reject;
      opened.source.next().then(resolve, reject);
      const step = await promise;
      return step.done === true
        ? { done: true, value: undefined }
        : { done: false, value: await responseTo(step.value, opened, settings) };
    } catch (error) {
      return last([error]);
    }
  };
  return interruptibleStream(next, close);
}

function revoked(): Misuse {
  return callerRefused('Your access was revoked. Sign in again, and resume after the last cursor that you have.');
}

/** Opens the source of a subscription, or returns the errors of its refusal. */
async function openSource({ schema, request, admit }: StreamSettings): Promise<OpenSource | ExecutionResult> {
  const document = parse(request.query);
  const problems = validate(schema, document);
  if (problems.length > 0) {
    return { errors: problems };
  }
  const variableValues = exactVariablesOf(request, schema);
  if (variableValues instanceof GraphQLError) {
    return { errors: [variableValues] };
  }
  const admitted = await admit();
  const operationName = request.operationName ?? null;
  const contextValue = admitted.contextOf();
  const stream = await createSourceEventStream({ schema, document, contextValue, variableValues, operationName });
  if (!(Symbol.asyncIterator in stream)) {
    return stream;
  }
  const position = 'position' in stream && typeof stream.position === 'string' ? stream.position : null;
  return { document, variableValues, source: stream[Symbol.asyncIterator](), admitted, position };
}

/** The response to one event. */
async function responseTo(
  rootValue: unknown,
  { document, variableValues, admitted }: OpenSource,
  { schema, request, format }: StreamSettings,
): Promise<SubgraphResponse> {
  try {
    const operationName = request.operationName ?? null;
    const contextValue = admitted.contextOf();
    const { errors, ...result } = await execute({
      schema,
      document,
      rootValue,
      contextValue,
      variableValues,
      operationName,
    });
    return { ...result, ...(errors === undefined ? {} : { errors: errors.map(format) }) };
  } catch (error) {
    return { data: null, errors: [format(error)] };
  }
}
