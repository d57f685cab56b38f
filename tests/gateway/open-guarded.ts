import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import type { AuthenticationSettings } from '@tributary/gateway/request/authentication.ts';
import { ownIssuer } from '@tributary/gateway/request/tokens/token-issuer.ts';
import { onTestFinished } from 'vitest';
import { createTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';
import { openSupergraph, type GatewayAnswer } from './federation/open-supergraph.ts';
import type { SubgraphRequest } from './federation/serve-subgraphs.ts';
import type { SupergraphCase } from './federation/supergraph-case.ts';
import { guarded } from './federation/supergraphs/guarded.ts';

/** A caller: its scopes, or null for an anonymous one. Another subject is another caller. */
export type Who = { scopes: readonly string[]; subject?: string; claims?: Readonly<Record<string, unknown>> } | null;

export type Guarded = Awaited<ReturnType<typeof openGuarded>>;

/** The verification of an issuer's tokens that have scopes, and no tenant. */
export function scopedTokensOf({ publicKeys }: Pick<TokenIssuer, 'publicKeys'>): AuthenticationSettings {
  const { claims, ...issuer } = ownIssuer({ keys: publicKeys });
  return { issuers: [{ ...issuer, claims: { ...claims, tenant: null, scopes: ['scope'] } }] };
}

/** Opens a supergraph with requirements before a gateway that knows scopes. */
export async function openGuarded(settings: Partial<GatewaySettings> = {}, supergraphCase: SupergraphCase = guarded) {
  const issuer = await createTokenIssuer();
  const graph = await openSupergraph(supergraphCase, {
    authentication: scopedTokensOf(issuer),
    ...settings,
  });
  const asked: SubgraphRequest[] = [];
  graph.onSubgraphRequest((request) => asked.push(request));
  const tokenOf = ({ scopes, subject = 'ada', claims }: NonNullable<Who>): Promise<string> =>
    issuer.sign({ sub: subject, scope: scopes.join(' '), ...claims });
  return {
    ...graph,
    /** All requests to subgraphs. */
    asked,
    tokenOf,
    ask: async (query: string, who: Who, headers: Readonly<Record<string, string>> = {}): Promise<GatewayAnswer> =>
      graph.askGateway(
        { query },
        { ...(who === null ? {} : { authorization: `Bearer ${await tokenOf(who)}` }), ...headers },
      ),
  };
}

/** The same for one test, which closes it when it ends. */
export async function freshGuarded(...args: Parameters<typeof openGuarded>): Promise<Guarded> {
  const opened = await openGuarded(...args);
  onTestFinished(opened.close);
  return opened;
}

/** The paths of the entries about unauthorized fields, as texts. */
export function refusedPaths({ errors = [] }: GatewayAnswer): string[] {
  return errors.map(({ path = [], extensions }) => `${path.join('.')} ${String(extensions?.['code'])}`);
}
