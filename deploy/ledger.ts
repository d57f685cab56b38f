import { StartError } from '@tributary/platform/config.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { hastenDrizzle } from '@tributary/standalone/quick-imports.ts';

/** Loaded when they are called for, once drizzle-orm loads quickly. */
const commands = {
  verify: async () => (await import('./verify-ledger.ts')).verify,
  import: async () => (await import('./import-transfers.ts')).importFile,
  export: async () => (await import('./export-statements.ts')).exportToFolder,
};

runCommand(
  async (onStop) => {
    const [name = '', ...args] = process.argv.slice(2);
    if (!isCommand(name)) {
      throw new StartError('Say what to do: verify, import or export. Each has a --help.');
    }
    hastenDrizzle();
    const run = await commands[name]();
    return run(args, onStop);
  },
  // So that 1 only ever says what was found.
  { failureCode: 2 },
);

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}
