import { createCommand } from '@tributary/platform/command-line.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { readUsage } from '@tributary/platform/usage-store.ts';
import { formatUsage } from './format-usage.ts';

const { from, days, field, client } = createCommand('usage:report', {
  summary: 'Lists the operations and fields that clients used, as the gateway counted them.',
  examples: ['', '--from redis://localhost:6379 --days 30 --field Account.name', '--client ios'],
  notes: `Exit code: 0 with a report, 1 without.

Environment:
  REDIS_URL   the place, unless --from is given`,
})
  .option('--from <place>', 'a URL of Redis, or the folder of `usage.folder` (default: REDIS_URL, else usage)')
  .option('--days <number>', 'days before now', '7')
  .option('--field <Type.field>', 'only operations with this field (default: all)')
  .option('--client <name>', 'only this client (default: all)')
  .parse()
  .opts();

runCommand(async () => {
  console.log(formatUsage(await readUsage(from ?? process.env['REDIS_URL'] ?? 'usage', days), { field, client }));
  return 0;
});
