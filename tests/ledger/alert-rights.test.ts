import { newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoaders } from '../../subgraphs/ledger/read/loaders.ts';
import { acct } from './fresh-ledger.ts';
import {
  alertInput,
  createBalanceAlert,
  events,
  ledgerWithAlerts,
  type LedgerWithAlerts,
} from './ledger-with-alerts.ts';

let ledger: LedgerWithAlerts;
/** A customer with an account, which pays to the shop of somebody else. */
let owner: Viewer;
let wallet: string;
let shop: string;
let stranger: Viewer;

beforeAll(async () => {
  ledger = await ledgerWithAlerts();
  const { owner: customer, payer, payee } = await ledger.payerAndPayee();
  [owner, wallet, shop] = [customer, payer, payee];
  stranger = { ...ledger.operator, organizationId: newId() } as Viewer;
});
afterAll(() => ledger.close());

const scopes = ['accounts:read', 'events:read'] as const;
const create = (viewer: Viewer, accountId: string) =>
  ledger.execute(viewer, createBalanceAlert, { input: alertInput({ accountId, threshold: '50.00' }) });
const errorOf = (code: string) => ({ errors: [{ extensions: { code } }] });

describe('an alert', () => {
  it.each([
    ['an operator', () => ledger.operator],
    ['an API client', () => ledger.client(scopes)],
    ['an API client that is confined to the account', () => ledger.client(scopes, [wallet])],
  ])('is created, listed and deleted by %s', async (_, viewerOf) => {
    const viewer = viewerOf();

    const { id } = await ledger.alert({ accountId: wallet, threshold: '1.00' }, { viewer });

    expect(await ledger.alertsOf(wallet, viewer)).toContain(id);
    expect(await ledger.deleteAlert(id, { viewer })).toMatchObject({ data: { deleteBalanceAlert: { errors: [] } } });
    expect(await ledger.alertsOf(wallet, viewer)).not.toContain(id);
  });

  it.each([
    ['the owner of the account', () => owner, 'FORBIDDEN'],
    ['another customer', () => ledger.customer(), 'FORBIDDEN'],
    ['an API client without `events:read`', () => ledger.client(['accounts:read', 'accounts:write']), 'FORBIDDEN'],
    ['an API client without `accounts:read`', () => ledger.client(['events:read', 'transfers:write']), 'FORBIDDEN'],
    ['an anonymous viewer', (): Viewer => ({ kind: 'anonymous' }), 'UNAUTHENTICATED'],
  ])('is neither created nor deleted by %s, who does not see it', async (_, viewerOf, code) => {
    const viewer = viewerOf();
    const { id } = await ledger.alert({ accountId: wallet, threshold: '1.00' });

    const created = await create(viewer, wallet);
    const deleted = await ledger.deleteAlert(id, { viewer });

    expect(created).toMatchObject(errorOf(code));
    expect(deleted).toMatchObject(errorOf(code));
    expect(await ledger.alertsOf(wallet, viewer)).toBeNull();
    expect(await ledger.alertsOf(wallet)).toContain(id);
    await ledger.deleteAlert(id);
  });

  it.each([
    ['an API client that is confined to others', () => ledger.client(scopes, [shop])],
    ['an API client that is confined to none', () => ledger.client(scopes, [])],
    ['an operator of another organization', () => stranger],
  ])('does not exist for %s, and neither does its account', async (_, viewerOf) => {
    const viewer = viewerOf();
    const { id } = await ledger.alert({ accountId: wallet, threshold: '1.00' });

    const [created, invented] = [await create(viewer, wallet), await create(viewer, newId())];
    const deleted = await ledger.deleteAlert(id, { viewer });

    const notFound = { createBalanceAlert: { alert: null, errors: [{ code: 'ACCOUNT_NOT_FOUND' }] } };
    expect(created).toMatchObject({ data: notFound });
    expect(invented.data).toEqual(created.data);
    expect(deleted).toMatchObject({ data: { deleteBalanceAlert: { errors: [{ code: 'BALANCE_ALERT_NOT_FOUND' }] } } });
    expect(await ledger.alertsOf(wallet, viewer)).toBeNull();
    expect(await ledger.alertsOf(wallet)).toContain(id);
    await ledger.deleteAlert(id);
  });

  it('is deleted by an operator and the API client that created it, and by no other client', async () => {
    const [one, other] = [ledger.client(scopes), ledger.client(scopes)];
    const mine = await ledger.alert({ accountId: wallet, threshold: '1.00' }, { viewer: one });
    const theirs = await ledger.alert({ accountId: wallet, threshold: '1.00' });

    for (const [viewer, alert] of [
      [other, mine],
      [one, theirs],
    ] as const) {
      expect(await ledger.deleteAlert(alert.id, { viewer })).toMatchObject({
        data: { deleteBalanceAlert: { alert: null, errors: [{ code: 'NOT_PERMITTED', path: ['input', 'alertId'] }] } },
      });
    }
    expect(await ledger.alertsOf(wallet, one)).toEqual([mine.id, theirs.id]);
    for (const { id } of [mine, theirs]) {
      expect(await ledger.deleteAlert(id)).toMatchObject({ data: { deleteBalanceAlert: { errors: [] } } });
    }
  });

  it('has a key of its creator: the same key of another client creates another alert', async () => {
    const idempotencyKey = newId();
    const [one, other] = [ledger.client(scopes), ledger.client(scopes)];

    const first = await ledger.alert({ accountId: wallet, threshold: '1.00', idempotencyKey }, { viewer: one });
    const second = await ledger.alert({ accountId: wallet, threshold: '2.00', idempotencyKey }, { viewer: other });

    expect(second.id).not.toBe(first.id);
    await ledger.deleteAlert(first.id);
    await ledger.deleteAlert(second.id);
  });

  it('is listed for a page of accounts by one statement', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => ledger.openAccount()));
    const alert = await ledger.alert({ accountId: ids[3] ?? '', threshold: '1.00' });
    ledger.statements.length = 0;

    const { data } = await ledger.execute(
      ledger.operator,
      'query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { balanceAlerts { id } } } }',
      { ids: ids.map((id) => ({ __typename: 'Account', id: acct(id) })) },
    );

    expect(data?.['_entities']).toEqual(
      ids.map((_, index) => ({ balanceAlerts: index === 3 ? [{ id: alert.id }] : [] })),
    );
    expect(ledger.statements.filter((statement) => statement.includes('balance_alerts'))).toHaveLength(1);
  });
});

describe('a loader of alerts', () => {
  it('loads an alert only for viewers who may see it, by id and by account', async () => {
    const { id } = await ledger.alert({ accountId: wallet, threshold: '1.00' });
    const alertId = parseId('alert', id);
    const { db, close } = openPostgres({ url: ledger.databaseUrl, applicationName: 'tests', poolSize: 1 });
    const loadAs = async (viewer: Viewer) => {
      const load = createLoaders(db, viewer);
      return [await load.balanceAlert.load(alertId), (await load.alertsOfAccount.load(wallet))[0]].map(
        (alert) => alert?.id ?? null,
      );
    };

    const allowed = [ledger.operator, ledger.client(scopes), ledger.client(scopes, [wallet])];
    const others = [owner, stranger, ledger.client(scopes, [shop]), ledger.client(['accounts:read'])];

    expect(await Promise.all(allowed.map(loadAs))).toEqual(allowed.map(() => [alertId, alertId]));
    expect(await Promise.all(others.map(loadAs))).toEqual(others.map(() => [null, null]));
    await close();
    await ledger.deleteAlert(id);
  });
});

describe('a crossing', () => {
  it('is seen by those who may see the account of the alert, and by nobody else who sees the event', async () => {
    const onWallet = await ledger.alert({ accountId: wallet, threshold: '95.00' });
    const onShop = await ledger.alert({ accountId: shop, threshold: '1.00', direction: 'ABOVE' });
    const { cursor } = onShop;
    await ledger.transfer({ debit: wallet, credit: shop, amount: '10.00' });
    const seenBy = async (viewer: Viewer) => {
      const { nodes } = await ledger.list({ after: cursor }, viewer);
      return nodes.map(({ crossedAlerts }) => crossedAlerts.map(({ alertId }) => alertId));
    };

    const [wallets, shops] = [ledger.client(scopes, [wallet]), ledger.client(scopes, [shop])];
    const filtered = async (viewer: Viewer, filter: object) =>
      (await ledger.list({ after: cursor, filter }, viewer)).nodes.length;

    expect(await seenBy(ledger.operator)).toEqual([[onWallet.id, onShop.id]]);
    expect(await seenBy(ledger.client(scopes))).toEqual([[onWallet.id, onShop.id]]);
    expect(await seenBy(wallets)).toEqual([[onWallet.id]]);
    expect(await seenBy(shops)).toEqual([[onShop.id]]);
    expect(await seenBy(owner)).toEqual([[]]);
    expect(await seenBy(ledger.client(['events:read'], [wallet]))).toEqual([[]]);
    expect(await filtered(wallets, { crossedAlertsOnly: true })).toBe(1);
    expect(await filtered(wallets, { alertIds: [onWallet.id, onShop.id] })).toBe(1);
    expect(await filtered(wallets, { alertIds: [onShop.id] })).toBe(0);
  });

  it('on the other side of an event is hidden from a client that sees the event', async () => {
    const { id, cursor } = await ledger.alert({ accountId: shop, threshold: '15.00', direction: 'ABOVE' });
    const wallets = ledger.client(scopes, [wallet]);
    await ledger.transfer({ debit: wallet, credit: shop, amount: '10.00' });

    const [all, crossing, named] = await Promise.all(
      [{}, { crossedAlertsOnly: true }, { alertIds: [id] }].map((filter) =>
        ledger.list({ after: cursor, filter }, wallets),
      ),
    );

    expect(all?.nodes).toMatchObject([{ crossedAlerts: [] }]);
    expect([crossing?.nodes, named?.nodes]).toEqual([[], []]);
    expect((await ledger.list({ after: cursor, filter: { alertIds: [id] } })).nodes).toHaveLength(1);
  });

  it.each([
    ['a customer', () => owner],
    ['an API client without `accounts:read`', () => ledger.client(['events:read'])],
  ])('is no filter for %s, whose stream would deliver nothing', async (_, viewerOf) => {
    const alertIds = [`alert_${'0'.repeat(32)}`];

    for (const filter of [{ crossedAlertsOnly: true }, { alertIds }, { crossedAlertsOnly: false, alertIds }]) {
      expect(await ledger.execute(viewerOf(), events, { filter })).toMatchObject(errorOf('FORBIDDEN'));
    }
    expect((await ledger.execute(viewerOf(), events, { filter: { crossedAlertsOnly: false } })).errors).toBeUndefined();
  });

  it.each([
    ['no id', [], 'BAD_USER_INPUT'],
    ['101 ids', Array.from({ length: 101 }, () => `alert_${'0'.repeat(32)}`), 'BAD_USER_INPUT'],
    ['the id of an account', [`acct_${'0'.repeat(32)}`], 'INVALID_ID'],
  ])('is filtered by 1 to 100 ids of alerts, and not by %s', async (_, alertIds, code) => {
    expect(await ledger.execute(ledger.operator, events, { filter: { alertIds } })).toMatchObject(errorOf(code));
  });

  it('of an unknown alert, or an alert of another organization, matches nothing', async () => {
    const alertIds = [`alert_${'0'.repeat(32)}`];

    expect((await ledger.list({ filter: { alertIds } })).nodes).toEqual([]);
    expect((await ledger.list({ filter: { crossedAlertsOnly: true } }, stranger)).nodes).toEqual([]);
  });
});

describe('the database', () => {
  it('lets the service neither write a crossing nor change an alert', async () => {
    const { id } = await ledger.alert({ accountId: wallet, threshold: '1.00' });
    const asService = (statement: string) =>
      ledger.sql.begin(async (tx) => {
        await tx`set local role tributary_ledger`;
        await tx.unsafe(statement);
      });

    for (const statement of [
      `insert into ledger.alert_crossings select organization_id, 1, id, account_id, 0, 0 from ledger.balance_alerts`,
      `update ledger.alert_crossings set balance_before = 0`,
      `delete from ledger.alert_crossings`,
      `update ledger.balance_alerts set threshold = 0`,
      `update ledger.balance_alerts set account_id = '${shop}'`,
      `delete from ledger.balance_alerts`,
    ]) {
      await expect(asService(statement)).rejects.toThrow(/permission denied/);
    }
    expect(await ledger.alertsOf(wallet)).toContain(id);
  });
});
