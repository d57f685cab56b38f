import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { createOrganization } from '@tributary/users/people/create-organization.ts';
import { insertUser } from '@tributary/users/people/create-user.ts';
import type { openTestPlatform } from '../support/open-test-platform.ts';

type Opened = Awaited<ReturnType<typeof openTestPlatform>>;

/**
 * Owner of a secret. Vera is another customer, the savings are Carla's other account, and the house is the
 * organization's own account.
 */
export type Owner = 'vera' | 'savings' | 'house';
export type Secret = { owner: Owner; name: string; text: string };

const password = 'correct horse';

/**
 * An organization in which everything that is not Carla's carries a unique text or amount, with the users and API
 * clients that query it. Carla has a current account and savings. Vera and the house each paid into Carla's current
 * account, so that she knows the ids of those two accounts.
 */
export async function plantSecrets({ platform, ask }: Opened) {
  const secrets: Secret[] = [];
  const secret = (owner: Owner, name: string) => {
    const text = `${owner}-${name}-${randomBytes(6).toString('hex')}`.replaceAll(' ', '-');
    secrets.push({ owner, name, text });
    return text;
  };
  const keepId = (owner: Owner, name: string, id: string) => {
    secrets.push({ owner, name, text: id }, { owner, name: `${name}, inside`, text: uuidOf(id) });
    return id;
  };
  /** A unique amount of some tens of thousands, so that later amounts are always covered. */
  const secretAmount = (owner: Owner, name: string, tenThousands: number) => {
    const minorUnits = String(tenThousands * 1_000_000 + randomInt(100_000, 1_000_000));
    const amount = `${minorUnits.slice(0, -2)}.${minorUnits.slice(-2)}`;
    secrets.push({ owner, name, text: amount }, { owner, name: `${name} in minor units`, text: minorUnits });
    return { amount, currency: 'EUR' };
  };
  const run = async (token: string | undefined, operation: string, variables: object = {}): Promise<any> => {
    const { data, errors } = await ask(operation, variables, token);
    const [answer]: any[] = Object.values(data ?? {});
    if (errors !== undefined || (answer?.errors ?? []).length > 0) {
      throw new Error(`not planted: ${JSON.stringify(errors ?? answer)}`);
    }
    return answer;
  };
  const mutate = (token: string | undefined, name: string, input: object, selection: string) =>
    run(
      token,
      `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} errors { code message } } }`,
      { input },
    );

  const person = async (organizationId: string, role: 'CUSTOMER' | 'OPERATOR', name: string, email: string) => {
    const outcome = await insertUser(platform.subgraphs.users.db, { organizationId, email, name, role, password });
    if ('refusal' in outcome) {
      throw new Error('an email was taken');
    }
    const { accessToken } = await mutate(undefined, 'signIn', { email, password }, 'accessToken');
    const { id } = outcome.user;
    const viewer: Viewer = { kind: 'user', id, organizationId, role, expiresAt: inAnHour() };
    return { id: `usr_${id.replaceAll('-', '')}`, token: accessToken as string, viewer };
  };
  const client = async (scopes: string[], accountIds: string[] | null, name: string) => {
    const { apiClient, apiKey } = await mutate(
      olga.token,
      'createApiClient',
      { name, scopes, accountIds },
      'apiClient { id } apiKey',
    );
    const { accessToken } = await mutate(undefined, 'exchangeApiKey', { apiKey }, 'accessToken');
    const viewer = {
      kind: 'client',
      id: parseId('cli', apiClient.id),
      organizationId: inside.id,
      scopes,
      accountIds: accountIds?.map((id) => parseId('acct', id)) ?? null,
      expiresAt: inAnHour(),
    } as Viewer;
    return { id: apiClient.id as string, token: accessToken as string, viewer };
  };
  const open = async (token: string, input: object): Promise<string> => {
    const payload = await mutate(
      token,
      'openAccount',
      { idempotencyKey: key(), class: 'LIABILITY', currency: 'EUR', ...input },
      'account { id }',
    );
    return payload.account.id;
  };
  const transfer = async (
    token: string,
    debitAccountId: string,
    creditAccountId: string,
    rest: object,
  ): Promise<any> => {
    const payload = await mutate(
      token,
      'createTransfer',
      { idempotencyKey: key(), debitAccountId, creditAccountId, ...rest },
      'transfer { id sequence cursor }',
    );
    return payload.transfer;
  };
  const notes = (owner: Owner, name: string) => ({
    description: secret(owner, `${name} description`),
    externalId: secret(owner, `${name} external id`),
    metadata: { note: secret(owner, `${name} metadata`) },
  });

  const suffix = randomBytes(4).toString('hex');
  const inside = await createOrganization(platform.subgraphs.users.db, 'Inside');
  const outside = await createOrganization(platform.subgraphs.users.db, 'Outside');
  const olga = await person(
    inside.id,
    'OPERATOR',
    secret('house', 'operator name'),
    `${secret('house', 'operator email')}@x.test`,
  );
  const vera = await person(inside.id, 'CUSTOMER', secret('vera', 'name'), `${secret('vera', 'email')}@x.test`);
  const carla = await person(inside.id, 'CUSTOMER', 'Carla', `carla-${suffix}@x.test`);
  const otto = await person(outside.id, 'OPERATOR', 'Otto', `otto-${suffix}@x.test`);
  keepId('house', 'operator id', olga.id);
  keepId('vera', 'user id', vera.id);

  const account = (owner: Owner, name: string, ownerId: string | null) =>
    open(olga.token, {
      name: secret(owner, `${name} name`),
      metadata: { note: secret(owner, `${name} metadata`) },
      ...(ownerId === null
        ? { class: 'ASSET', overdraftLimit: null }
        : {
            ownerId,
            openedAt: '2026-01-01T00:00:00Z',
            overdraftLimit: secretAmount(owner, `${name} overdraft limit`, 700),
          }),
    });
  const house = await account('house', 'account', null);
  const reserve = keepId('house', 'reserve id', await account('house', 'reserve', null));
  const everyday = await account('vera', 'everyday', vera.id);
  const hidden = keepId('vera', 'hidden account id', await account('vera', 'hidden account', vera.id));
  const current = await open(olga.token, { name: 'Current', ownerId: carla.id });
  const savings = await account('savings', 'account', carla.id);
  const ottos = await open(otto.token, { name: 'Otto', ownerId: otto.id });
  const ottosBank = await open(otto.token, { name: 'Bank', class: 'ASSET', overdraftLimit: null });
  const ottosTransfer = await transfer(otto.token, ottosBank, ottos, { amount: eur('1.00') });

  // Transfers from or to Carla.
  const deposit = await transfer(olga.token, house, current, { amount: eur('5000.00') });
  const veras = secretAmount('vera', 'deposit', 800);
  await transfer(olga.token, house, everyday, { amount: veras, ...notes('vera', 'deposit') });
  // Crossed by the next transfer, which Carla sees.
  const { alert } = await mutate(
    olga.token,
    'createBalanceAlert',
    { idempotencyKey: key(), accountId: everyday, field: 'POSTED', direction: 'BELOW', threshold: veras },
    'alert { id }',
  );
  const alertId = keepId('vera', 'alert id', alert.id);
  await transfer(vera.token, everyday, current, { amount: eur('12.34'), description: 'For lunch' });
  const { hold: ownHold } = await mutate(
    carla.token,
    'createHold',
    { idempotencyKey: key(), debitAccountId: current, creditAccountId: everyday, amount: eur('3.00') },
    'hold { id }',
  );
  await transfer(olga.token, house, savings, {
    amount: secretAmount('savings', 'deposit', 600),
    ...notes('savings', 'deposit'),
  });

  // Transfers between others.
  const paid = await transfer(olga.token, everyday, hidden, {
    amount: secretAmount('vera', 'transfer', 500),
    effectiveAt: '2026-01-02T03:04:05.678Z',
    ...notes('vera', 'transfer'),
  });
  keepId('vera', 'transfer id', paid.id);
  const { transfer: undone } = await mutate(
    olga.token,
    'reverseTransfer',
    { idempotencyKey: key(), transferId: paid.id, amount: eur('1.11'), ...notes('vera', 'reversal') },
    'transfer { id }',
  );
  keepId('vera', 'reversal id', undone.id);
  const { results } = await run(
    vera.token,
    'mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { transfer { id journalId } errors { code } } } }',
    {
      input: {
        transfers: [1, 2].map((leg) => ({
          idempotencyKey: key(),
          journal: 'one',
          debitAccountId: hidden,
          creditAccountId: reserve,
          amount: eur(`${leg}.01`),
          ...notes('vera', `leg ${leg}`),
        })),
      },
    },
  );
  for (const [index, leg] of results.entries()) {
    keepId('vera', `leg ${index + 1} id`, leg.transfer.id);
  }
  const journalId = keepId('vera', 'journal id', results[0].transfer.journalId);
  const heldOf = async (name: string, rest: object = {}) => {
    const input = {
      idempotencyKey: key(),
      debitAccountId: hidden,
      creditAccountId: reserve,
      amount: eur('1000.00'),
      ...notes('vera', name),
      ...rest,
    };
    const { hold } = await mutate(vera.token, 'createHold', input, 'hold { id }');
    return keepId('vera', `${name} id`, hold.id);
  };
  await heldOf('expiring hold', { expiresIn: 1 });
  const capturedHold = await heldOf('captured hold', { amount: secretAmount('vera', 'hold', 300) });
  const capture = await mutate(
    vera.token,
    'captureHold',
    {
      idempotencyKey: key(),
      holdId: capturedHold,
      amount: secretAmount('vera', 'capture', 200),
      ...notes('vera', 'capture'),
    },
    'transfer { id }',
  );
  keepId('vera', 'capture id', capture.transfer.id);
  const voidedHold = await heldOf('voided hold', { revocable: true });
  await mutate(vera.token, 'voidHold', { idempotencyKey: key(), holdId: voidedHold }, 'hold { id }');

  const partner = await client(['accounts:read'], [hidden], secret('vera', 'API client name'));
  keepId('vera', 'API client id', partner.id);

  const kinds = async (): Promise<string[]> => {
    const { nodes } = await run(olga.token, '{ ledgerEvents(last: 100) { nodes { __typename } } }');
    return nodes.map((node: any) => node.__typename);
  };
  while (!(await kinds()).includes('HoldExpired')) {
    await sleep(50);
  }
  for (const [owner, id] of [
    ['vera', everyday],
    ['vera', hidden],
    ['savings', savings],
    ['house', house],
  ] as const) {
    const { balance, entries } = await run(
      olga.token,
      'query ($id: ID!) { account(id: $id) { balance { posted { amount } pending { amount } available { amount } } entries(first: 100) { nodes { balanceAfter { amount } } } } }',
      { id },
    );
    const amounts = [
      balance.posted,
      balance.pending,
      balance.available,
      ...entries.nodes.map((node: any) => node.balanceAfter),
    ].map(({ amount }) => String(amount));
    // Shorter amounts could occur in a response by chance.
    for (const text of new Set(amounts.filter((amount) => amount.length > 8))) {
      secrets.push({ owner, name: 'balance', text });
    }
  }
  return {
    run,
    mutate,
    transfer,
    secrets,
    person: { olga, vera, carla, otto },
    client,
    organizationId: inside.id,
    account: { house, reserve, everyday, hidden, current, savings, ottos, ottosBank },
    made: { deposit, ottosTransfer, ownHold: ownHold.id as string, paid, journalId, capturedHold, alertId, partner },
  };
}

export const uuidOf = (id: string): string => id.replace(/^[a-z]+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const key = () => newId();
const inAnHour = () => Math.floor(Date.now() / 1000) + 3_600;
