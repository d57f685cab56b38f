import { mcpShape } from '@tributary/gateway/front/mcp/mcp-settings.ts';
import { demandControlShape } from '@tributary/gateway/request/demand-control.ts';
import { localTokenBuckets } from '@tributary/platform/token-buckets.ts';
import { expect, it } from 'vitest';
import { ask1, ask2, http2Session, secureNewsroom } from '../gateway/secure-newsroom.ts';
import { connect, freshAgentShop, textOf } from './open-agents.ts';

const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

it('an agent is answered over HTTP/2 as over HTTP/1.1, and its metadata names TLS', async () => {
  const room = await secureNewsroom({ mcp: mcpShape.parse({ anonymous: true, runQuery: true }) });
  const session = http2Session(room);
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'run_query', arguments: { query: '{ latest }' } },
  };
  const asked = { path: '/mcp', headers, body: JSON.stringify(call) };

  const [one, two] = [await ask1(room, asked), await ask2(session, asked)];
  const metadata = await ask2(session, { path: '/.well-known/oauth-protected-resource' });

  expect([one.status, two.status]).toEqual([200, 200]);
  expect(two.body).toBe(one.body);
  expect(two.body).toContain('structuredContent');
  expect(metadata.body).toContain(`"resource":"${room.url}/mcp"`);
});

it('the limits on rates count each message of an agent', async () => {
  const limit = { name: 'three', by: 'caller', of: 'requests', callers: 'all', capacity: 3, perSecond: 0.001 } as const;
  const shop = await freshAgentShop({}, { rates: { limits: [limit], buckets: localTokenBuckets() } });
  const token = await shop.token();
  const statuses: number[] = [];

  for (let count = 0; count < 4; count += 1) {
    const response = await fetch(`${shop.url}/mcp`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}` },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    await response.text();
    statuses.push(response.status);
  }

  expect(statuses).toEqual([200, 200, 200, 429]);
});

it('a query that is too deep, or costs too much, is a failure with the code, and nothing is fetched', async () => {
  const demandControl = demandControlShape.parse({ mode: 'enforce', max: 5 });
  const shop = await freshAgentShop({ runQuery: true }, { demandControl });
  const client = await connect(shop, { token: await shop.token() });
  const run = async (query: string) => client.callTool({ name: 'run_query', arguments: { query } });
  const nested = (levels: number): string => (levels === 0 ? 'text' : `author { reviews { ${nested(levels - 1)} } }`);

  const [deep, costly] = [await run(`{ reviews { ${nested(10)} } }`), await run(`{ reviews { ${nested(2)} } }`)];

  expect(textOf(deep)).toContain('is nested deeper than 15 levels');
  expect(textOf(costly)).toMatch(/^COST_ESTIMATED_TOO_EXPENSIVE: /);
  expect([deep.isError, costly.isError]).toEqual([true, true]);
  expect(shop.requests).toEqual([]);
});
