import { urlOf } from '@tributary/platform/config.ts';
import { subgraphSettings } from '@tributary/kit/settings.ts';

const subgraphUrlOr = (url: string) =>
  urlOf(['http', 'https']).default(url).meta({
    description: 'URL of the subgraph of this name',
    pitfall: 'Accounts cannot be opened or changed while it is unreachable.',
  });

/** Settings of the environment for the process of accounts. */
export const settings = {
  ...subgraphSettings(4002),
  SUBGRAPH_URL_USERS: subgraphUrlOr('http://127.0.0.1:4001/graphql'),
  SUBGRAPH_URL_LEDGER: subgraphUrlOr('http://127.0.0.1:4003/graphql'),
};
