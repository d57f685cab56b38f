import { subgraphSettings } from '@tributary/kit/settings.ts';

/** Settings of the environment for the ledger's own process. */
export const settings = subgraphSettings(4003);
