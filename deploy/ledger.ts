import { StartError } from '@tributary/platform/config.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { hastenDrizzle } from '@tributary/standalone/quick-imports.ts';

/** Imported on demand, after drizzle-orm was made quick to load. */
const commands = {
  verify: async () => (await import('./verify-ledger.ts')).verify,
  import: async () => (await import('./import/import-transfers.ts')).importFile,
  export: async () => (await import('./export-statements.ts')).exportToFolder,
};

runCommand(
  async (onStop) => {
    const [name = '', ...args] = process.argv.slice(2);
    if (!isCommand(name)) {
      throw new StartError('Give a command: verify, import or export. Each has a --help.');
    }
    hastenDrizzle();
    const run = await commands[name]();
    return run(args, onStop);
  },
  // Exit code 1 is reserved for findings, such as an invalid row. 2 says that the command did not finish.
  { interrupted: 2, terminated: 2, failed: 2 },
);

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}
