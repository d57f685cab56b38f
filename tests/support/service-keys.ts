import { callerRules } from '@tributary/domain/speaking-rules.ts';
import { serviceIssuer } from '@tributary/domain/viewer.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import type { Caller } from '@tributary/platform/caller.ts';
import { makeServiceKeys, openMadeKeys } from '@tributary/platform/made-service-keys.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';

/** The keys of all services in the tests of a file. */
export const serviceKeys = makeServiceKeys(speakingServices);

const log = createLogger({ name: 'test', level: 'silent' });

export const { trust, signerOf } = openMadeKeys(serviceKeys, { rules: callerRules.speaking, log });

/** The signer of the gateway. */
export const signer = signerOf('gateway');

/** Signs a caller for a subgraph, as the service that may name them: the gateway, or the subgraph that they are. */
export function signFor(receiver: string, caller: Caller): string {
  const service = caller.issuer === serviceIssuer && caller.subject !== null ? caller.subject : 'gateway';
  return signerOf(service).sign(caller, receiver);
}

/** A signer that calls itself the gateway, with a key that nobody trusts. */
export const stranger = openMadeKeys(makeServiceKeys(speakingServices), {
  rules: callerRules.speaking,
  log,
}).signerOf('gateway');
