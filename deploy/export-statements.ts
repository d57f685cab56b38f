import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { exportStatements, type Statement, type StatementLine } from '@tributary/ledger/audit/export-statements.ts';
import { append, createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { parseDateTime } from '@tributary/platform/date-time.ts';
import { formatId, tryParseId } from '@tributary/domain/ids.ts';
import type { OnStop } from '@tributary/platform/lifecycle.ts';
import { formatAmount } from '@tributary/domain/money.ts';
import { csvLine } from './csv.ts';
import { databaseHelp, openLedgerDatabase } from './find-database.ts';

const columns = [
  ...[
    'sequence',
    'recordedAt',
    'effectiveAt',
    'kind',
    'debit',
    'credit',
    'balance',
    'currency',
    'version',
    'counterpartyId',
  ],
  ...['transferId', 'holdId', 'journalId', 'reversesId', 'description', 'externalId', 'metadata'],
];
const accountColumns = ['accountId', 'ownerId', 'class', 'currency', 'status', 'opening', 'closing', 'lines'];

/** `ledger:export`: writes statements into a folder. Returns the exit code. */
export async function exportToFolder(args: readonly string[], onStop: OnStop): Promise<number> {
  const options = readOptions(args);
  const sql = await openLedgerDatabase('tributary-export', onStop);
  await mkdir(options.to, { recursive: true });

  const index = writeCsv(join(options.to, 'accounts.csv'), accountColumns);
  const seen = { accounts: 0, lines: 0 };
  await exportStatements(sql, options, async (statement) => {
    const { closing, lines } = await writeStatement(options.to, statement);
    const { id, ownerId, class: accountClass, currency, status } = statement.account;
    const amounts = [statement.opening, closing].map((minorUnits) => formatAmount({ minorUnits, currency }));
    await index.write([
      ...[formatId('acct', id), ownerId === null ? '' : formatId('usr', ownerId), accountClass, currency, status],
      ...[...amounts, String(lines)],
    ]);
    seen.accounts += 1;
    seen.lines += lines;
  });
  await index.end();
  if (seen.accounts < (options.accountIds?.length ?? 1)) {
    throw new StartError('The organization has no accounts, or lacks an account that --account names.');
  }
  console.log(
    `Wrote ${seen.lines.toLocaleString('en')} lines of ${seen.accounts.toLocaleString('en')} accounts to ${options.to}.`,
  );
  return 0;
}

async function writeStatement(
  folder: string,
  { account, opening, lines }: Statement,
): Promise<{ closing: bigint; lines: number }> {
  const file = writeCsv(join(folder, `${formatId('acct', account.id)}.csv`), columns);
  let closing = opening;
  let count = 0;
  for await (const some of lines) {
    for (const line of some) {
      await file.write(cellsOf(line, account.currency));
      closing = line.balance;
    }
    count += some.length;
  }
  await file.end();
  return { closing, lines: count };
}

function cellsOf(line: StatementLine, currency: string): string[] {
  const money = (minorUnits: bigint) => formatAmount({ minorUnits, currency });
  const isTransfer = line.kind === 'TRANSFER' || line.kind === 'CAPTURE';
  const id = (kind: 'hold' | 'jrn' | 'tr', uuid: string | null) => (uuid === null ? '' : formatId(kind, uuid));
  return [
    ...[String(line.sequence), line.recordedAt.toISOString(), line.effectiveAt.toISOString(), line.kind],
    ...[line.side === 'DEBIT' ? money(line.amount) : '', line.side === 'CREDIT' ? money(line.amount) : ''],
    ...[money(line.balance), currency, String(line.version), formatId('acct', line.counterpartyId)],
    ...[
      id('tr', isTransfer ? line.id : null),
      id('hold', line.holdId),
      id('jrn', line.journalId),
      id('tr', line.reversesId),
    ],
    ...[line.description ?? '', line.externalId ?? '', line.metadata === null ? '' : JSON.stringify(line.metadata)],
  ];
}

/** Writes no faster than the disk accepts data. */
function writeCsv(path: string, header: readonly string[]) {
  const stream = createWriteStream(path);
  stream.write(csvLine(header));
  return {
    write: async (cells: readonly string[]): Promise<void> => {
      if (!stream.write(csvLine(cells))) {
        await once(stream, 'drain');
      }
    },
    end: (): Promise<void> => {
      stream.end();
      return finished(stream);
    },
  };
}

type Options = {
  organizationId: string;
  to: string;
  accountIds: string[] | null;
  from: Date | null;
  before: Date | null;
};

function readOptions(args: readonly string[]): Options {
  const values = createCommand('ledger:export', {
    summary:
      'Writes a statement of each account of an organization as CSV: each change of the account and the balance after it. All statements show the same moment. The platform may run meanwhile.',
    examples: ['--organization org_… --to statements', '--organization org_… --to march --from 2026-03-01T00:00:00Z'],
    notes: `Amounts are in major units. Debits and credits have a column each; the balance is the posted one, positive on the account's
normal side.

Exit code: 0 if all were written, 2 if not.

${databaseHelp()}`,
  })
    .option('--organization <org_…>', 'organization that owns the accounts, needed')
    .option(
      '--to <folder>',
      'folder for acct_….csv of each account, and accounts.csv with the opening and closing balances of all, needed',
    )
    .option('--account <acct_…>', 'only this account; may be given several times (default: all)', append)
    .option('--from <time>', 'only changes recorded then or later, such as 2026-03-01T00:00:00Z (default: all)')
    .option('--before <time>', 'only changes recorded before then (default: all)')
    .parse([...args], { from: 'user' })
    .opts();
  const organizationId = tryParseId('org', values.organization ?? '');
  if (organizationId === null) {
    throw new StartError('Give the organization whose accounts to export, as --organization org_…. --help shows how.');
  }
  if (values.to === undefined || values.to === '') {
    throw new StartError('Give the folder to write to, as --to FOLDER. --help shows how.');
  }
  const accountIds = values.account?.map((id) => {
    const uuid = tryParseId('acct', id);
    if (uuid === null) {
      throw new StartError(
        `--account takes the id of an account, such as acct_ and 32 hexadecimal digits; ${JSON.stringify(id)} is not one.`,
      );
    }
    return uuid;
  });
  return {
    organizationId,
    to: values.to,
    accountIds: accountIds === undefined ? null : [...new Set(accountIds)],
    from: readTime('--from', values.from),
    before: readTime('--before', values.before),
  };
}

function readTime(option: string, text: string | undefined): Date | null {
  if (text === undefined) {
    return null;
  }
  const parsed = parseDateTime(text);
  if ('problem' in parsed) {
    throw new StartError(`${option} takes a time: ${parsed.problem}`);
  }
  return parsed.time;
}
