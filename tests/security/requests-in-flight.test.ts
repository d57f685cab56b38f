import type { ServerResponse } from 'node:http';
import type { InFlightSettings } from '@tributary/gateway/request/in-flight.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestGateway } from '../support/open-test-gateway.ts';
import { openSmallServer } from '../support/small-server.ts';
import { supergraphOf } from '../support/supergraph-of.ts';

/** A gateway whose subgraph answers when the test says so. */
async function openHeldGateway(inFlight: InFlightSettings) {
  const held: ServerResponse[] = [];
  const subgraph = await openSmallServer((_body, response) => held.push(response));
  const metrics = createMetrics();
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ slow: 'type Query { slow: String }' }),
    transportFor: () => httpTransport({ url: subgraph.url }),
    metrics,
    inFlight,
  });
  onTestFinished(async () => {
    await gateway.close();
    await subgraph.close();
  });
  return {
    held,
    /** The number of requests that wait for a place. */
    waiting: async () => Number(/in_flight\{state="waiting"\} (\d+)/.exec(await metrics.metrics())?.[1]),
    answerOne: () => {
      const response = held.shift();
      response?.setHeader('content-type', 'application/json');
      response?.end('{"data":{"slow":"done"}}');
    },
    ask: async (query = '{ slow }') => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    readiness: async () => (await fetch(`${gateway.url}/health/ready`)).status,
    liveness: async () => (await fetch(`${gateway.url}/health/live`)).status,
  };
}

describe('more requests than the gateway answers at once', () => {
  it('wait for a place in their order, and turn readiness red before any is refused', async () => {
    const gateway = await openHeldGateway({ requestsMax: 2, waitingMax: 2, waitMs: 10_000 });

    expect(await gateway.readiness()).toBe(200);
    const answers = [gateway.ask(), gateway.ask()];
    await expect.poll(() => gateway.held.length).toBe(2);
    expect(await gateway.readiness()).toBe(503);
    answers.push(gateway.ask(), gateway.ask());
    await expect.poll(gateway.waiting).toBe(2);
    expect((await gateway.ask()).status).toBe(503);
    expect(gateway.held).toHaveLength(2);
    expect(await gateway.liveness()).toBe(200);

    for (let number = 0; number < 4; number += 1) {
      await expect.poll(() => gateway.held.length).toBeGreaterThan(0);
      gateway.answerOne();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await gateway.readiness()).toBe(200);
  });

  it('are refused as busy when they have waited for long enough', async () => {
    const gateway = await openHeldGateway({ requestsMax: 1, waitingMax: 10, waitMs: 200 });

    const first = gateway.ask();
    await expect.poll(() => gateway.held.length).toBe(1);
    const second = await gateway.ask();
    gateway.answerOne();

    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(second.text)).toEqual({
      errors: [
        {
          message: 'The gateway answers as many requests as it can. Try again in a moment.',
          extensions: { code: 'SERVICE_BUSY' },
        },
      ],
    });
    expect((await first).status).toBe(200);
    const third = gateway.ask();
    await expect.poll(() => gateway.held.length).toBe(1);
    gateway.answerOne();
    expect((await third).status).toBe(200);
  });

  it('give their places back after invalid documents', async () => {
    const gateway = await openHeldGateway({ requestsMax: 1, waitingMax: 0, waitMs: 200 });

    for (const query of ['{', '{ nothing }', '{ __typename }', '']) {
      expect((await gateway.ask(query)).status).not.toBe(503);
    }
    expect(await gateway.readiness()).toBe(200);
  });
});
