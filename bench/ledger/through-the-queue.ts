import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { pastTransferCommand } from '@tributary/ledger/write/import-history.ts';
import { transferCommand } from '@tributary/ledger/write/parse-commands.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { formatAmount } from '@tributary/domain/money.ts';
import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import postgres from 'postgres';
import type { Contender } from './contender.ts';

const currency = 'EUR';

/**
 * Tributary's ledger as a mutation uses it: the input is parsed and checked, and goes through the queue. Each key is
 * remembered.
 */
export async function openThroughTheQueue({
  url,
  accountIds,
  funds,
}: {
  url: string;
  accountIds: readonly string[];
  funds: bigint;
}): Promise<Contender> {
  const log = createLogger({ name: 'bench', level: 'warn' });
  const hints = openHints({ log });
  const ledger = await openLedgerSubgraph({ databaseUrl: url, callerSecret: 'bench-'.repeat(8), hints, log });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const organizationId = newId();
  const bank = newId();
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
    kind: 'client',
    id: newId(),
    organizationId,
    scopes: ['transfers:write'],
    accountIds: null,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
  return {
    transfer: async ({ id, debitAccountId, creditAccountId, amount }) => {
      const command = transferCommand(viewer, {
        idempotencyKey: id,
        debitAccountId: formatId('acct', debitAccountId),
        creditAccountId: formatId('acct', creditAccountId),
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
      await ledger.close();
      await hints.close();
      await sql.end({ timeout: 5 });
    },
  };
}
