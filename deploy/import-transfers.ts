import { open, rm, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { importTransfers } from '@tributary/ledger/write/import-transfers.ts';
import { openBatchPool } from '@tributary/ledger/write/batch-pool.ts';
import { createCommandQueue } from '@tributary/ledger/write/command-queue.ts';
import { logChannel } from '@tributary/ledger/follow/log-tails.ts';
import { createCommand } from '@tributary/platform/command-line.ts';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { tryParseId } from '@tributary/domain/ids.ts';
import type { OnStop } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openPool } from '@tributary/platform/postgres.ts';
import { databaseHelp, findDatabase, refuseUnmigrated } from './find-database.ts';
import { findViewer } from './find-viewer.ts';
import { openProgressFile } from './import-progress.ts';
import { createProgressBar } from './progress-bar.ts';
import { readTransfersFile, refusedHeader, refusedLine, type FileFormat, type FileItem } from './transfers-file.ts';
import { importSettings } from './settings.ts';

/** `ledger:import`: posts the transfers of a file. Returns the exit code. */
export async function importFile(args: readonly string[], onStop: OnStop): Promise<number> {
  const options = readOptions(args);
  const { file, organizationId, as: who, name, format } = options;
  const { REDIS_URL: redisUrl } = readConfig(process.env, importSettings);
  const progressFile = await openProgressFile(file, { organizationId, who, name, format });
  const databaseUrl = await findDatabase(process.env, onStop);
  await refuseWrongDatabase(databaseUrl);
  const viewer = await findViewer(databaseUrl, { organizationId, who });
  if (viewer.kind === 'client' && !viewer.scopes.includes('transfers:write')) {
    throw new StartError(`${who} may not make transfers: the scope transfers:write is missing.`);
  }

  const log = createLogger({ name: 'import', level: 'warn' });
  const hints = openHints({ redisUrl, log });
  onStop(hints.close);
  const pool = openBatchPool({
    url: databaseUrl,
    role: 'tributary_ledger',
    applicationName: 'tributary-import',
    poolSize: 1,
  });
  onStop(pool.end);
  const onCommit = () => hints.publish(logChannel(organizationId));
  const commands = createCommandQueue({ pool, onCommit, log });
  onStop(commands.close);

  const kept = options.restart ? null : await progressFile.read();
  const { size } = await stat(file);
  let { line, done, refused, refusedBytes } = kept ?? { line: 0, done: 0, refused: 0, refusedBytes: 0 };
  if (line > 0) {
    console.log(`Going on after line ${line}, with ${done.toLocaleString('en')} done before.`);
  }
  const refusals = await open(options.refused, 'a');
  onStop(() => refusals.close());
  await refusals.truncate(refusedBytes);

  // An interruption waits for the batches that are on their way, so that the next run continues right after them.
  const importing = Promise.withResolvers<void>();
  let isInterrupted = false;
  onStop(() => {
    isInterrupted = true;
    return importing.promise;
  });
  const before = done;
  const progress = createProgressBar({ total: size, rateUnit: 'transfers', rated: () => done - before });
  const items = upTo(() => isInterrupted, after(readTransfersFile(file, { format, name }), line));
  try {
    for await (const results of importTransfers({ commands, viewer, items })) {
      const problems = results.flatMap(({ item, problem }) => (problem === null ? [] : [{ item, problem }]));
      const lines = problems.map(({ item, problem }) => refusedLine(item, problem));
      const [first] = problems;
      const text = Buffer.from(
        (refusedBytes === 0 && first !== undefined ? refusedHeader(first.item) : '') + lines.join(''),
      );
      await refusals.appendFile(text);
      refusedBytes += text.length;
      refused += problems.length;
      done += results.length;
      const last = results.at(-1)?.item;
      line = last?.line ?? line;
      await progressFile.write({ line, done, refused, refusedBytes });
      progress.show(last?.bytes ?? 0, refused === 0 ? '' : `, ${refused.toLocaleString('en')} refused`);
    }
  } finally {
    importing.resolve();
  }
  progress.end();
  if (isInterrupted) {
    console.log(`Interrupted after line ${line}. Run it again to continue from there.`);
    return 2;
  }
  await progressFile.remove();
  if (refused === 0) {
    await rm(options.refused, { force: true });
  }
  console.log(
    `${(done - refused).toLocaleString('en')} transfers are in the log.` +
      (refused === 0 ? '' : ` ${refused.toLocaleString('en')} were refused: see ${options.refused}.`),
  );
  return refused === 0 ? 0 : 1;
}

async function refuseWrongDatabase(databaseUrl: string): Promise<void> {
  const sql = openPool({
    url: databaseUrl,
    role: 'tributary_ledger',
    applicationName: 'tributary-import',
    poolSize: 1,
  });
  try {
    await refuseUnmigrated(sql, databaseUrl);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** The items after a line whose outcome was known before. */
async function* after(items: AsyncIterable<FileItem>, line: number): AsyncGenerator<FileItem> {
  for await (const item of items) {
    if (item.line > line) {
      yield item;
    }
  }
}

async function* upTo(isOver: () => boolean, items: AsyncIterable<FileItem>): AsyncGenerator<FileItem> {
  for await (const item of items) {
    if (isOver()) {
      return;
    }
    yield item;
  }
}

type Options = {
  file: string;
  organizationId: string;
  as: string;
  name: string;
  format: FileFormat;
  refused: string;
  restart: boolean;
};

function readOptions(args: readonly string[]): Options {
  const command = createCommand('ledger:import', {
    summary: 'Posts the transfers of a file, by the same rules and in the same batches as transfers through the API.',
    examples: ['transfers.csv --organization org_… --as operator@acme.example'],
    notes: `A CSV file names its columns in the first line: debitAccountId, creditAccountId, amount and currency, and as needed
idempotencyKey, journal, description, externalId, effectiveAt, metadata (a JSON object), expectedDebitVersion,
expectedCreditVersion, debitAvailableAtLeast, creditAvailableAtLeast (an amount in the currency of the transfer). An
NDJSON file has on each line the input of \`createTransfer\`. Adjacent lines with the same journal are posted together or
not at all.

An import that was interrupted continues where it stopped. Nothing is posted twice, also from the first line on, as long
as the lines keep their keys: so do not rename the file or move its lines, unless they have keys of their own. A refused
transfer stays refused under its key: correct it in the file of refusals and import that, with new keys if it has keys
of its own.

Exit code: 0 if all transfers are in the log, 1 if some were refused, 2 if the import failed.

${databaseHelp(importSettings)}`,
  })
    .argument('[file]', 'CSV or NDJSON, needed')
    .option('--organization <org_…>', 'organization of the transfers, needed')
    .option(
      '--as <who>',
      'id of a user or an API client, or the email address of a user, needed: the transfers are made with its permissions',
    )
    .option('--name <name>', 'prefix of derived keys: import:NAME:LINE (default: the name of the file)')
    .option('--format <format>', 'csv or ndjson (default: by the ending of the file name)')
    .option('--refused <file>', 'file for refused transfers and the reasons (default: FILE.refused.csv or .ndjson)')
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
      'Say as whom the transfers are made: --as with the id of a user or an API client, or an email. --help shows how.',
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
  return { file, organizationId, as, name, format, refused, restart };
}
