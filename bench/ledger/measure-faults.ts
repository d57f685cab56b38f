import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { printTable } from '../gateway/table.ts';
import { runUnderFaults } from './fault-run.ts';

/**
 * Five minutes of transfers while PostgreSQL is stopped and the ledger is killed: `pnpm bench:ledger-faults`. Fails if
 * a transfer was lost, changed or doubled.
 */

const values = createCommand('bench:ledger-faults', {
  summary:
    'Posts transfers while PostgreSQL is stopped and the ledger is killed. Fails if a transfer was lost, changed or doubled.',
  examples: ['', '--seconds 60 --callers 32'],
})
  .option('--seconds <number>', 'length of the run', '300')
  .option('--callers <number>', 'callers', '256')
  .option('--database-stops <number>', 'how often PostgreSQL is stopped', '4')
  .option('--service-kills <number>', 'how often the ledger is killed', '4')
  .parse()
  .opts();

runProcess(async (onStop) => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-faults-'));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const start = performance.now();
  const report = await runUnderFaults({
    directory,
    seconds: Number(values.seconds),
    callers: Number(values.callers),
    databaseStops: Number(values.databaseStops),
    serviceKills: Number(values.serviceKills),
    onFault: (fault) => console.log(`${((performance.now() - start) / 1_000).toFixed(1)} s: ${fault}, and is back.`),
  });
  const { faults, ...counts } = report;
  printTable(
    ['', ''],
    [
      ...Object.entries(counts).map(([name, count]) => [name, String(Math.round(count))]),
      ['faults in the log', String(faults.length)],
    ],
  );
  faults.forEach((fault) => console.log(fault));
  const isSound = counts.lost + counts.changed + counts.doubled + faults.length === 0 && counts.acknowledged > 0;
  if (!isSound) {
    throw new StartError('A transfer was lost, changed or doubled.');
  }
  process.kill(process.pid, 'SIGTERM');
});
