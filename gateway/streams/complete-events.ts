import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { rewrite } from '../compile/rewrite.ts';
import { errorsIn } from '../execution/send-fetch.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { StreamEvent } from './event-buffer.ts';
import type { Subscriber } from '../generation/subscriber.ts';
import type { UpstreamEvent } from './upstream.ts';
import type { Primary } from '../generation/bound-operation.ts';

/** An error as clients may see it. */
export type Mask = (error: unknown) => GraphQLFormattedError;

/** Makes the responses of some events, with the fields from other subgraphs, on behalf of one of the subscribers. */
export async function completeEvents(
  events: readonly UpstreamEvent[],
  { generation, operation, primary }: Subscription,
  subscriber: Subscriber,
): Promise<StreamEvent[]> {
  for (const { data } of events) {
    if (data !== null) {
      rewrite(primary.fetch.outputRewrites, data, generation.types.isSubtype);
    }
  }
  const results = await subscriber.complete(generation, (execution) => operation.complete(execution, events));
  return results.map(({ errors, ...result }, index) => {
    const cursor = events[index]?.cursor ?? null;
    const response = {
      ...result,
      ...(errors === undefined ? {} : { errors: errors.map((error) => subscriber.mask(error)) }),
      ...(cursor === null ? {} : { extensions: { ...result.extensions, cursor } }),
    };
    return { json: Buffer.from(JSON.stringify(response)), cursor };
  });
}

/** The errors with which a subgraph ends a stream, as clients may see them: paths have the client's names. */
export function toClientErrors(
  errors: readonly GraphQLFormattedError[],
  { fetch, toResponseName }: Primary,
  mask: Mask,
): GraphQLFormattedError[] {
  return errorsIn({ errors }, fetch.serviceName).map(({ message, path, extensions }) =>
    mask(
      new GraphQLError(message, {
        path: path?.map((step) => (typeof step === 'string' ? toResponseName(step) : step)),
        extensions,
      }),
    ),
  );
}
