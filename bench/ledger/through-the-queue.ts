import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { transferCommand } from '@tributary/ledger/write/parse-commands.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { formatAmount } from '@tributary/domain/money.ts';
import { callerOf, type SignedInViewer, type Viewer } from '@tributary/domain/viewer.ts';
import type { Subgraph } from '@tributary/kit/subgraph.ts';
import { openSharedKeys } from '@tributary/registry/speaking-services.ts';
import postgres from 'postgres';
import type { Contender } from './contender.ts';

const { trust, signerOf } = openSharedKeys(createLogger({ name: 'bench', level: 'warn' }));

const currency = 'EUR';

/**
 * Tributary's ledger as a mutation uses it: the input is parsed and checked, and goes through the queue. Each key is
 * remembered.
 */
export async function openThroughTheQueue({
  url,
  accountIds: namedIds,
  funds,
  limitedShare = 0,
  isFollowed = false,
}: {
  url: string;
  accountIds: readonly string[];
  funds: bigint;
  /** The share of accounts that have transfer limits, which are never reached. */
  limitedShare?: number;
  /** Whether a subscriber gets each event, with the balances of both accounts. */
  isFollowed?: boolean;
}): Promise<Contender> {
  const log = createLogger({ name: 'bench', level: 'warn' });
  const hints = openHints({ log });
  const ledger = await openLedgerSubgraph({ databaseUrl: url, trust, hints, log });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const organizationId = newId();
  const bank = newId();
  // Accounts of its own for each contender of the ledger.
  const ownIds = new Map(namedIds.map((id) => [id, newId()]));
  const accountIds = [...ownIds.values()];
  await sql`insert into ledger.ledgers values (${organizationId}, 0, null, 'epoch')`;
  await sql`insert into ledger.accounts (id, organization_id, class, currency, status, overdraft_limit)
    select id::uuid, ${organizationId}, 'LIABILITY', ${currency}, 'OPEN', 0 from unnest(${[...accountIds]}::text[]) id`;
  await sql`insert into ledger.accounts (id, organization_id, class, currency, status) values (${bank}, ${organizationId}, 'ASSET', ${currency}, 'OPEN')`;
  await ledger.commands.submit(
    organizationId,
    accountIds.map((creditAccountId) =>
      pastTransferCommand({ debitAccountId: bank, creditAccountId, amount: funds, currency, recordedAt: new Date() }),
    ),
  );
  const viewer: SignedInViewer = {
    ...viewerBasis(organizationId),
    kind: 'client',
    scopes: ['transfers:write'],
    accountIds: null,
  };
  const operator: Viewer = { ...viewerBasis(organizationId), kind: 'user', role: 'OPERATOR' };
  for (const accountId of accountIds.slice(0, limitedShare * accountIds.length)) {
    const { data } = await ledger.subgraph.execute({
      ...(await requestOf(operator)),
      query: setLimits,
      variables: { input: { accountId: formatId('acct', accountId), perDay: { count: 1_000_000 } } },
    });
    if (JSON.stringify(data) !== JSON.stringify({ setTransferLimits: { errors: [] } })) {
      throw new Error('limits were not set');
    }
  }
  const follower = isFollowed ? await follow(ledger.subgraph, operator) : null;
  return {
    transfer: async ({ id, debitAccountId, creditAccountId, amount }) => {
      const command = transferCommand(viewer, {
        idempotencyKey: id,
        debitAccountId: formatId('acct', ownIds.get(debitAccountId) ?? ''),
        creditAccountId: formatId('acct', ownIds.get(creditAccountId) ?? ''),
        amount: { amount: formatAmount({ minorUnits: amount, currency }), currency },
        description: 'Payment',
      });
      const [outcome] = await ledger.commands.submit(organizationId, [command]);
      return outcome !== undefined && !('refusal' in outcome);
    },
    count: async () => {
      const [row] = await sql<{ sum: string; transfers: string }[]>`
        select (select sum(posted)::text from ledger.accounts where organization_id = ${organizationId} and class = 'LIABILITY') as sum,
          (select last_sequence - ${accountIds.length}::int from ledger.ledgers where organization_id = ${organizationId})::text as transfers`;
      return { sum: BigInt(row?.sum ?? 0), transfers: Number(row?.transfers) };
    },
    close: async () => {
      await follower?.end();
      await ledger.close();
      await hints.close();
      await sql.end({ timeout: 5 });
    },
  };
}

const setLimits = 'mutation ($input: SetTransferLimitsInput!) { setTransferLimits(input: $input) { errors { code } } }';
const balance = '{ posted { amount } pending { amount } available { amount } version }';
const events = `subscription { ledgerEvents { cursor ... on TransferPosted { transfer { id amount { amount } } debitBalance ${balance} creditBalance ${balance} } } }`;

function viewerBasis(organizationId: string) {
  return { id: newId(), organizationId, expiresAt: 4_000_000_000 };
}

async function requestOf(viewer: Viewer) {
  return { caller: signerOf('gateway').sign(callerOf(viewer), 'ledger'), requestId: 'bench' };
}

/** Receives every event of the organization, with the balances of both accounts, and throws at the first error. */
async function follow(subgraph: Subgraph, viewer: Viewer): Promise<{ end(): Promise<void> }> {
  const stream = subgraph.subscribe({ ...(await requestOf(viewer)), query: events });
  const receiving = (async () => {
    for await (const { errors } of stream) {
      if (errors !== undefined) {
        throw new Error(JSON.stringify(errors));
      }
    }
  })();
  return {
    end: async () => {
      await stream.return?.();
      await receiving;
    },
  };
}
