import type { SupergraphCase } from './supergraph-case.ts';
import { library, provided } from './supergraphs/abstract-types.ts';
import { shop } from './supergraphs/entities.ts';
import { faults } from './supergraphs/errors.ts';
import { devices, scores } from './supergraphs/interface-objects.ts';
import { compoundKeys, formerNumbers, keyChain } from './supergraphs/keys.ts';
import { counters } from './supergraphs/mutations.ts';
import { addresses, inputs } from './supergraphs/overrides-and-shared.ts';
import { invoices, parcels } from './supergraphs/requires.ts';

/** Those over which random operations are generated: all that the planner can plan. */
export const allSupergraphs: readonly SupergraphCase[] = [
  shop,
  keyChain,
  formerNumbers,
  compoundKeys,
  parcels,
  invoices,
  library,
  provided,
  scores,
  devices,
  addresses,
  inputs,
  faults,
  counters,
];
