import type { Generation } from '../generation/generation.ts';
import type { OperationExecution } from '../generation/operation.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { Subscriber } from '../streams/subscriber.ts';
import type { RequestExecutor } from './execute-request.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { OperationReader } from './read-operation.ts';

type Services = Pick<RequestExecutor, 'prepare' | 'completeEvents' | 'connectionHeadersFor' | 'scopeOf'> &
  Pick<OperationReader, 'replan'>;

/** Makes the subscriber of a request to subscribe. */
export function createSubscribers(services: Services): (context: GatewayContext) => Subscriber {
  return (context) => new RequestSubscriber(services, context);
}

/** A class, since there are as many as subscriptions. */
class RequestSubscriber implements Subscriber {
  readonly #services: Services;
  readonly #context: GatewayContext;

  constructor(services: Services, context: GatewayContext) {
    this.#services = services;
    this.#context = context;
  }

  get expiresAtMs(): number {
    const { viewer } = this.#context;
    return 'expiresAt' in viewer ? viewer.expiresAt * 1000 : Infinity;
  }

  scopeKey(generation: Generation): string {
    return this.#services.scopeOf(generation, this.#context);
  }

  prepare(generation: Generation): Promise<OperationExecution> {
    return this.#services.prepare(generation, this.#context);
  }

  complete<T>(generation: Generation, run: (execution: OperationExecution) => Promise<T>): Promise<T> {
    return this.#services.completeEvents(generation, this.#context, run);
  }

  connectionHeadersFor(subgraph: string): Record<string, string> {
    return this.#services.connectionHeadersFor(subgraph, this.#context);
  }

  replan(subscription: Subscription, generation: Generation): Subscription | null {
    return this.#services.replan(subscription, generation, this.#context);
  }
}
