import { setTimeout as wait } from 'node:timers/promises';

const attemptsMax = 60;
const pauseMs = 1_000;

/**
 * Sends a request to a gateway, and again while the gateway is too busy to plan it, as its error asks. Threads plan
 * with what the rest of the machine leaves, and many gateways of a test begin at once.
 */
export async function fetchWhenPlanned(url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, init);
    if (response.status !== 503 || attempt === attemptsMax) {
      return response;
    }
    const text = await response.text();
    if (!text.includes('wait to be planned')) {
      return new Response(text, response);
    }
    await wait(pauseMs);
  }
}
