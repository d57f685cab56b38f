import { importTransfers, type ImportResult } from '@tributary/ledger/write/import-transfers.ts';
import { selectPostingPeriod } from '@tributary/ledger/read/posting-period.ts';
import { openBatchPool } from '@tributary/ledger/write/batch-pool.ts';
import { createCommandQueue, type CommandQueue } from '@tributary/ledger/write/command-queue.ts';
import { logChannel } from '@tributary/ledger/follow/log-tails.ts';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { Misuse } from '@tributary/platform/errors.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { newId } from '@tributary/domain/ids.ts';
import { subjectOf, type SignedInViewer } from '@tributary/domain/viewer.ts';
import type { OnStop } from '@tributary/platform/lifecycle.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openPool, type Pool } from '@tributary/platform/postgres.ts';
import { findDatabase, refuseUnmigrated } from '../find-database.ts';
import { findViewer } from './find-viewer.ts';
import { readImportOptions, type ImportOptions } from './import-options.ts';
import { openProgressFile, type ImportProgress, type ProgressFile } from './import-progress.ts';
import { explainProblem, ImportTally, noCounts, type Counts } from './import-tally.ts';
import { createProgressBar } from '../progress-bar.ts';
import { lengthOf, openRefusedLines } from './refused-lines.ts';
import { importSettings } from '../settings.ts';
import { lineEnds, readLines } from './text-lines.ts';
import { readTransfersFile, type FileItem } from './transfers-file.ts';

/** `ledger:import`: posts the transfers of a file. Returns the exit code. */
export async function importFile(args: readonly string[], onStop: OnStop): Promise<number> {
  const options = readImportOptions(args);
  const { file, organizationId, as: who, name, format, encoding, delimiter } = options;
  const progressFile = await openProgressFile(file, { organizationId, who, name, format, encoding, delimiter });
  const { REDIS_URL: redisUrl } = readConfig(process.env, importSettings);
  const databaseUrl = await findDatabase(process.env, onStop);
  const sql = openPool({
    url: databaseUrl,
    role: 'tributary_ledger',
    applicationName: 'tributary-import',
    poolSize: 1,
  });
  onStop(() => sql.end({ timeout: 2 }));
  await refuseUnmigrated(sql, databaseUrl);
  const viewer = await findViewer(databaseUrl, { organizationId, who });
  if (viewer.kind === 'client' && !viewer.scopes.includes('transfers:write')) {
    throw new StartError(`${who} may not make transfers: the scope transfers:write is missing.`);
  }
  await refuseOtherFiles(options);

  const commands = openCommandQueue({ databaseUrl, redisUrl, organizationId }, onStop);
  const run = await postLines({ options, progressFile, commands, viewer }, onStop);
  const summary = describe(run.tally.counts, options.refused);
  if (run.isInterrupted) {
    console.log(`Interrupted after line ${run.line}: ${summary} Run the command again to continue.`);
    return 2;
  }
  await progressFile.remove();
  await warnOfEarlierImport(sql, { tally: run.tally, viewer, name });
  console.log(summary);
  return run.tally.counts.refused === 0 ? 0 : 1;
}

/** Reads the whole file before anything is posted, because an invalid byte may be on the last line. */
async function refuseOtherFiles({ file, name, format, encoding, delimiter }: ImportOptions): Promise<void> {
  try {
    for await (const _ of readLines(file, { encoding, ends: lineEnds[format] })) {
      // The loop only decodes the lines.
    }
    const items = readTransfersFile(file, { name, format, encoding, delimiter });
    await items.next();
    await items.return(undefined);
  } catch (error) {
    throw error instanceof StartError ? new StartError(`${error.message} Nothing was imported.`) : error;
  }
}

function openCommandQueue(
  {
    databaseUrl,
    redisUrl,
    organizationId,
  }: { databaseUrl: string; redisUrl: string | undefined; organizationId: string },
  onStop: OnStop,
): CommandQueue {
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
  const commands = createCommandQueue({ pool, onCommit: () => hints.publish(logChannel(organizationId)), log });
  onStop(commands.close);
  return commands;
}

type Import = {
  options: ImportOptions;
  progressFile: ProgressFile;
  commands: CommandQueue;
  viewer: SignedInViewer;
};

/**
 * Posts the lines after those of an interrupted import. The refused lines and the progress are written after each
 * batch. An interruption waits for the batches in flight, so that the next run continues right after them. A failure
 * that the operator can put right is a StartError that names the last line.
 */
async function postLines(
  { options, progressFile, commands, viewer }: Import,
  onStop: OnStop,
): Promise<{ tally: ImportTally; line: number; isInterrupted: boolean }> {
  const { file, name, format, encoding, delimiter } = options;
  const kept = await findProgress(options, progressFile);
  let { line, refusedBytes } = kept ?? { line: 0, refusedBytes: 0 };
  const since = kept?.since ?? newId();
  const tally = new ImportTally({ counts: kept?.counts ?? noCounts, since: kept === null ? null : since });
  if (line > 0) {
    console.log(`Going on after line ${line}, with ${count(sum(tally.counts))} lines done before.`);
  }
  const form = { format, encoding, delimiter };
  const refusedLines = await openRefusedLines(options.refused, { form, keepBytes: refusedBytes });
  onStop(refusedLines.close);

  const importing = Promise.withResolvers<void>();
  let isInterrupted = false;
  onStop(() => {
    isInterrupted = true;
    return importing.promise;
  });
  const before = sum(tally.counts);
  const progress = createProgressBar({
    total: progressFile.size,
    rateUnit: 'transfers',
    rated: () => sum(tally.counts) - before,
  });
  const take = async (results: readonly ImportResult<FileItem>[]): Promise<void> => {
    results.forEach((result) => tally.add(result));
    refusedBytes = await refusedLines.add(
      results.flatMap(({ item, problem }) =>
        problem === null ? [] : [{ item, problem: explainProblem(item, problem) }],
      ),
    );
    const last = results.at(-1)?.item;
    line = last?.line ?? line;
    await progressFile.write({ line, counts: tally.counts, refusedBytes, since });
    const { refused } = tally.counts;
    progress.show(last?.bytes ?? 0, refused === 0 ? '' : `, ${count(refused)} refused`);
  };
  try {
    // A disk that cannot take the progress is noticed before anything is posted.
    await progressFile.write({ line, counts: tally.counts, refusedBytes, since });
    const items = upTo(() => isInterrupted, after(readTransfersFile(file, { ...form, name }), { line, tally }));
    for await (const results of importTransfers({ commands, viewer, items })) {
      await take(results);
    }
  } catch (error) {
    throw error instanceof StartError || error instanceof Misuse ? stopped(error, line) : error;
  } finally {
    importing.resolve();
  }
  progress.end();
  return { tally, line, isInterrupted };
}

/** Progress counts only together with its refused lines. Without them the import begins with the first line. */
async function findProgress(
  { restart, refused }: ImportOptions,
  progressFile: ProgressFile,
): Promise<ImportProgress | null> {
  const length = await lengthOf(refused);
  const kept = restart ? null : await progressFile.read();
  return kept === null || (length ?? 0) >= kept.refusedBytes
    ? kept
    : { ...kept, line: 0, counts: noCounts, refusedBytes: 0 };
}

function stopped(error: Error, line: number): StartError {
  return new StartError(
    line === 0
      ? error.message
      : `${error.message} The import stopped after line ${line}. Run the command again to continue: nothing is posted twice.`,
  );
}

/** The items after a line whose outcome was known before. */
async function* after(
  items: AsyncIterable<FileItem>,
  { line, tally }: { line: number; tally: ImportTally },
): AsyncGenerator<FileItem> {
  for await (const item of items) {
    if (item.line > line) {
      yield item;
    } else {
      tally.skip(item);
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

/**
 * Warns if lines of the file were posted before. It may be the file of last month, or another file of the same name.
 */
async function warnOfEarlierImport(
  sql: Pool,
  { tally, viewer, name }: { tally: ImportTally; viewer: SignedInViewer; name: string },
): Promise<void> {
  const keys = tally.earlierKeys;
  if (keys.length === 0) {
    return;
  }
  const { organizationId } = viewer;
  const period = await selectPostingPeriod(sql, { organizationId, subject: subjectOf(viewer), keys });
  const [first, last] = [period?.first, period?.last].map((time) => time?.toISOString().slice(0, 10));
  const day = first === undefined ? 'earlier' : first === last ? `on ${first}` : `from ${first} to ${last}`;
  console.warn(
    tally.isKnownByName
      ? `Warning: a file of the name ${JSON.stringify(name)} was imported ${day} (UTC). Lines that are the same as then were not posted again. If this is another file, import it with another --name.`
      : `Warning: lines of this file were imported ${day} (UTC), under the same idempotency keys, and were not posted again.`,
  );
}

function describe(counts: Counts, refusedFile: string): string {
  const { new: made, before, refused, repeated } = counts;
  return [
    `${count(made)} new, ${count(before)} from before, ${count(refused)} refused.`,
    ...(repeated === 0
      ? []
      : [`${count(repeated)} ${repeated === 1 ? 'line repeats' : 'lines repeat'} the key of an earlier line.`]),
    ...(refused === 0 ? [] : [`The refused lines and the reasons are in ${refusedFile}.`]),
  ].join(' ');
}

function sum(counts: Counts): number {
  return counts.new + counts.before + counts.refused + counts.repeated;
}

function count(lines: number): string {
  return lines.toLocaleString('en');
}
