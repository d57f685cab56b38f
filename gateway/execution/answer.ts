import { inTurn } from '@tributary/platform/turns.ts';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { explainResponse } from './explain-response.ts';
import { NeedsExplaining, type Shape } from '../compile/response-shape.ts';

/** The reason for cancelling an operation whose client has disconnected. */
export class ClientLeft extends Error {
  override name = 'ClientLeft';
}

/** The response to the client: built by the shape if there are no faults, and explained otherwise. */
export async function answerOf(
  result: Parameters<typeof explainResponse>[0],
  { shape, signal }: { shape: Shape | null; signal?: AbortSignal | undefined },
  asked: () => Parameters<typeof explainResponse>[1],
): Promise<ExecutionResult> {
  if (signal?.reason instanceof ClientLeft) {
    // Explaining all missing data is the most expensive work. Clients disconnect most under load, so it is skipped.
    return { data: null, errors: [new GraphQLError(signal.reason.message, { extensions: { code: 'CLIENT_LEFT' } })] };
  }
  const data = shapeIfSound(result, shape);
  return data === null ? inTurn(() => explainResponse(result, asked())) : { data };
}

/** Null where the response has to be explained. */
function shapeIfSound(
  { data, problems }: Parameters<typeof explainResponse>[0],
  shape: Shape | null,
): ReturnType<Shape> | null {
  if (shape === null || !problems.isEmpty) {
    return null;
  }
  try {
    return shape(data);
  } catch (error) {
    if (error instanceof NeedsExplaining) {
      return null;
    }
    throw error;
  }
}
