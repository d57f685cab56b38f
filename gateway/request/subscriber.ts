import type { GraphQLFormattedError } from 'graphql';
import type { OperationExecution } from '../generation/bound-operation.ts';
import type { Generation } from '../generation/generation.ts';
import type { Subscription } from '../generation/subscription.ts';
import type { Subscriber } from '../generation/subscriber.ts';
import type { ChooseContract } from './choose-contract.ts';
import type { ErrorFormatter } from './format-errors.ts';
import type { GatewayContext } from './gateway-context.ts';
import { replan, type Rights } from './plan-operation.ts';
import type { SubgraphAccess } from './subgraph-access.ts';
import type { Validate } from './validate.ts';
import type { Weigh } from './weigh.ts';

type Services = {
  access: SubgraphAccess;
  errors: ErrorFormatter;
  validate: Validate;
  rights: Rights;
  weigh: Weigh | null;
  chooseContract: ChooseContract;
};

/** Makes the subscriber of a request for a subscription. */
export function createSubscribers(services: Services): (context: GatewayContext) => Subscriber {
  return (context) => new RequestSubscriber(services, context);
}

/** A class, which is cheaper than closures, since there is one for each subscription. */
class RequestSubscriber implements Subscriber {
  readonly #services: Services;
  readonly #context: GatewayContext;

  constructor(services: Services, context: GatewayContext) {
    this.#services = services;
    this.#context = context;
  }

  get expiresAtMs(): number {
    const { expiresAt } = this.#context.caller;
    return expiresAt === null ? Infinity : expiresAt * 1000;
  }

  scopeKey(generation: Generation): string {
    return this.#services.access.scopeOf(generation, this.#context);
  }

  prepare(generation: Generation): Promise<OperationExecution> {
    return this.#services.access.executionFor(generation, this.#context);
  }

  complete<T>(generation: Generation, run: (execution: OperationExecution) => Promise<T>): Promise<T> {
    return this.#services.access.completeEvents(generation, this.#context, run);
  }

  connectionHeadersFor(subgraph: string): Record<string, string> {
    return this.#services.access.headersFor(subgraph, this.#context);
  }

  replan(subscription: Subscription, generation: Generation): Promise<Subscription | null> {
    const { chooseContract, ...services } = this.#services;
    const context = this.#context;
    return replan(subscription, { ...services, generation: generation.showing(chooseContract(context)), context });
  }

  keepsRights({ operation }: Subscription): Promise<boolean> {
    return this.#services.rights.authorizer.isUnchanged(operation, this.#context);
  }

  mask(error: unknown): GraphQLFormattedError {
    return this.#services.errors.formatUnknown(error, this.#context.scope);
  }
}
