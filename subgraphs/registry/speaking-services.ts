import { callerRules } from '@tributary/domain/speaking-rules.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { makeServiceKeys, openMadeKeys, type SharedServiceKeys } from '@tributary/platform/made-service-keys.ts';
import { forwarding } from '@tributary/platform/trusted-keys.ts';
import { manifests } from './registry.ts';

type Word = keyof typeof callerRules.speaking | typeof forwarding;

const ofGateway: readonly Word[] = ['callers'];
const ofSubgraph: readonly Word[] = ['service', forwarding];

/**
 * The services that have a key, each with what it says: the gateway names people, API clients and anonymous callers. A
 * subgraph that calls others names itself alone, and forwards callers whom the gateway named to it.
 */
export const speakingServices: Readonly<Record<string, readonly Word[]>> = {
  gateway: ofGateway,
  ...Object.fromEntries(manifests.flatMap(({ name, needs }) => (needs.length === 0 ? [] : [[name, ofSubgraph]]))),
};

/** New keys for all services in one process. */
export function openSharedKeys(log: Logger): SharedServiceKeys {
  return openMadeKeys(makeServiceKeys(speakingServices), { rules: callerRules.speaking, log });
}
