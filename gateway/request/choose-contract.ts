import { createHostMatcher, nameInHost } from '@tributary/platform/hosts.ts';
import type { ContractFilter } from '../composed/contracts.ts';
import { parseCallerTest } from './caller-expression.ts';
import type { GatewayContext } from './gateway-context.ts';

/** A smaller API, and who gets it. Without hosts and callers it is for everyone whom no other contract fits. */
export type Contract = ContractFilter & {
  /** Names by which clients reach the gateway, as in `createHostCheck`. */
  hosts: readonly string[];
  /** An expression over the verified caller. */
  callers?: { expression: string } | undefined;
};

/** Chooses the contract of a request by its verified caller, or else by its host. Null: the whole API. */
export type ChooseContract = (asking: Pick<GatewayContext, 'caller' | 'headers'>) => string | null;

/**
 * Creates the choice. The first contract that fits wins, and one that fits the caller goes before one that fits the
 * host: a client chooses the host by itself.
 */
export function createContractChoice(contracts: readonly Contract[]): ChooseContract {
  if (contracts.length === 0) {
    return () => null;
  }
  const byCaller = contracts.flatMap(({ name, callers }) =>
    callers === undefined ? [] : [{ name, fits: parseCallerTest(callers.expression) }],
  );
  const byHost = contracts.map(({ name, hosts }) => ({ name, fits: createHostMatcher(hosts) }));
  const otherwise = contracts.find(isForEveryone)?.name ?? null;
  return ({ caller, headers }) => {
    const ofCaller = byCaller.find(({ fits }) => fits(caller));
    if (ofCaller !== undefined) {
      return ofCaller.name;
    }
    const host = headers.host === undefined ? null : nameInHost(headers.host);
    const ofHost = host === null ? undefined : byHost.find(({ fits }) => fits(host));
    return ofHost?.name ?? otherwise;
  };
}

/** Whether a contract is for everyone whom no other one fits. */
export function isForEveryone({ hosts, callers }: Pick<Contract, 'hosts' | 'callers'>): boolean {
  return hosts.length === 0 && callers === undefined;
}
