import { randomUUID } from 'node:crypto';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { demandControlDefault } from '@tributary/gateway/request/demand-control.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { isRecord } from '@tributary/platform/json/exact-json.ts';
import {
  buildClientSchema,
  getIntrospectionQuery,
  isUnionType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { openTestPlatform } from '../support/open-test-platform.ts';
import { everyOperation, type Operation, type Probe, type Probes } from './every-operation.ts';
import { comparable, errorsOutOfPlace, leakFinder, type Answer, type TestViewer } from './find-leaks.ts';
import { plantSecrets, uuidOf, type Owner } from './planted-secrets.ts';

const everybody: readonly Owner[] = ['vera', 'savings', 'house'];
const sidesShape = z.object({ debit: z.object({ id: z.string() }), credit: z.object({ id: z.string() }) });
const eventsShape = z.object({
  nodes: z.array(z.object({ sequence: z.string(), transfer: sidesShape.optional(), hold: sidesShape.optional() })),
});
/** `buildClientSchema` checks the parts. */
const introspectionShape = z.custom<IntrospectionQuery>((data) => isRecord(data) && isRecord(data['__schema']));
type Planted = Awaited<ReturnType<typeof plantSecrets>>;
export type Send = (viewer: TestViewer, document: string, variables: Record<string, unknown>) => Promise<Answer>;

const attemptsMax = 5;
const pauseMs = 1_000;

/** Opens a platform with planted secrets, and the search for them: viewers, their operations, and faults of answers. */
export async function openLeakSearch() {
  // The operations of the search select everything, which costs more than clients may ask for.
  const opened = await openTestPlatform({ demandControl: { ...demandControlDefault, mode: 'measure' } });
  const planted = await plantSecrets(opened);
  const { nodes } = eventsShape.parse(
    await planted.run(
      planted.person.olga.token,
      `{ ledgerEvents(first: 100) { nodes { sequence ... on TransferPosted { transfer { debit { id } credit { id } } } ... on HoldCaptured { hold { debit { id } credit { id } } }
      ... on HoldCreated { hold { debit { id } credit { id } } } ... on HoldVoided { hold { debit { id } credit { id } } } ... on HoldExpired { hold { debit { id } credit { id } } } } } }`,
    ),
  );
  const rows = nodes.map(({ sequence, transfer, hold }) => ({
    sequence,
    accounts: [transfer, hold].flatMap((sides) => (sides === undefined ? [] : [sides.debit.id, sides.credit.id])),
  }));
  const leaksIn = leakFinder({ ...planted, rows });
  // Introspection shows what the caller may use, and an operator may use everything.
  const introspection = await opened.ask(getIntrospectionQuery(), {}, planted.person.olga.token);
  const schema = buildClientSchema(introspectionShape.parse(introspection.data));
  /** Sends again what the gateway was too busy to plan, as its error says. */
  const throughGateway: Send = async (viewer, document, variables) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer: Answer = await opened.ask(document, variables, viewer.token);
      const isBusy = answer.errors?.some(({ extensions }) => extensions?.code === 'SERVICE_BUSY') === true;
      if (!isBusy || attempt === attemptsMax) {
        return answer;
      }
      await wait(pauseMs);
    }
  };
  const sendersToSubgraphs = Object.values(opened.platform.subgraphs).map(
    ({ subgraph }): [string, GraphQLSchema, Send] => [
      subgraph.name,
      subgraph.schema,
      async ({ viewer }, query, variables) =>
        subgraph.execute({
          query,
          variables,
          caller: opened.platform.keys.signerOf('gateway').sign(callerOf(viewer), subgraph.name),
          requestId: 'test',
        }),
    ],
  );

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

  return {
    opened,
    planted,
    schema,
    ...(await makeViewers(planted)),
    leaksIn,
    faultsOf,
    throughGateway,
    sendersToSubgraphs,
    probesFor: (viewer: TestViewer, of: GraphQLSchema) => probesFor(planted, viewer, of),
    changesOf: (viewer: TestViewer) => changesOf(schema, probesFor(planted, viewer, schema)),
    close: () => opened.close(),
  };
}

/** An operator, who sees everything, and the viewers who see a part or nothing. */
async function makeViewers(planted: Planted): Promise<{ operator: TestViewer; viewers: TestViewer[] }> {
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
  const operator: TestViewer = { name: 'an operator', ...person.olga, knows: everybody, sees: [], own: carlas };
  const viewers: TestViewer[] = [
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
  return { operator, viewers };
}

/** The probes: data of the viewer first, then data of others, each with an unknown twin. */
function probesFor(planted: Planted, { own, viewer, knows }: TestViewer, of: GraphQLSchema): Probes {
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

/**
 * Every mutation that takes an id, with each id of others. Any account may be credited, so that argument is left out.
 */
function changesOf(schema: GraphQLSchema, probes: Probes): Operation[] {
  return everyOperation(schema, 'mutation', probes).filter(
    ({ where, probe, twinVariables }) =>
      typeof probe?.value === 'object' &&
      /ids?$/i.test(where) &&
      twinVariables !== null &&
      !/creditAccountId$|externalId$/.test(where),
  );
}
