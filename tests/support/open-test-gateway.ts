import { openGateway, type Gateway } from '@tributary/gateway/gateway.ts';
import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { noCache } from '@tributary/platform/cache.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { operationPool } from './operation-pool.ts';

export const silentLog = createLogger({ name: 'test', level: 'silent' });

/**
 * Opens a gateway on a free port. Unless the settings say otherwise, it reaches subgraphs over HTTP, and has no tokens,
 * no secret for callers, no cache and no log.
 */
export function openTestGateway(
  settings: Partial<GatewaySettings> & Pick<GatewaySettings, 'supergraphSdl'>,
): Promise<Gateway> {
  return openGateway({
    host: '127.0.0.1',
    port: 0,
    transportFor: ({ url }) => httpTransport({ url }),
    metrics: createMetrics(),
    authentication: null,
    signer: null,
    caches: noCache(),
    log: silentLog,
    operationPool,
    ...settings,
  });
}
