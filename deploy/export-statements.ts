import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exportStatements, type Statement, type StatementLine } from '@tributary/ledger/audit/export-statements.ts';
import { append, createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { parseDateTime } from '@tributary/platform/date-time.ts';
import { formatId, tryParseId } from '@tributary/domain/ids.ts';
import type { OnStop } from '@tributary/platform/lifecycle.ts';
import { formatAmount } from '@tributary/domain/money.ts';
import { csvLine, type Cell } from './csv.ts';
import { explainFileFailure } from './file-failure.ts';
import { databaseHelp, openLedgerDatabase } from './find-database.ts';
import { openPrivateFile } from './private-file.ts';

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
  await makeFolder(options.to);

  const index = await createCsv(join(options.to, 'accounts.csv'), accountColumns, options);
  const seen = { accounts: 0, lines: 0 };
  await exportStatements(sql, options, async (statement) => {
    const { closing, lines } = await writeStatement(options, statement);
    const { id, ownerId, class: accountClass, currency, status } = statement.account;
    const amounts = [statement.opening, closing].map((minorUnits) => amountCell(minorUnits, currency));
    await index.write([
      [
        ...[formatId('acct', id), ownerId === null ? '' : formatId('usr', ownerId), accountClass, currency, status],
        ...[...amounts, String(lines)],
      ],
    ]);
    seen.accounts += 1;
    seen.lines += lines;
  });
  await index.close();
  if (seen.accounts < (options.accountIds?.length ?? 1)) {
    throw new StartError('The organization has no accounts, or lacks an account that --account names.');
  }
  console.log(
    `Wrote ${seen.lines.toLocaleString('en')} lines of ${seen.accounts.toLocaleString('en')} accounts to ${options.to}.`,
  );
  return 0;
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isTaken
      ? new StartError(`${path} is a file. Give a folder, as --to.`)
      : explainFileFailure(error, 'write', path);
  }
}

async function writeStatement(
  options: Options,
  { account, opening, lines }: Statement,
): Promise<{ closing: bigint; lines: number }> {
  const file = await createCsv(join(options.to, `${formatId('acct', account.id)}.csv`), columns, options);
  let closing = opening;
  let count = 0;
  for await (const some of lines) {
    await file.write(some.map((line) => cellsOf(line, account.currency)));
    closing = some.at(-1)?.balance ?? closing;
    count += some.length;
  }
  await file.close();
  return { closing, lines: count };
}

function amountCell(minorUnits: bigint, currency: string): Cell {
  return { digits: formatAmount({ minorUnits, currency }) };
}

function cellsOf(line: StatementLine, currency: string): Cell[] {
  const money = (minorUnits: bigint) => amountCell(minorUnits, currency);
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

/** A CSV file that begins with its columns. Some spreadsheets know its encoding only by a byte order mark. */
async function createCsv(path: string, header: readonly string[], format: Pick<Options, 'forSpreadsheet'>) {
  const file = await openPrivateFile(path);
  await file.write((format.forSpreadsheet ? '\uFEFF' : '') + csvLine(header));
  return {
    write: (rows: readonly (readonly Cell[])[]) => file.write(rows.map((cells) => csvLine(cells, format)).join('')),
    close: file.close,
  };
}

type Options = {
  organizationId: string;
  to: string;
  accountIds: string[] | null;
  from: Date | null;
  before: Date | null;
  forSpreadsheet: boolean;
};

function readOptions(args: readonly string[]): Options {
  const values = createCommand('ledger:export', {
    summary:
      'Writes a statement of each account of an organization as CSV: each change of the account and the balance after it. All statements show the same moment. The platform may run meanwhile.',
    examples: [
      '--organization org_… --to statements',
      '--organization org_… --to march --from 2026-03-01T00:00:00Z --before 2026-04-01T00:00:00Z --for spreadsheet',
    ],
    notes: `Amounts are in major units. Debits and credits have a column each. The balance is the posted one, positive on the
account's normal side. The files are UTF-8, and only their owner may read them.

A description may begin with =, +, -, @, a tab or a carriage return, and a spreadsheet would run it as a formula.
--for spreadsheet puts an apostrophe in front of such a text. Amounts stay numbers.

Exit code: 0 if all statements were written, 2 if not.

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
    .option('--for <reader>', 'program, or spreadsheet: texts that it would run are escaped (default: program)')
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
  if (values.for !== undefined && values.for !== 'program' && values.for !== 'spreadsheet') {
    throw new StartError('Give --for program or --for spreadsheet.');
  }
  const [from, before] = [readTime('--from', values.from), readTime('--before', values.before)];
  if (from !== null && before !== null && from > before) {
    throw new StartError('--from is after --before, so that no time is between them. Exchange the two.');
  }
  return {
    organizationId,
    to: values.to,
    accountIds: accountIds === undefined ? null : [...new Set(accountIds)],
    from,
    before,
    forSpreadsheet: values.for === 'spreadsheet',
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
