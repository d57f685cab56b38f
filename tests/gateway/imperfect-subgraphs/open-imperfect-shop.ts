import type { GatewaySettings } from '@tributary/gateway/gateway-settings.ts';
import { httpTransport, type HttpTransportSettings } from '@tributary/platform/http-transport.ts';
import { z } from 'zod';
import { openForeignShop } from '../open-foreign-subgraphs.ts';

const answerShape = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

/**
 * A gateway before two subgraphs: `fruits`, which is right, and `prices`, whose address, settings and answers a test
 * may change.
 */
export async function openImperfectShop({
  pricesAt,
  way = {},
  ...settings
}: Partial<GatewaySettings> & { pricesAt?: string; way?: Partial<HttpTransportSettings> } = {}) {
  const shop = await openForeignShop({
    transportFor: ({ name, url }) => httpTransport({ url: name === 'prices' ? (pricesAt ?? url) : url, ...way }),
    ...settings,
  });
  const ask = async (query: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await shop.post(query, { headers, signal: AbortSignal.timeout(20_000) });
    return { status: response.status, headers: response.headers, body: answerShape.parse(await response.json()) };
  };
  return {
    ...shop,
    ask,
    /** The response of the gateway, without its status and headers. */
    query: async (document: string, headers?: Readonly<Record<string, string>>) => (await ask(document, headers)).body,
    metrics: async () => (await fetch(`${shop.gateway.url}/metrics`)).text(),
  };
}
