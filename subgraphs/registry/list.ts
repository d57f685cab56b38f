// All subgraphs, one line each. By path and not by package name, so that a subgraph is listed here and nowhere else.
export { manifest as accounts } from '../accounts/manifest.ts';
export { manifest as ledger } from '../ledger/manifest.ts';
export { manifest as users } from '../users/manifest.ts';
