import type { SupergraphCase } from './supergraph-case.ts';
import { animals, library, provided } from './supergraphs/abstract-types.ts';
import { prices, regions } from './supergraphs/context-values.ts';
import { shops } from './supergraphs/contexts.ts';
import { shop } from './supergraphs/entities.ts';
import { faults } from './supergraphs/errors.ts';
import { devices, heldNodes, scores } from './supergraphs/interface-objects.ts';
import { compoundKeys, formerNumbers, keyChain } from './supergraphs/keys.ts';
import { counters } from './supergraphs/mutations.ts';
import { addresses, inputs } from './supergraphs/overrides-and-shared.ts';
import { checkedInvoices, exchange, invoices, parcels } from './supergraphs/requires.ts';
import { auditedQuotes, quotes, translations } from './supergraphs/required-arguments.ts';
import { crates } from './supergraphs/resolvable-keys.ts';

/**
 * Supergraphs for random operations: all except the one that Apollo's planner plans wrongly, as `requires.test.ts`
 * shows.
 */
export const allSupergraphs: readonly SupergraphCase[] = [
  shop,
  keyChain,
  formerNumbers,
  compoundKeys,
  parcels,
  invoices,
  checkedInvoices,
  library,
  provided,
  animals,
  scores,
  devices,
  heldNodes,
  addresses,
  inputs,
  faults,
  counters,
  shops,
  regions,
  crates,
  exchange,
  quotes,
  auditedQuotes,
  translations,
  prices,
];
