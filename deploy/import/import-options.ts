import { basename, extname, resolve } from 'node:path';
import { tryParseId } from '@tributary/domain/ids.ts';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { databaseHelp } from '../find-database.ts';
import { importSettings } from '../settings.ts';
import { encodingOfLabel } from './text-lines.ts';
import type { FileForm, FileFormat } from './transfers-file.ts';

export type ImportOptions = FileForm & {
  file: string;
  organizationId: string;
  /** The caller with whose rights the transfers are posted. */
  as: string;
  name: string;
  refused: string;
  restart: boolean;
};

/** The options of `ledger:import`. Throws StartError for a missing or an invalid one. */
export function readImportOptions(args: readonly string[]): ImportOptions {
  const command = createCommand('ledger:import', {
    summary: 'Posts the transfers of a file, by the same rules and in the same batches as transfers through the API.',
    examples: [
      'transfers.csv --organization org_… --as operator@acme.example',
      "transfers.csv --encoding windows-1252 --delimiter ';' --organization org_… --as operator@acme.example",
    ],
    notes,
  })
    .argument('[file]', 'CSV or NDJSON file, needed')
    .option('--organization <org_…>', 'organization of the transfers, needed')
    .option('--as <caller>', 'id of a user or an API client, or email of a user, whose rights apply, needed')
    .option('--name <name>', 'name of the import, for the keys of lines without one (default: the name of the file)')
    .option('--format <format>', 'csv or ndjson (default: by the ending of the file name)')
    .option('--encoding <label>', 'encoding of the file, by a label of the WHATWG Encoding Standard', 'utf-8')
    .option('--delimiter <character>', 'delimiter of CSV: one character, or tab (default: a comma)')
    .option('--refused <file>', 'file for refused lines and the reasons (default: FILE.refused.csv or .ndjson)')
    .option('--restart', 'begin with the first line (default: continue an interrupted import)')
    .parse([...args], { from: 'user' });
  const values = command.opts();
  const [file] = command.processedArgs;
  if (file === undefined) {
    throw new StartError('Give one file to import. --help shows how.');
  }
  const organizationId = tryParseId('org', values.organization ?? '');
  if (organizationId === null) {
    throw new StartError('Give the organization of the transfers, as --organization org_…. --help shows how.');
  }
  if (values.as === undefined || values.as === '') {
    throw new StartError(
      'Give the caller whose rights apply, as --as with the id of a user or an API client, or the email of a user. --help shows how.',
    );
  }
  const format =
    values.format ?? { '.csv': 'csv', '.ndjson': 'ndjson', '.jsonl': 'ndjson' }[extname(file).toLowerCase()];
  if (format !== 'csv' && format !== 'ndjson') {
    throw new StartError('Give --format csv or --format ndjson: the file name does not end in .csv or .ndjson.');
  }
  const name = values.name ?? basename(file);
  if (name === '' || name.length > 200) {
    throw new StartError('Give a --name of 1 to 200 characters.');
  }
  const { as, refused = `${file}.refused.${format}`, restart = false } = values;
  if (resolve(refused) === resolve(file)) {
    throw new StartError('--refused names the imported file, which would be overwritten. Give another file.');
  }
  const encoding = encodingOfLabel(values.encoding);
  const delimiter = readDelimiter(values.delimiter, format);
  return { file, organizationId, as, name, format, encoding, delimiter, refused, restart };
}

function readDelimiter(text: string | undefined, format: FileFormat): string {
  if (text !== undefined && format !== 'csv') {
    throw new StartError('--delimiter is for CSV files. Leave it out for NDJSON.');
  }
  const delimiter = text === 'tab' || text === String.raw`\t` ? '\t' : (text ?? ',');
  if (!/^[^"\r\n]$/u.test(delimiter)) {
    throw new StartError("--delimiter takes one character, such as ';', or the word tab.");
  }
  return delimiter;
}

const notes = `A CSV file names its columns in the first line. Needed are debitAccountId, creditAccountId, amount and currency. Optional
are idempotencyKey, journal, description, externalId, effectiveAt, metadata (a JSON object), expectedDebitVersion,
expectedCreditVersion, debitAvailableAtLeast and creditAvailableAtLeast (amounts in the currency of the transfer). An
NDJSON file has on each line the input of \`createTransfer\`. Adjacent lines with the same journal are posted together or
not at all.

The file is UTF-8, unless --encoding says otherwise. A file with other bytes is not imported at all. A byte order mark is
fine, and so are mixed line ends.

A line without an idempotencyKey has the key import:NAME:LINE. Lines whose transfers are in the log are not posted again:
they count as "from before". Another file of the same name needs another --name. An interrupted import continues where it
stopped, as long as the file is unchanged.

Refused lines are written to a file, with the reasons. Correct them there, and import that file. A refused transfer stays
refused under its key: give a line with a key of its own another one.

Exit code: 0 if all transfers are in the log, 1 if some were refused, 2 if the import did not finish.

${databaseHelp(importSettings)}`;
