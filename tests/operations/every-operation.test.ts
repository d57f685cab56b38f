import { randomUUID } from 'node:crypto';
import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import {
  CreateTransfer,
  GetAccount,
  GetStatement,
  ListAccounts,
  SignIn,
} from '@tributary/schema/operations/operations.generated.ts';
import * as typed from '@tributary/schema/operations/operations.generated.ts';
import { print } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { followStream } from '../support/follow-stream.ts';
import { openTestPlatform } from '../support/open-test-platform.ts';
import { publicOperations } from '../support/public-operations.ts';
import { typedClient } from './typed-client.ts';

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let token: string;
beforeAll(async () => {
  opened = await openTestPlatform({ publicOperations: [operationsFolder] });
  const { signIn } = await typedClient(opened.platform.url)(SignIn, {
    input: { email: 'operator@demo.test', password: 'demo' },
  });
  token = signIn.accessToken ?? '';
});
afterAll(() => opened.close());

const operations = await publicOperations();
const page = { first: 100 };
const nobody = `usr_${'0'.repeat(31)}1`;
const noAccount = `acct_${'0'.repeat(31)}1`;
const noHold = `hold_${'0'.repeat(31)}1`;
const noTransfer = `tr_${'0'.repeat(31)}1`;
const noClient = `cli_${'0'.repeat(31)}1`;
const amount = { amount: '1.00', currency: 'EUR' };
const period = { from: '2026-01-01T00:00:00Z', before: '2026-02-01T00:00:00Z' };
const ofUser = { input: { id: nobody } };
const ofAccount = { input: { id: noAccount } };
const ofClient = { input: { id: noClient } };
const key = () => randomUUID();
const transfer = () => ({ idempotencyKey: key(), debitAccountId: noAccount, creditAccountId: noAccount, amount });

/** The largest page of each list, and inputs that are refused and change nothing. */
const variables: Readonly<Record<string, object>> = {
  BeginSignIn: { input: { provider: 'none' } },
  ChangePassword: { input: { currentPassword: 'wrong', newPassword: 'still the same one' } },
  CaptureHold: { input: { idempotencyKey: key(), holdId: noHold } },
  CloseAccount: ofAccount,
  ClosePeriod: { input: { until: '9999-01-01T00:00:00Z' } },
  CompleteSignIn: { input: { secret: 'none', code: 'none', state: 'none' } },
  CreateApiClient: { input: { name: '', scopes: [] } },
  CreateBalanceAlert: {
    input: { idempotencyKey: key(), accountId: noAccount, field: 'POSTED', threshold: amount, direction: 'BELOW' },
  },
  CreateHold: { input: transfer() },
  CreateTransfer: { input: transfer() },
  CreateTransfers: { input: { transfers: [transfer(), transfer()] } },
  CreateUser: { input: { email: 'not an address', name: 'Nobody', role: 'CUSTOMER', password: 'long enough, surely' } },
  DeleteBalanceAlert: { input: { alertId: `alert_${'0'.repeat(31)}1` } },
  DisableUser: ofUser,
  EnableUser: ofUser,
  EndSessions: ofUser,
  EraseUser: ofUser,
  ExchangeApiKey: { input: { apiKey: 'none' } },
  ExportPersonalData: ofUser,
  ExtendHold: { input: { idempotencyKey: key(), holdId: noHold, expiresIn: 60 } },
  FreezeAccount: ofAccount,
  GetAccount: { id: noAccount },
  GetBalanceAt: { id: noAccount, time: period.from },
  GetHold: { id: noHold },
  GetNode: { id: noAccount },
  GetStatement: { id: noAccount, ...period, ...page },
  GetTotals: { by: ['CLASS', 'CURRENCY', 'OWNER_KIND'] },
  GetTransfer: { id: noTransfer },
  GetUser: { id: nobody },
  ListAccounts: page,
  ListAccountsOfUser: { id: nobody, ...page },
  ListApiClients: page,
  ListAuditEvents: page,
  ListBalanceAlerts: { accountId: noAccount },
  ListEntries: { id: noAccount, ...page },
  ListEvents: page,
  ListRefusedSignIns: page,
  ListTransfers: page,
  ListUsers: page,
  OpenAccount: { input: { idempotencyKey: key(), name: '', class: 'LIABILITY', currency: 'EUR' } },
  RaiseHold: { input: { idempotencyKey: key(), holdId: noHold, amount } },
  RecentActivity: { accounts: 100 },
  RefreshSession: { input: { refreshToken: 'none' } },
  ResetPassword: ofUser,
  ReverseTransfer: { input: { idempotencyKey: key(), transferId: noTransfer } },
  RevokeApiClient: ofClient,
  RotateApiKey: ofClient,
  SearchAccounts: { text: 'every', ...page },
  SetNewPassword: { input: { token: 'none', newPassword: 'long enough, surely' } },
  SetTransferLimits: { input: { accountId: noAccount } },
  SignIn: { input: { email: 'operator@demo.test', password: 'wrong' } },
  SignOut: { input: { refreshToken: 'none' } },
  UnfreezeAccount: ofAccount,
  UpdateAccount: ofAccount,
  UpdateUser: ofUser,
  VoidHold: { input: { idempotencyKey: key(), holdId: noHold } },
};

it.each(operations.filter(({ kind }) => kind !== 'subscription'))(
  '$name is answered within the default limits and budgets',
  async ({ name, text, kind }) => {
    const { data, errors } = await opened.ask(text, variables[name], token);

    expect(errors).toBeUndefined();
    expect(data).toEqual(expect.any(Object));
    // Each mutation but this one was sent something that it refuses.
    const isRefused = JSON.stringify(data).includes('"code":"');
    expect(isRefused).toBe(kind === 'mutation' && !['CreateStreamTicket', 'SignOut'].includes(name));
  },
);

it('the subscription streams events from its cursor', async () => {
  const follow = operations.find(({ name }) => name === 'FollowEvents');
  const stream = followStream('ws', opened.platform.url, {
    query: follow?.text ?? '',
    variables: { after: '' },
    token,
  });

  const { value } = await stream.next();
  stream.cut();

  expect(value).toMatchObject({
    data: {
      ledgerEvents: { __typename: 'TransferPosted', cursor: expect.any(String), transfer: { id: expect.any(String) } },
    },
  });
});

it('typed documents work against the platform, and their text is that of the public operations', async () => {
  const ask = typedClient(opened.platform.url, token);
  const { accounts } = await ask(ListAccounts, { first: 2, filter: { classes: ['LIABILITY'], currencies: ['EUR'] } });
  const [debit, credit] = accounts.nodes;
  const input = {
    idempotencyKey: randomUUID(),
    debitAccountId: debit?.id ?? '',
    creditAccountId: credit?.id ?? '',
    amount: { amount: '1.00', currency: 'EUR' },
  };

  const { createTransfer: preview } = await ask(CreateTransfer, { input, dryRun: true });
  const { createTransfer } = await ask(CreateTransfer, { input });
  const { account } = await ask(GetAccount, { id: debit?.id ?? '' });
  const { account: stated } = await ask(GetStatement, { id: debit?.id ?? '', ...period });

  expect(preview).toMatchObject({ transfer: null, preview: { amount: { minorUnits: '100' } }, errors: [] });
  expect(createTransfer.errors).toEqual([]);
  expect(createTransfer.transfer?.debit.id).toBe(debit?.id);
  expect(account?.balance?.available).toEqual(preview.preview?.debitBalance?.available);
  expect(stated?.statement?.openingBalance.currency).toBe('EUR');
  // @ts-expect-error -- a document refuses variables that it does not have
  await expect(ask(GetAccount, { key: debit?.id })).rejects.toThrow('$id');
  expect(new Map(operations.map(({ name, text }) => [name, text]))).toEqual(
    new Map(Object.entries(typed).map(([name, document]) => [name, print(document)])),
  );
});

it('the platform serves them', () => {
  expect(opened.platform.gateway.publicOperations().map(({ name }) => name)).toEqual(
    operations.map(({ name }) => name),
  );
});
