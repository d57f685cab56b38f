import type { ApolloServerPlugin } from '@apollo/server';
import { hasNumber, parseExactly } from '@tributary/platform/json/exact-json.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { isObject } from '../../compile/data.ts';

/** Gives requests by GET the numbers of their variables as they were written: Apollo Server parses that part of a URL itself. It comes before all plugins that look at variables. */
export const exactGetVariables: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async ({ request }) => {
    const { http, variables } = request;
    if (http?.method === 'GET' && hasNumber(variables)) {
      const exact = parseExactly(new URLSearchParams(http.search).get('variables') ?? 'null');
      if (isObject(exact)) {
        request.variables = exact;
      }
    }
  },
};
