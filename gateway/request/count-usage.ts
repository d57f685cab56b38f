import type { UsageCounter } from '../usage/usage-counter.ts';
import { clientNameIn } from './client-name.ts';
import type { Stage } from './pipeline.ts';

/** The stage that counts valid operations by client. */
export function countStage(counter: UsageCounter, clientNameHeaders: readonly string[]): Stage {
  return {
    name: 'count',
    run: ({ document, source, operationName, generation, context: { headers, clientName = null } }, next) => {
      const client = clientNameIn((name) => headers[name], clientNameHeaders) ?? clientName;
      counter.count({ document, source, operationName, schema: generation.apiSchema, client });
      return next();
    },
  };
}
