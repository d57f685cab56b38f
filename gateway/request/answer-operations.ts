import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { RequestExecutor } from './execute-request.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Generation } from '../generation/generation.ts';
import { operationNotFound } from '../generation/operation.ts';

/**
 * Executes operations, as a plugin that answers them. What Apollo Server hands to its gateway has accessors that it makes for each request, and V8 keeps what these refer to, the whole request, until its next full
 * collection: a quarter of the CPU went into copying that. So its gateway is asked only where something went wrong, since Apollo Server formats the errors of such an answer.
 */
export function answerOperations(
  execute: RequestExecutor['execute'],
  generationOf: (apiSchema: GraphQLSchema) => Generation,
): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      // Apollo Server goes on without an operation, and says by its name only which one it found.
      didResolveOperation: async ({ operation, request: { operationName } }) => {
        if (operation === undefined) {
          throw asBadRequest(operationNotFound(operationName));
        }
      },
      responseForOperation: async (request) => {
        const { progress } = request.contextValue;
        progress.answer = execute(generationOf(request.schema), request);
        const result = await progress.answer.catch(() => null);
        return result === null || result.errors !== undefined
          ? null
          : {
              http: { headers: new HeaderMap() },
              body: { kind: 'single', singleResult: { data: result.data ?? null } },
            };
      },
    }),
  };
}

/** What was executed already. */
export function answerIn({ progress }: GatewayContext): Promise<ExecutionResult> {
  if (progress.answer === null) {
    throw new Error('an operation was not executed');
  }
  return progress.answer;
}

/** An error that Apollo Server answers with 400. */
function asBadRequest({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } });
}
