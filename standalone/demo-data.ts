import { newId, parseId } from '@tributary/domain/ids.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { Subgraph } from '@tributary/kit/subgraph.ts';
import { callerOf, type UserViewer } from '@tributary/domain/viewer.ts';
import type { CallerSigner } from '@tributary/platform/caller-signer.ts';
import type { HoldCommand, TransferCommand } from '@tributary/ledger/write/rules/commands.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import type { OpenSubgraphs } from '@tributary/registry/open-subgraphs.ts';
import { createOrganization } from '@tributary/users/people/create-organization.ts';
import { insertUser } from '@tributary/users/people/create-user.ts';
import { users as usersTable, type UserRow } from '@tributary/users/identity/tables.ts';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { demoCustomer, demoOperator, demoPassword } from './demo-credentials.ts';

type DemoAccount = { id: string; currency: string; ownerId: string | null };

const people = [
  ['Olive Okafor', demoOperator, 'OPERATOR'],
  ['Carla Castellan', demoCustomer, 'CUSTOMER'],
  ['Ben Adeyemi', 'ben@demo.test', 'CUSTOMER'],
  ['Chiyo Tanaka', 'chiyo@demo.test', 'CUSTOMER'],
  ['Dalia Haddad', 'dalia@demo.test', 'CUSTOMER'],
  ['Emil Novak', 'emil@demo.test', 'CUSTOMER'],
  ['Fatima Al-Sabah', 'fatima@demo.test', 'CUSTOMER'],
  ['George Lind', 'george@demo.test', 'CUSTOMER'],
] as const;
const neighbours = [
  ['Hanna Virtanen', 'operator@harbour.test', 'OPERATOR'],
  ['Igor Petrov', 'igor@harbour.test', 'CUSTOMER'],
  ['Jun Park', 'jun@harbour.test', 'CUSTOMER'],
  ['Kofi Mensah', 'kofi@harbour.test', 'CUSTOMER'],
] as const;

const days = 90;
const transfersPerDay = 25;
const purposes = [
  'Rent',
  'Groceries',
  'Invoice',
  'Coffee',
  'Train ticket',
  'Dinner',
  'Books',
  'Salary',
  'Repair',
  'Gift',
];

/**
 * Creates two organizations with a history of 90 days. Existing data is kept, and an interrupted earlier run is
 * completed.
 */
export async function makeDemoData(subgraphs: OpenSubgraphs, gateway: CallerSigner): Promise<void> {
  await makeOrganization(subgraphs, gateway, { name: 'Tributary Demo', members: people, seed: 1 });
  await makeOrganization(subgraphs, gateway, { name: 'Harbour Savings', members: neighbours, seed: 2 });
}

type Members = typeof people | typeof neighbours;

async function makeOrganization(
  { users, ledger, accounts }: OpenSubgraphs,
  gateway: CallerSigner,
  { name, members, seed }: { name: string; members: Members; seed: number },
): Promise<void> {
  const operator =
    (await userOf(users.db, members[0][1])) ??
    (await users.db.transaction((tx) => addMembers(tx, { organization: name, members })));
  const { organizationId } = operator;
  const viewer: UserViewer = {
    kind: 'user',
    id: operator.id,
    organizationId,
    role: 'OPERATOR',
    expiresAt: Math.floor(Date.now() / 1000) + 3_600,
  };
  const signedFor = ({ name: receiver }: Subgraph) => gateway.sign(callerOf(viewer), receiver);
  // All transfers are posted in one transaction, after everything else.
  if (!(await isLogEmpty(ledger.subgraph, signedFor(ledger.subgraph)))) {
    return;
  }

  const open = opener(accounts.subgraph, () => signedFor(accounts.subgraph));
  const banks = new Map<string, DemoAccount>();
  const opened: DemoAccount[] = [];
  for (const currency of ['EUR', 'USD', 'JPY', 'KWD']) {
    banks.set(currency, await open({ name: `Bank ${currency}`, class: 'ASSET', currency, ownerId: null }));
  }
  for (const [index, [, email]] of members.slice(1).entries()) {
    const ownerId = (await userOf(users.db, email))?.id ?? null;
    opened.push(await open({ name: 'Everyday', class: 'LIABILITY', currency: 'EUR', ownerId }));
    if (index < 5) {
      opened.push(await open({ name: 'Savings', class: 'LIABILITY', currency: 'EUR', ownerId }));
      const currency = ['USD', 'JPY', 'KWD', 'USD', 'JPY'][index] ?? 'USD';
      opened.push(await open({ name: `Travel ${currency}`, class: 'LIABILITY', currency, ownerId }));
    }
  }
  const [payer, payee] = opened;
  await ledger.commands.submit(organizationId, [
    ...history({ banks, opened, random: randomOf(seed) }),
    ...(payer === undefined || payee === undefined ? [] : [hold(viewer, payer, payee)]),
  ]);
}

/** Adds an organization with its users, and returns the first user, its operator. */
async function addMembers(
  tx: Database,
  { organization, members }: { organization: string; members: Members },
): Promise<UserRow> {
  const { id: organizationId } = await createOrganization(tx, organization);
  const outcomes = await Promise.all(
    members.map(([name, email, role]) => insertUser(tx, { organizationId, email, name, role, password: demoPassword })),
  );
  const [operator] = outcomes.map((outcome) => ('user' in outcome ? outcome.user : null));
  if (operator == null) {
    throw new Error(`a demo organization has an operator`);
  }
  return operator;
}

async function userOf(db: Database, email: string): Promise<UserRow | null> {
  const [user] = await db.select().from(usersTable).where(eq(usersTable.email, email));
  return user ?? null;
}

const headShape = z.object({ ledgerHead: z.object({ sequence: z.string() }) });

async function isLogEmpty(ledger: Subgraph, caller: string): Promise<boolean> {
  const { data } = await ledger.execute({
    query: '{ ledgerHead { sequence } }',
    variables: {},
    caller,
    requestId: 'demo',
  });
  return headShape.parse(data).ledgerHead.sequence === '0';
}

type NewAccount = { name: string; class: 'ASSET' | 'LIABILITY'; currency: string; ownerId: string | null };

const openedShape = z.object({ openAccount: z.object({ account: z.object({ id: z.string() }) }) });

/** Opens accounts as the operator would, each once. */
function opener(accounts: Subgraph, sign: () => string): (account: NewAccount) => Promise<DemoAccount> {
  return async ({ ownerId, ...account }) => {
    const { data, errors } = await accounts.execute({
      query: /* GraphQL */ `
        mutation ($input: OpenAccountInput!) {
          openAccount(input: $input) {
            account {
              id
            }
          }
        }
      `,
      variables: {
        input: {
          ...account,
          idempotencyKey: `demo: ${account.name} of ${ownerId ?? 'the organization'}`,
          ...(ownerId === null ? { overdraftLimit: null } : { ownerId: `usr_${ownerId.replaceAll('-', '')}` }),
        },
      },
      caller: sign(),
      requestId: 'demo',
    });
    const answer = openedShape.safeParse(data);
    if (!answer.success) {
      throw new Error(`a demo account was not opened: ${JSON.stringify(errors ?? data)}`);
    }
    return { id: parseId('acct', answer.data.openAccount.account.id), currency: account.currency, ownerId };
  };
}

/** Deposits on the first day, and payments between customers on every later day. */
function history({
  banks,
  opened,
  random,
}: {
  banks: ReadonlyMap<string, DemoAccount>;
  opened: readonly DemoAccount[];
  random: () => number;
}): TransferCommand[] {
  const start = Date.now() - days * 24 * 3_600_000;
  const deposits = opened.flatMap((account, index) => {
    const bank = banks.get(account.currency);
    return bank === undefined
      ? []
      : [
          payment({
            from: bank,
            to: account,
            amount: 1_000_000n,
            description: 'Deposit',
            time: new Date(start + index * 1000),
          }),
        ];
  });
  const payments: TransferCommand[] = [];
  for (let number = 0; number < days * transfersPerDay; number += 1) {
    const from = pick(opened, random);
    const others = opened.filter((account) => account !== from && account.currency === from.currency);
    if (others.length > 0) {
      const time = new Date(start + 3_600_000 + (number / (days * transfersPerDay)) * (days * 24 - 2) * 3_600_000);
      const amount = BigInt(100 + Math.floor(random() * 4_000));
      payments.push(payment({ from, to: pick(others, random), amount, description: pick(purposes, random), time }));
    }
  }
  return [...deposits, ...payments];
}

function payment({
  from,
  to,
  amount,
  description,
  time,
}: {
  from: DemoAccount;
  to: DemoAccount;
  amount: bigint;
  description: string;
  time: Date;
}): TransferCommand {
  return pastTransferCommand({
    debitAccountId: from.id,
    creditAccountId: to.id,
    amount,
    currency: from.currency,
    description,
    recordedAt: time,
  });
}

function hold(viewer: UserViewer, from: DemoAccount, to: DemoAccount): HoldCommand {
  return {
    viewer,
    subject: `usr:${viewer.id}`,
    id: newId(),
    idempotencyKey: null,
    input: {},
    description: 'Hotel deposit',
    externalId: null,
    metadata: null,
    kind: 'HOLD',
    debitAccountId: from.id,
    creditAccountId: to.id,
    amount: 5_000n,
    currency: from.currency,
    expectedDebitVersion: null,
    expectedCreditVersion: null,
    expiresInSeconds: 30 * 24 * 3_600,
    revocable: false,
  };
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) {
    throw new Error('cannot pick from an empty list');
  }
  return item;
}

/** Pseudo-random numbers that are the same at every start (mulberry32), so that the demo looks the same to everyone. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
