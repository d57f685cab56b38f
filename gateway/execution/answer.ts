import { GraphQLError, type ExecutionResult } from 'graphql';
import { explainResponse } from './explain-response.ts';
import { NeedsExplaining, type Shape } from '../compile/response-shape.ts';

/** Why an operation is given up when nobody is there any more to take its answer. */
export class ClientLeft extends Error {
  override name = 'ClientLeft';
}

/** What the client gets of what the subgraphs gave: by its shape where nothing is at fault, and with explanations otherwise. */
export async function answerOf(
  result: Parameters<typeof explainResponse>[0],
  { shape, signal }: { shape: Shape | null; signal?: AbortSignal | undefined },
  asked: () => Parameters<typeof explainResponse>[1],
): Promise<ExecutionResult> {
  if (signal?.reason instanceof ClientLeft) {
    // To explain all that is missing takes longer than all else, and those who do not wait come when there is much to do.
    return { data: null, errors: [new GraphQLError(signal.reason.message, { extensions: { code: 'CLIENT_LEFT' } })] };
  }
  const data = shapeIfSound(result, shape);
  return data === null ? explainResponse(result, asked()) : { data };
}

/** Null where something has to be explained. */
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
