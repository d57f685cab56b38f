import { randomUUID } from 'node:crypto';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { signCaller } from '@tributary/platform/caller.ts';
import { buildClientSchema, getIntrospectionQuery, isUnionType, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestPlatform, socketClient } from '../support/open-test-platform.ts';
import { everyOperation, type Probe, type Probes, type Operation } from './every-operation.ts';
import {
  comparable,
  decoded,
  errorsOutOfPlace,
  leakFinder,
  stringsIn,
  type Answer,
  type TestViewer,
} from './find-leaks.ts';
import { plantSecrets, uuidOf, type Owner } from './planted-secrets.ts';

/** The secret of the test platform. */
const callerSecret = 'c'.repeat(32);

const everybody: readonly Owner[] = ['vera', 'savings', 'house'];
type Send = (viewer: TestViewer, document: string, variables: Record<string, unknown>) => Promise<Answer>;

// The tests send some thousand large queries.
vi.setConfig({ testTimeout: 600_000 });
/** The share of the queries for each viewer except the operator: all in CI, and every eighth in a local run. */
const inTurn = process.env['CI'] === 'true' ? 1 : 8;
const shareOf = (operations: readonly Operation[]) => operations.filter((_, index) => index % inTurn === 0);

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let planted: Awaited<ReturnType<typeof plantSecrets>>;
let leaksIn: ReturnType<typeof leakFinder>;
let schema: GraphQLSchema;
let operator: TestViewer;
let viewers: TestViewer[];

beforeAll(async () => {
  opened = await openTestPlatform();
  planted = await plantSecrets(opened);
  const { nodes } = await planted.run(
    planted.person.olga.token,
    `{ ledgerEvents(first: 100) { nodes { sequence ... on TransferPosted { transfer { debit { id } credit { id } } } ... on HoldCaptured { hold { debit { id } credit { id } } }
      ... on HoldCreated { hold { debit { id } credit { id } } } ... on HoldVoided { hold { debit { id } credit { id } } } ... on HoldExpired { hold { debit { id } credit { id } } } } } }`,
  );
  const rows = nodes.map(({ sequence, ...row }: any) => ({
    sequence,
    accounts: [row.transfer ?? row.hold].flatMap(({ debit, credit }) => [debit.id, credit.id]),
  }));
  leaksIn = leakFinder({ ...planted, rows });
  schema = buildClientSchema((await opened.ask(getIntrospectionQuery())).data as any);
  const { person, account, made, organizationId, client } = planted;
  const carlas = { accounts: [account.current, account.savings], transfer: made.deposit.id, hold: made.ownHold };
  const scopes = ['accounts:read', 'accounts:write', 'transfers:read', 'transfers:write', 'events:read'];
  const confined = await client(scopes, [account.current], 'Confined');
  const writer = await client(['transfers:write'], [account.current], 'Writer');
  const nobodys: Viewer = {
    kind: 'client',
    id: newId(),
    organizationId,
    scopes: [],
    accountIds: null,
    expiresAt: 9_999_999_999,
  };
  operator = { name: 'an operator', ...person.olga, knows: everybody, sees: [], own: carlas };
  viewers = [
    {
      name: 'a customer',
      ...person.carla,
      knows: ['savings'],
      sees: [person.carla.id, account.current, account.savings],
      own: carlas,
    },
    {
      name: 'a client that is confined to an account',
      ...confined,
      knows: [],
      sees: [account.current],
      own: { ...carlas, accounts: [account.current] },
    },
    { name: 'a client that may read nothing', ...writer, knows: [], sees: [], own: carlas },
    { name: 'a client without scopes', token: undefined, viewer: nobodys, knows: [], sees: [], own: carlas },
    {
      name: 'an operator of another organization',
      ...person.otto,
      knows: [],
      sees: [person.otto.id, account.ottos, account.ottosBank],
      own: { accounts: [account.ottos], transfer: made.ottosTransfer.id, hold: made.ownHold },
    },
    { name: 'an anonymous caller', token: undefined, viewer: { kind: 'anonymous' }, knows: [], sees: [], own: carlas },
  ];
});
afterAll(() => opened.close());

/** The probes: data of the viewer first, then data of others, each with an unknown twin. */
function probesFor({ own, viewer, knows }: TestViewer, of: GraphQLSchema): Probes {
  const { secrets, person, account, made } = planted;
  const another = (value: string): Probe => ({
    value,
    twin: value.replace(/(?<=_)[0-9a-f]{32}$/, () => newId().replaceAll('-', '')),
  });
  const foreign =
    viewer.kind !== 'anonymous' && viewer.kind !== 'service' && viewer.organizationId !== planted.organizationId;
  const ids = [
    ...[...own.accounts, own.transfer, own.hold].map((value) => ({ value })),
    ...[account.hidden, account.reserve, person.vera.id, person.olga.id].map(another),
    ...[made.paid.id, made.capturedHold, made.journalId, made.alertId, made.partner.id].map(another),
    // Carla has transfers with these two.
    ...[account.everyday, account.house].map((value) => (foreign ? another(value) : { value })),
  ];
  const organization = formatId('org', planted.organizationId);
  const entity = of.getType('_Entity');
  const entities = isUnionType(entity) ? entity.getTypes().map(({ name }) => name) : [];
  const some = (matching: RegExp) =>
    secrets
      .filter(
        (secret) => matching.test(secret.name) && (!knows.includes(secret.owner) || knows.length === everybody.length),
      )
      .slice(0, 2)
      .map(({ text }) => text);
  return {
    ID: ids,
    String: [...some(/external id/), ...some(/email|name/)].map((value) => ({ value, twin: randomUUID() })),
    Cursor: [made.paid.cursor, made.ottosTransfer.cursor, idCursor(account.hidden), idCursor(person.vera.id), ''].map(
      (value) => ({ value }),
    ),
    Metadata: some(/metadata/).map((note) => ({ value: { note }, twin: { note: randomUUID() } })),
    Decimal: [
      { value: '1.00' },
      ...some(/minor units/).map((digits) => ({ value: `${digits.slice(0, -2)}.${digits.slice(-2)}` })),
    ],
    CurrencyCode: [{ value: 'EUR' }],
    DateTime: [{ value: '2026-01-02T03:04:05.678Z' }],
    Int: [{ value: 1 }],
    _Any: [...ids, foreign ? another(organization) : { value: organization }].flatMap(({ value, ...rest }) => {
      const __typename = typeNames[String(value).replace(/_.*/, '')];
      return __typename === undefined || !entities.includes(__typename)
        ? []
        : [{ value: { __typename, id: value }, ...('twin' in rest ? { twin: { __typename, id: rest.twin } } : {}) }];
    }),
  };
}

const typeNames: Record<string, string> = {
  acct: 'Account',
  usr: 'User',
  tr: 'Transfer',
  hold: 'Hold',
  org: 'Organization',
};
const idCursor = (id: string) => Buffer.from(JSON.stringify([uuidOf(id)])).toString('base64url');

/** Sends all documents of an operation, and returns the faults of the answers. */
async function faultsOf(
  send: Send,
  viewer: TestViewer,
  { documents, variables, twinVariables, probe, where }: Operation,
) {
  const faults = await Promise.all(
    documents.map(async (document) => {
      const answer = await send(viewer, document, variables);
      const found = [...leaksIn(answer, viewer, variables), ...errorsOutOfPlace(answer)];
      if (twinVariables !== null && probe !== null && found.length === 0) {
        const [one, other] = [answer, await send(viewer, document, twinVariables)].map(comparable(probe));
        return one === other ? [] : [`answers hidden data and unknown data differently: ${one} and ${other}`];
      }
      return found;
    }),
  );
  return [...new Set(faults.flat())].map(
    (fault) => `${viewer.name} asked ${where} with ${JSON.stringify(probe?.value)}: ${fault}`,
  );
}

const throughGateway: Send = ({ token }, document, variables) => opened.ask(document, variables, token);

function sendersToSubgraphs(): [string, GraphQLSchema, Send][] {
  return Object.values(opened.platform.subgraphs).map(({ subgraph }) => [
    subgraph.name,
    subgraph.schema,
    async ({ viewer }, query, variables) =>
      subgraph.execute({
        query,
        variables,
        caller: await signCaller(callerOf(viewer), callerSecret),
        requestId: 'test',
      }),
  ]);
}

const mayCallGateway = ({ token, viewer }: TestViewer) => token !== undefined || viewer.kind === 'anonymous';

describe('data of others', () => {
  it('is found completely by these queries, if an operator sends them', async () => {
    for (const [name, senders] of [
      ['the gateway', [['gateway', schema, throughGateway]] as [string, GraphQLSchema, Send][]],
      ['the subgraphs', sendersToSubgraphs()],
    ] as const) {
      let seen = '';
      for (const [, of, send] of senders) {
        // The whole list has everything that a filter or a cursor would leave out.
        for (const { documents, variables } of everyOperation(of, 'query', {
          ...probesFor(operator, of),
          Cursor: [],
        }).filter(({ where }) => !where.includes('filter'))) {
          for (const document of documents) {
            const { data } = await send(operator, document, variables);
            seen += JSON.stringify(data) + stringsIn(data).map(decoded).join();
          }
        }
      }
      const unseen = planted.secrets
        .filter((secret) => !secret.name.endsWith('inside') && !seen.includes(secret.text))
        .map((secret) => `${secret.owner}: ${secret.name}`);
      expect({ name, unseen }).toEqual({ name, unseen: [] });
    }
  });

  it('is found by no other viewer through the gateway', async () => {
    const faults: string[] = [];
    for (const viewer of viewers.filter(mayCallGateway)) {
      for (const operation of shareOf(everyOperation(schema, 'query', probesFor(viewer, schema)))) {
        faults.push(...(await faultsOf(throughGateway, viewer, operation)));
      }
    }
    expect(faults).toEqual([]);
  });

  it('is found by no other viewer through the subgraphs, by reference or by root field', async () => {
    const faults: string[] = [];
    for (const [, of, send] of sendersToSubgraphs()) {
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
    const faults: string[] = [];
    for (const viewer of viewers.filter(mayCallGateway)) {
      for (const operation of shareOf(changesOf(viewer))) {
        faults.push(...(await faultsOf(throughGateway, viewer, operation)));
      }
    }
    expect(faults).toEqual([]);

    // The answers for an operator must differ, or the mutations would prove nothing. Operators change the probed data,
    // so they come last. The change that ends their own access comes last of all.
    const endsAccess = ({ where }: Operation) => where.startsWith('endSessions');
    const operations = changesOf(operator).toSorted(
      (one, other) => Number(endsAccess(one)) - Number(endsAccess(other)),
    );
    const differing = new Set<string>();
    for (const operation of operations) {
      // One difference per argument is enough.
      if (!differing.has(operation.where) && (await faultsOf(throughGateway, operator, operation)).length > 0) {
        differing.add(operation.where);
      }
    }
    const silent = [...new Set(operations.map(({ where }) => where))].filter((where) => !differing.has(where));
    // The account ids of a new client are stored as sent. Nobody sees accounts of unknown ids.
    expect(silent).toEqual(['createApiClient.input.accountIds']);
  });
});

/**
 * Every mutation that takes an id, with each id of others. Any account may be credited, so that argument is left out.
 */
function changesOf(viewer: TestViewer): Operation[] {
  return everyOperation(schema, 'mutation', probesFor(viewer, schema)).filter(
    ({ where, probe, twinVariables }) =>
      typeof probe?.value === 'object' &&
      /ids?$/i.test(where) &&
      twinVariables !== null &&
      !/creditAccountId$|externalId$/.test(where),
  );
}
