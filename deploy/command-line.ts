import { createCommand } from '@tributary/platform/command-line.ts';
import { manifests } from '@tributary/registry/registry.ts';

/** Reads the options of `start:services`. */
export function readOptions(): { demo: boolean } {
  return createCommand('start:services', {
    summary: 'Runs the gateway and each subgraph as a process of its own, on a PostgreSQL and a Redis of yours.',
    examples: ['--demo'],
    notes: `Without the demo, organization:create makes an organization and its first operator.

Environment:
  DATABASE_URL          postgres://…, needed: of a user who may create roles
  REDIS_URL             redis://…; without it nothing is cached
  HOST                  127.0.0.1, for the gateway; the others are for this machine alone
  PORT                  4000, of the gateway
${manifests.map(({ name, port }) => `  ${`${name.toUpperCase()}_PORT`.padEnd(21)} ${port}`).join('\n')}
  VIEWER_SECRET         secret that signs the caller identity sent to subgraphs; made for this run if not set
  JWT_PRIVATE_KEY       key that signs access tokens, an Ed25519 JWK; made for this run if not set
  CORS_ORIGINS          other origins whose pages may call, with commas between
  TRUSTED_PROXIES       0; how many proxies of yours stand before the gateway
  EXPLORER              true; whether a browser that opens /graphql gets Apollo Sandbox
  GATEWAY_CONFIG        a file with more settings of the gateway; gateway --help lists them
  GENEROUS_SIGN_IN      false
  LOG_LEVEL             warn`,
  })
    .option('--demo', 'put the demo data in first, with its well-known passwords', false)
    .parse()
    .opts();
}
