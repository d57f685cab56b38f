import {
  selectLedgers,
  verifyLedger,
  type KeptHead,
  type Verification,
} from '@tributary/ledger/audit/verify-ledger.ts';
import { append, createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { formatId, tryParseId } from '@tributary/domain/ids.ts';
import type { OnStop } from '@tributary/platform/lifecycle.ts';
import { databaseHelp, openLedgerDatabase } from './find-database.ts';
import { createProgressBar } from './progress-bar.ts';

/** `ledger:verify`: verifies the logs that the arguments name, and prints what it found. Returns the exit code. */
export async function verify(args: readonly string[], onStop: OnStop): Promise<number> {
  const options = readOptions(args);
  const sql = await openLedgerDatabase('tributary-verify', onStop);

  const ledgers = chooseLedgers(await selectLedgers(sql), options);
  const rowCount = ledgers.reduce((sum, { lastSequence }) => sum + Number(lastSequence), 0);
  const progress = createProgressBar({ total: rowCount, rateUnit: 'rows' });
  const started = performance.now();
  let done = 0;
  const results: Verification[] = [];
  for (const { organizationId } of ledgers) {
    const keptHeads = options.heads.filter((head) => head.organizationId === organizationId);
    const onRows = (count: number) => progress.show((done += count));
    results.push(await verifyLedger(sql, { organizationId, keptHeads, onRows }));
  }
  progress.end();
  for (const result of results) {
    console.log(describe(result));
  }
  const faulty = results.filter(({ faults }) => faults.length > 0).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    faulty === 0
      ? `No problems found: ${done.toLocaleString('en')} rows of ${results.length} organizations, in ${seconds} s.`
      : `${faulty} of ${results.length} organizations have problems.`,
  );
  return faulty === 0 ? 0 : 1;
}

type Options = { organizationIds: string[]; heads: KeptHead[] };

function readOptions(args: readonly string[]): Options {
  const { organization = [], head = [] } = createCommand('ledger:verify', {
    summary:
      'Verifies the log of each organization from its first row, and everything derived from it: sequence, hashes, versions, balances, floors, holds, sums per currency, balances by day, reversals and idempotency keys. It names the first invalid row. Nothing is written, and the platform may run meanwhile.',
    examples: ['', '--organization org_… --head org_…:SEQUENCE:HASH'],
    notes: `Exit code: 0 if no problems were found, 1 if some were, 2 if the verification failed.

${databaseHelp()}`,
  })
    .option('--organization <org_…>', 'only this organization; may be given several times (default: all)', append)
    .option(
      '--head <org_…:SEQUENCE:HASH>',
      'head kept from an earlier run, which the log must still contain; may be given several times. Without one, a log looks complete even if its last rows were cut off and everything else adjusted (default: none)',
      append,
    )
    .parse([...args], { from: 'user' })
    .opts();
  return {
    organizationIds: organization.map((id) => organizationOf(id, '--organization')),
    heads: head.map(readHead),
  };
}

function readHead(text: string): KeptHead {
  const match = /^(org_[0-9a-f]{32}):([1-9][0-9]{0,17}):([0-9a-fA-F]{64})$/.exec(text);
  if (match === null) {
    throw new StartError(
      `--head takes org_…:SEQUENCE:HASH, with the sequence and the hash that \`ledgerHead\` gave; ${JSON.stringify(text)} is not one.`,
    );
  }
  const [, organization = '', sequence = '', hash = ''] = match;
  return {
    organizationId: organizationOf(organization, '--head'),
    sequence: BigInt(sequence),
    hash: hash.toLowerCase(),
  };
}

function organizationOf(id: string, option: string): string {
  const uuid = tryParseId('org', id);
  if (uuid === null) {
    throw new StartError(
      `${option} takes the id of an organization, such as org_ and 32 hexadecimal digits; ${JSON.stringify(id)} is not one.`,
    );
  }
  return uuid;
}

type Ledger = { organizationId: string; lastSequence: bigint };

/**
 * The requested organizations, or all. A head of an organization without a log is verified as well, and reported
 * missing.
 */
function chooseLedgers(known: readonly Ledger[], { organizationIds, heads }: Options): Ledger[] {
  const missing = organizationIds.find((id) => !known.some(({ organizationId }) => organizationId === id));
  if (missing !== undefined) {
    throw new StartError(`There is no organization ${formatId('org', missing)} with accounts in this database.`);
  }
  const all = new Map(known.map((ledger) => [ledger.organizationId, ledger]));
  for (const { organizationId } of heads) {
    if (organizationIds.length > 0 && !organizationIds.includes(organizationId)) {
      throw new StartError(
        `The head of ${formatId('org', organizationId)} belongs to no organization that --organization names.`,
      );
    }
    all.set(organizationId, all.get(organizationId) ?? { organizationId, lastSequence: 0n });
  }
  return [...all.values()].filter(
    ({ organizationId }) => organizationIds.length === 0 || organizationIds.includes(organizationId),
  );
}

function describe({ organizationId, rows, head, unknownFloors, faults }: Verification): string {
  const id = formatId('org', organizationId);
  if (faults.length > 0) {
    return faults
      .map(({ sequence, problem }) => `${id}: ${sequence === null ? '' : `row ${sequence}: `}${problem}.`)
      .join('\n');
  }
  const floors =
    unknownFloors === 0 ? '' : `, the floors of ${unknownFloors} of them unknown, since older rows record no limits`;
  return rows === 0n
    ? `${id}: no rows`
    : `${id}: ${rows.toLocaleString('en')} rows${floors}. Head to keep: ${id}:${head.sequence}:${head.hash}`;
}
