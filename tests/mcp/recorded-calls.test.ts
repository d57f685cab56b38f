import { CallRecorder } from '@tributary/gateway/front/mcp/call-recorder.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import type { ToolCalls } from '@tributary/platform/tool-calls.ts';
import { openUsageStore } from '@tributary/platform/usage-store.ts';
import { hourBefore } from '@tributary/platform/usage-record.ts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freshFolder } from '../gateway/open-trusted-documents.ts';
import { collectLogs } from '../support/collect-logs.ts';
import { silentLog } from '../support/open-test-gateway.ts';
import { connect, freshAgentShop, handshakes } from './open-agents.ts';

/** A recorder into an array, which fails while `isAway`. */
function openRecorder() {
  const recorded: ToolCalls[] = [];
  const metrics = createMetrics();
  const place = { isAway: false };
  const { log, lines } = collectLogs();
  const record = async (calls: readonly ToolCalls[]) => {
    if (place.isAway) {
      throw new Error('it is away');
    }
    recorded.push(...calls);
  };
  const recorder = new CallRecorder({ record, log, metrics });
  onTestFinished(() => recorder.close());
  const lost = async () => Number(/unrecorded_calls_total (\d+)/.exec(await metrics.metrics())?.[1] ?? Number.NaN);
  return { recorder, recorded, place, lines, lost };
}

const caller = { ...anonymousCaller, issuer: 'tributary', tenant: 'org_1', subject: 'usr_1', address: '192.0.2.1' };
const aCall = { caller, tool: 'greeting', outcome: 'answered', agent: 'helper/1.0', requestId: 'r-1' };

describe('the recorder of calls', () => {
  it('records calls that are alike as one entry, with the first ids of their requests', async () => {
    const { recorder, recorded } = openRecorder();

    for (let count = 0; count < 30; count += 1) {
      recorder.add({ ...aCall, requestId: `r-${count}` });
    }
    recorder.add({ ...aCall, outcome: 'refused' });
    await recorder.flush();

    expect(recorded).toMatchObject([
      { tool: 'greeting', subject: 'usr_1', agent: 'helper/1.0', outcome: 'answered', calls: 30 },
      { outcome: 'refused', calls: 1, requestIds: ['r-1'] },
    ]);
    expect(recorded[0]?.requestIds).toHaveLength(20);
  });

  it('does not grow with the names that one caller sends', async () => {
    const { recorder, recorded } = openRecorder();

    for (let count = 0; count < 1_000; count += 1) {
      recorder.add({ ...aCall, agent: `helper-${count}` });
    }
    await recorder.flush();

    expect(recorded).toHaveLength(6);
    expect(recorded.at(-1)).toMatchObject({ agent: null, address: null, calls: 995 });
  });

  it('sends again what could not be recorded, in its order, and counts what it has no room for', async () => {
    const { recorder, recorded, place, lost } = openRecorder();
    place.isAway = true;

    for (let count = 0; count < 3_000; count += 1) {
      recorder.add({ ...aCall, caller: { ...caller, subject: `usr_${count}` } });
      if (count === 10) {
        await recorder.flush();
      }
    }
    place.isAway = false;
    await recorder.flush();

    expect(await lost()).toBe(1_000);
    expect(recorded.map(({ subject }) => subject)).toEqual(Array.from({ length: 2_000 }, (_, index) => `usr_${index}`));
  });

  it('says in the log what it loses when it closes', async () => {
    const { recorder, place, lines, lost } = openRecorder();
    place.isAway = true;
    recorder.add(aCall);

    await recorder.close();

    expect(await lost()).toBe(1);
    expect(lines.at(-1)).toMatchObject({ msg: 'calls of tools were not recorded; each is in the log', calls: 1 });
  });
});

it.each(handshakes)(
  'a call is recorded with its caller and its agent, and not its arguments (%s)',
  async (handshake) => {
    const recorded: ToolCalls[] = [];
    const recordToolCalls = async (calls: readonly ToolCalls[]) => void recorded.push(...calls);
    const shop = await freshAgentShop({}, { recordToolCalls });
    const client = await connect(shop, { handshake, token: await shop.token({ userId: 'ada' }) });

    await client.callTool({ name: 'person_by_id', arguments: { id: 'a secret' } });
    await client.callTool({ name: 'rename', arguments: { id: '1', name: 'a secret' } });
    await vi.waitFor(() => expect(recorded).toHaveLength(2), { timeout: 10_000, interval: 50 });

    expect(recorded).toMatchObject([
      { tool: 'person_by_id', outcome: 'answered', subject: 'usr_ada', agent: 'test/1.0.0', calls: 1 },
      { tool: 'rename', outcome: 'refused', agent: 'test/1.0.0' },
    ]);
    expect(JSON.stringify(recorded)).not.toContain('a secret');
  },
  20_000,
);

it('a slow or broken recorder delays no call', async () => {
  const recordToolCalls = () => new Promise<void>(() => {});
  const shop = await freshAgentShop({}, { recordToolCalls });
  const client = await connect(shop, { token: await shop.token() });

  for (let count = 0; count < 3; count += 1) {
    expect((await client.callTool({ name: 'greeting' })).isError).not.toBe(true);
  }
});

it.each(handshakes)('the agent is the client in the usage of operations (%s)', async (handshake) => {
  const folder = await freshFolder();
  const usage = await openUsageStore(folder, { keepDays: 30, log: silentLog });
  const shop = await freshAgentShop({}, { usage });
  const client = await connect(shop, { handshake, token: await shop.token() });

  await client.callTool({ name: 'greeting' });
  await shop.close();
  const store = await openUsageStore(folder, { keepDays: 30, log: silentLog });
  onTestFinished(() => store.close());

  expect((await store.read(hourBefore(1))).uses).toMatchObject([{ client: 'test', count: 1 }]);
});

it('the name of an agent is one short line, whatever it sends', async () => {
  const { log, lines } = collectLogs();
  const shop = await freshAgentShop({}, { log });
  const call = async (clientInfo: unknown) => {
    const protocol = 'io.modelcontextprotocol/';
    const meta = {
      [`${protocol}protocolVersion`]: '2026-07-28',
      [`${protocol}clientCapabilities`]: {},
      [`${protocol}clientInfo`]: clientInfo,
    };
    const response = await fetch(`${shop.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${await shop.token()}`,
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'greeting',
      },
      body: JSON.stringify({
        ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
        params: { name: 'greeting', _meta: meta },
      }),
    });
    await response.text();
    return lines.findLast(({ msg }) => msg === 'a tool was called')?.['agent'];
  };

  expect(await call({ name: 'a\nfake: line\u0007 \u202Eevil', version: '1' })).toBe('a fake: line evil/1');
  expect(await call({ name: `a${'🙂'.repeat(5_000)}`, version: '1' })).toBe(`a${'🙂'.repeat(49)}/1`);
});
