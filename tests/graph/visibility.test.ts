import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { socketClient } from '../support/open-test-platform.ts';
import { everyOperation, type Operation } from './every-operation.ts';
import type { TestViewer } from './find-leaks.ts';
import { openLeakSearch } from './leak-search.ts';

// The tests send some thousand large queries.
vi.setConfig({ testTimeout: 600_000 });
const isWhole = process.env['CI'] === 'true';
/** The operations to send: all in CI, and in a local run every 32nd, with one of its documents. */
const shareOf = (operations: readonly Operation[]) =>
  isWhole
    ? operations
    : operations
        .filter((_, index) => index % 32 === 0)
        .map((operation, index) => ({
          ...operation,
          documents: operation.documents.slice(index % operation.documents.length).slice(0, 1),
        }));

let search: Awaited<ReturnType<typeof openLeakSearch>>;
beforeAll(async () => {
  search = await openLeakSearch();
});
afterAll(() => search.close());

const mayCallGateway = ({ token, viewer }: TestViewer) => token !== undefined || viewer.kind === 'anonymous';

describe('data of others', () => {
  it('is found by no other viewer through the gateway', async () => {
    const { schema, viewers, faultsOf, probesFor, throughGateway } = search;
    const faults: string[] = [];
    for (const viewer of viewers.filter(mayCallGateway)) {
      for (const operation of shareOf(everyOperation(schema, 'query', probesFor(viewer, schema)))) {
        faults.push(...(await faultsOf(throughGateway, viewer, operation)));
      }
    }
    expect(faults).toEqual([]);
  });

  it('is found by no other viewer through the subgraphs, by reference or by root field', async () => {
    const { viewers, faultsOf, probesFor, sendersToSubgraphs } = search;
    const faults: string[] = [];
    for (const [, of, send] of sendersToSubgraphs) {
      for (const viewer of viewers) {
        for (const operation of shareOf(everyOperation(of, 'query', probesFor(viewer, of)))) {
          faults.push(...(await faultsOf(send, viewer, operation)));
        }
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('live events', () => {
  it('do not reach viewers who may not see them, and leave no trace in other events', async () => {
    const { opened, planted, schema, operator, viewers, leaksIn, probesFor } = search;
    const { transfer, person, account } = planted;
    const amount = { amount: '0.01', currency: 'EUR' };
    const documents = everyOperation(schema, 'subscription', { ...probesFor(operator, schema), Cursor: [] })
      .filter(({ probe }) => probe === null)
      .flatMap((operation) => operation.documents)
      // Each document selects some kinds of events, and the position of all.
      .map((document) => document.replace('{ __typename', '{ __typename sequence previousSequence'));
    const faults: string[] = [];

    for (const viewer of viewers.slice(0, 2)) {
      for (const query of documents) {
        // The first event exists before the stream begins, and shows that the stream is open.
        const { data: before } = await opened.ask('{ ledgerHead { cursor } }', {}, viewer.token);
        const variables = { after: (before as any).ledgerHead.cursor };
        await transfer(person.carla.token, account.current, account.everyday, { amount });
        const client = socketClient(opened.platform.url, viewer.token ?? '');
        let made: { unseen: string; own: string } | null = null;
        for await (const { data, errors } of client.iterate({ query, variables })) {
          faults.push(...leaksIn({ data }, viewer, variables), ...(errors ?? []).map(String));
          const [event = {}] = Object.values(data ?? {}) as { sequence?: string; previousSequence?: string }[];
          if (made === null) {
            // On the open stream, the first transfer must not be delivered, and the second must.
            const unseen = await transfer(person.vera.token, account.everyday, account.hidden, { amount });
            const own = await transfer(person.carla.token, account.current, account.everyday, { amount });
            made = { unseen: unseen.sequence, own: own.sequence };
          }
          if (event.sequence === made.unseen || event.previousSequence === made.unseen) {
            faults.push(`shows the sequence of a row: ${made.unseen}`);
          }
          if (event.sequence === made.own || data == null) {
            break;
          }
        }
        client.terminate();
      }
    }
    expect(faults).toEqual([]);
  });

  it('are refused to a viewer without any right to read, and the stream ends', async () => {
    const { opened, viewers } = search;
    const refused: unknown[] = [];
    for (const viewer of viewers.filter(({ name, token }) => token !== undefined && name.includes('nothing'))) {
      const client = socketClient(opened.platform.url, viewer.token ?? '');
      for await (const result of client.iterate({ query: 'subscription { ledgerEvents(after: "") { cursor } }' })) {
        refused.push(result.errors?.[0]?.extensions?.['code'], result.data?.['ledgerEvents'] ?? null);
      }
      client.terminate();
    }
    expect(refused).toEqual(['FORBIDDEN', null]);
  });
});

describe('a change of data of others', () => {
  it('is refused like a change of unknown data', async () => {
    const { viewers, changesOf, faultsOf, throughGateway } = search;
    const faults: string[] = [];
    for (const viewer of viewers.filter(mayCallGateway)) {
      for (const operation of shareOf(changesOf(viewer))) {
        faults.push(...(await faultsOf(throughGateway, viewer, operation)));
      }
    }
    expect(faults).toEqual([]);
  });
});
