import type { OverrideSettings } from '../composed/override-labels.ts';
import type { Generation } from '../generation/generation.ts';
import type { GatewayContext } from './gateway-context.ts';
import { propagatedHeaders, propagatedNames, type HeaderRule } from './header-rules.ts';

/** The parts of a request, apart from the operation and the caller, on which its answer may depend. */
export type Variation = {
  /** The names of the headers that are propagated to subgraphs, or on which policies depend. */
  propagated(): string[];
  /** The names of headers for `vary`. */
  variesBy(): readonly string[];
  /** The values, for cache keys, besides the supergraph. */
  dependsOn(context: GatewayContext): Readonly<Record<string, unknown>>;
};

export function createVariation({
  generation,
  headerRulesFor,
  overrides,
  policyHeaders,
}: {
  generation: () => Generation;
  headerRulesFor: (subgraph: string) => readonly HeaderRule[];
  overrides: OverrideSettings;
  policyHeaders: readonly string[];
}): Variation {
  const headerRules = () => [...generation().subgraphs.keys()].flatMap(headerRulesFor);
  /** Cached by generation, since every answer needs the names. */
  const varying = new WeakMap<Generation, readonly string[]>();
  const propagated = () => [...new Set([...propagatedNames(headerRules()), ...policyHeaders])];
  return {
    propagated,
    variesBy: () => {
      const current = generation();
      const names = varying.get(current) ?? [...propagated(), ...(overrides.header === null ? [] : [overrides.header])];
      varying.set(current, names);
      return names;
    },
    dependsOn: ({ headers, isOverrideOn }) => ({
      headers: propagatedHeaders(headerRules(), headers),
      overrides: generation().overrideLabels.filter(isOverrideOn),
    }),
  };
}
