import { formatId, newId } from '@tributary/domain/ids.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { toolCallsAt } from '@tributary/gateway/request/issuer.ts';
import type { ToolCalls } from '@tributary/platform/tool-calls.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signer, stranger } from '../support/service-keys.ts';
import { trailOf } from './audit-trail.ts';
import { clientViewer, mutationsOf, openUsers } from './open-users.ts';

const from = '2026-12-01T10:00:00.000Z';
const to = '2026-12-01T10:00:04.000Z';

let users: Awaited<ReturnType<typeof openUsers>>;
let served: Awaited<ReturnType<typeof users.serve>>;
let place: URL;
beforeAll(async () => {
  users = await openUsers();
  served = await users.serve();
  place = new URL('/tool-calls', served.url);
});
afterAll(async () => {
  await served.close();
  await users.close();
});

function callsOf(viewer: Viewer, changes: Partial<ToolCalls> = {}): ToolCalls {
  const { issuer, tenant, subject } = callerOf(viewer);
  return {
    ...{ issuer, tenant, subject, address: '192.0.2.7', tool: 'list_accounts', outcome: 'answered' },
    ...{ agent: 'helper/1.0', calls: 2, from, to, requestIds: ['r-1', 'r-2'] },
    ...changes,
  };
}

const record = (calls: readonly ToolCalls[], by = signer) =>
  toolCallsAt(place.href, by)(calls, AbortSignal.timeout(5_000));
const recorded = (viewer = users.olga.viewer) => trailOf(users.ask, viewer, { actions: ['TOOLS_CALLED'] });

it('calls of tools are events of the trail, and the name of the agent is erased with the person', async () => {
  const person = await users.person(newId(), 'CUSTOMER');
  const id = formatId('usr', person.id);
  const program = clientViewer(users.organizationId, []);
  const facts = { tool: [null, 'list_accounts'], outcome: [null, 'answered'], calls: [null, '2'] };
  const times = { from: [null, from], to: [null, to], requestIds: [null, 'r-1 r-2'] };

  await record([callsOf(person.viewer), callsOf(program, { agent: null })]);
  const before = await recorded();
  await mutationsOf(users.ask)(users.olga.viewer, 'eraseUser', { id });
  const [after] = await recorded();

  expect(before).toMatchObject([
    { actor: id, subject: id, address: '192.0.2.7', changes: { ...facts, ...times, agent: [null, 'helper/1.0'] } },
    { changes: { ...facts, ...times } },
  ]);
  expect(before[1]?.changes).not.toHaveProperty('agent');
  expect(after).toMatchObject({ address: null, changes: { ...facts, agent: 'erased' } });
});

it('calls without an organization here are left out, and those of another one are its own', async () => {
  const before = await recorded();
  await record([
    callsOf({ kind: 'anonymous' }),
    callsOf(users.olga.viewer, { issuer: 'https://login.example.com' }),
    callsOf(users.stranger.viewer),
  ]);

  expect(await recorded()).toEqual(before);
  expect(await recorded(users.stranger.viewer)).toHaveLength(1);
});

it('nobody but a service that signs can record, and nothing but calls is taken', async () => {
  const before = await recorded();
  const body = (text: string) => fetch(place, { method: 'POST', headers: { 'x-tributary-caller': '' }, body: text });

  await expect(record([callsOf(users.olga.viewer)], stranger)).rejects.toThrow('status 401');
  await expect(record([callsOf(users.olga.viewer, { calls: 0 })])).rejects.toThrow('status 400');
  await expect(record([callsOf(users.olga.viewer, { agent: 'a\0b' })])).rejects.toThrow('status 400');
  expect((await body('{')).status).toBe(401);

  expect(await recorded()).toEqual(before);
});
