import {
  selectLedgers,
  verifyLedger,
  type KeptHead,
  type Verification,
} from '@tributary/ledger/audit/verify-ledger.ts';
import { selectTrails, verifyTrail, type TrailVerification } from '@tributary/users/audit/verify-trail.ts';
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

  const known = { logs: await selectLedgers(sql), trails: await selectTrails(sql) };
  refuseUnknown(known, options);
  const logs = chooseChains(known.logs, options);
  const trails = chooseChains(known.trails, { ...options, heads: options.auditHeads });
  const total = [...logs, ...trails].reduce((sum, { lastSequence }) => sum + Number(lastSequence), 0);
  const progress = createProgressBar({ total, rateUnit: 'rows' });
  const started = performance.now();
  const done = { rows: 0, events: 0 };
  const showProgress = () => progress.show(done.rows + done.events);
  const results: Verification[] = [];
  for (const { organizationId, keptHeads } of logs) {
    const onRows = (count: number) => {
      done.rows += count;
      showProgress();
    };
    results.push(await verifyLedger(sql, { organizationId, keptHeads, onRows }));
  }
  const trailResults: TrailVerification[] = [];
  for (const { organizationId, keptHeads } of trails) {
    const onEvents = (count: number) => {
      done.events += count;
      showProgress();
    };
    trailResults.push(await verifyTrail(sql, { organizationId, keptHeads, onEvents }));
  }
  progress.end();
  for (const line of [...results.map(describe), ...trailResults.map(describeTrail)]) {
    console.log(line);
  }
  const faulty = new Set([
    ...results.filter(({ faults }) => faults.length > 0).map(({ organizationId }) => organizationId),
    ...trailResults.filter(({ fault }) => fault !== null).map(({ organizationId }) => organizationId),
  ]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const count = new Set([...logs, ...trails].map(({ organizationId }) => organizationId)).size;
  console.log(
    faulty.size === 0
      ? `No problems found: ${done.rows.toLocaleString('en')} rows of ${results.length} organizations, and ${done.events.toLocaleString('en')} events of ${trailResults.length} audit trails, in ${seconds} s.`
      : `${faulty.size} of ${count} organizations have problems.`,
  );
  return faulty.size === 0 ? 0 : 1;
}

type Options = { organizationIds: string[]; heads: KeptHead[]; auditHeads: KeptHead[] };

function readOptions(args: readonly string[]): Options {
  const {
    organization = [],
    head = [],
    auditHead = [],
  } = createCommand('ledger:verify', {
    summary:
      'Verifies the log of each organization from its first row, and everything derived from it: sequence, hashes, versions, balances, floors, holds, sums per currency, balances by day, reversals and idempotency keys. It verifies the audit trail of each organization as well. It names the first invalid row or event. Nothing is written, and the platform may run meanwhile.',
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
    .option(
      '--audit-head <org_…:SEQUENCE:HASH>',
      'the same for the audit trail, from an earlier run or `auditEvents`; may be given several times (default: none)',
      append,
    )
    .parse([...args], { from: 'user' })
    .opts();
  return {
    organizationIds: organization.map((id) => organizationOf(id, '--organization')),
    heads: head.map((text) => readHead(text, '--head', 'ledgerHead')),
    auditHeads: auditHead.map((text) => readHead(text, '--audit-head', 'auditEvents')),
  };
}

function readHead(text: string, option: string, source: string): KeptHead {
  const match = /^(org_[0-9a-f]{32}):([1-9][0-9]{0,17}):([0-9a-fA-F]{64})$/.exec(text);
  if (match === null) {
    throw new StartError(
      `${option} takes org_…:SEQUENCE:HASH, with the sequence and the hash that \`${source}\` gave; ${JSON.stringify(text)} is not one.`,
    );
  }
  const [, organization = '', sequence = '', hash = ''] = match;
  return {
    organizationId: organizationOf(organization, option),
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

/** A chain of an organization: its log, or its audit trail. */
type Chain = { organizationId: string; lastSequence: bigint };

function refuseUnknown(
  { logs, trails }: { logs: readonly Chain[]; trails: readonly Chain[] },
  { organizationIds, heads, auditHeads }: Options,
): void {
  const known = new Set([...logs, ...trails].map(({ organizationId }) => organizationId));
  const missing = organizationIds.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new StartError(`There is no organization ${formatId('org', missing)} in this database.`);
  }
  const stray = [...heads, ...auditHeads].find(({ organizationId }) => !organizationIds.includes(organizationId));
  if (stray !== undefined && organizationIds.length > 0) {
    throw new StartError(
      `The head of ${formatId('org', stray.organizationId)} belongs to no organization that --organization names.`,
    );
  }
}

/**
 * The chains of the requested organizations, or of all, each with its kept heads. A head of an organization without a
 * chain is verified as well, and reported missing.
 */
function chooseChains(
  known: readonly Chain[],
  { organizationIds, heads }: Pick<Options, 'organizationIds' | 'heads'>,
): (Chain & { keptHeads: KeptHead[] })[] {
  const all = new Map(known.map((chain) => [chain.organizationId, chain]));
  for (const { organizationId } of heads) {
    all.set(organizationId, all.get(organizationId) ?? { organizationId, lastSequence: 0n });
  }
  return [...all.values()]
    .filter(({ organizationId }) => organizationIds.length === 0 || organizationIds.includes(organizationId))
    .map((chain) => ({
      ...chain,
      keptHeads: heads.filter(({ organizationId }) => organizationId === chain.organizationId),
    }));
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

function describeTrail({ organizationId, head, erasedValues, fault }: TrailVerification): string {
  const id = formatId('org', organizationId);
  if (fault !== null) {
    return `${id}: event ${fault.sequence} of the audit trail: ${fault.problem}.`;
  }
  const erased = erasedValues === 0 ? '' : `, ${erasedValues} personal values of them erased`;
  const count = `${id}: ${head.sequence.toLocaleString('en')} events of the audit trail${erased}`;
  return `${count}. Head to keep: --audit-head ${id}:${head.sequence}:${head.hash}`;
}
