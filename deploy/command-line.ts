import { parseArgs } from 'node:util';
import { StartError } from '@tributary/platform/config.ts';
import { manifests } from '@tributary/registry/registry.ts';

export const help = `Runs the gateway and each subgraph as a process of its own, on a PostgreSQL and a Redis of yours.

  npx -y pnpm@12.21.0 start:services [options]

  --demo         put the demo data in first, with its well-known passwords
  --help         show this

Without the demo, organization:create makes an organization and the first who can sign in.

Settings, by environment:
  DATABASE_URL          postgres://…, needed: of a user who may create roles
  REDIS_URL             redis://…; without it nothing is cached
  HOST                  127.0.0.1, for the gateway; the others are for this machine alone
  PORT                  4000, of the gateway
${manifests.map(({ name, port }) => `  ${`${name.toUpperCase()}_PORT`.padEnd(21)} ${port}`).join('\n')}
  VIEWER_SECRET         with what the gateway vouches for a caller; made for this run if not set
  JWT_PRIVATE_KEY       with what access tokens are signed, an Ed25519 JWK; made for this run if not set
  CORS_ORIGINS          other origins whose pages may call, with commas between
  TRUSTED_PROXIES       0; how many proxies of yours stand before the gateway
  EXPLORER              true; whether a browser that opens /graphql gets Apollo Sandbox
  GATEWAY_CONFIG        a file with more settings of the gateway; gateway --help lists them
  GENEROUS_SIGN_IN      false
  LOG_LEVEL             warn`;

export type Options = { demo: boolean; help: boolean };

/** Reads the options of `start:services`. Throws StartError for one that is not known. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { demo: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}
