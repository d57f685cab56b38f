import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { printTable } from '../gateway/table.ts';
import { faults, runEventFaults } from './fault-run.ts';

/**
 * Delivery of live events while parts of the platform are killed: `pnpm bench:events-faults`. Fails if an event is lost
 * or out of order.
 */

const values = createCommand('bench:events-faults', {
  summary: 'Measures live events while parts of the platform are killed. Fails if an event is lost or out of order.',
  examples: ['', '--only gateway,ledger'],
})
  .option('--only <names>', 'faults, with commas between', faults.join())
  .option('--seconds <number>', 'time before each fault and after it', '3')
  .parse()
  .opts();
const titles: Record<(typeof faults)[number], string> = {
  none: 'nothing',
  gateway: 'kill -9 of the gateway',
  ledger: 'kill -9 of the ledger',
  redis: 'kill -9 of Redis',
  postgres: 'kill -9 of PostgreSQL',
  reload: 'a new supergraph',
  cut: "the subscribers' sockets are cut",
};

runProcess(async (onStop) => {
  const named = values.only.split(',');
  const unknown = named.find((name) => !faults.some((fault) => fault === name));
  if (unknown !== undefined) {
    throw new StartError(`There is no fault "${unknown}". Choose from ${faults.join(', ')}.`);
  }
  const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
  const wanted = faults.filter((fault) => named.includes(fault) && (fault !== 'redis' || hasRedis));
  const directory = await mkdtemp(join(tmpdir(), 'tributary-event-faults-'));
  onStop(() => rm(directory, { recursive: true, force: true }));
  const rows = await runEventFaults({ directory, wanted, seconds: Number(values.seconds) });
  printTable(
    ['fault', 'committed', 'delivered', 'lost', 'duplicated', 'out of order', 'longest pause ms'],
    rows.map((row) => [
      titles[row.fault],
      ...[row.committed, row.delivered, row.lost, row.duplicated, row.misplaced, Math.round(row.longestPauseMs)].map(
        String,
      ),
    ]),
  );
  if (!hasRedis) {
    console.log('Redis is not installed; its fault was left out.');
  }
  if (rows.some(({ committed, lost, misplaced }) => committed === 0 || lost + misplaced > 0)) {
    throw new StartError('An event was lost or out of order.');
  }
  process.kill(process.pid, 'SIGTERM');
});
