import { openGateway, type GatewaySettings } from '@tributary/gateway/gateway.ts';
import { openCache } from '@tributary/platform/cache.ts';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { openForeignSubgraphs } from '../open-foreign-subgraphs.ts';

export const log = createLogger({ name: 'test', level: 'silent' });

const answerShape = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

/**
 * A gateway before two subgraphs of which a test makes one odd: `fruits` as it should be, and `prices` perhaps at
 * another place, or with other settings.
 */
export async function openImperfectShop({
  pricesAt,
  way = {},
  ...settings
}: Partial<GatewaySettings> & { pricesAt?: string; way?: Partial<HttpTransportSettings> } = {}) {
  const subgraphs = await openForeignSubgraphs();
  const caches = await openCache({ log });
  const gateway = await openGateway({
    host: '127.0.0.1',
    port: 0,
    supergraphSdl: subgraphs.supergraphSdl,
    transportFor: ({ name, url }) => httpTransport({ url: name === 'prices' ? (pricesAt ?? url) : url, ...way }),
    metrics: createMetrics(),
    authentication: null,
    callerSecret: null,
    caches,
    log,
    ...settings,
  });
  onTestFinished(async () => {
    await gateway.close();
    await caches.close();
    await subgraphs.close();
  });
  const ask = async (query: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, headers: response.headers, body: answerShape.parse(await response.json()) };
  };
  return {
    ...subgraphs,
    gateway,
    ask,
    /** What the gateway answers, without how. */
    query: async (document: string, headers?: Readonly<Record<string, string>>) => (await ask(document, headers)).body,
    metrics: async () => (await fetch(`${gateway.url}/metrics`)).text(),
  };
}
