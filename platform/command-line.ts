import { Command } from '@commander-js/extra-typings';
import manifest from './package.json' with { type: 'json' };

const helpWidthMax = 120;

/**
 * The command line of a script of package.json. The caller adds options and arguments, and parses before it does
 * anything else. `--help`, `-h` and `--version` print and end the process. An unknown option, a missing value or a
 * stray argument ends it with exit code 2.
 */
export function createCommand(
  name: string,
  {
    summary,
    examples,
    notes = '',
  }: {
    /** The purpose of the command. */
    summary: string;
    /** Arguments of typical calls; an empty string for a call without any. */
    examples: readonly string[];
    /** More help: environment variables, exit codes, formats. */
    notes?: string;
  },
): Command {
  const call = `npx -y pnpm@12.21.0 ${name}`;
  const exampleLines = examples.map((args) => `  ${call} ${args}`.trimEnd());
  return new Command(call)
    .description(summary)
    .helpOption('-h, --help', 'print this help')
    .version(manifest.version, '--version', 'print the version')
    .addHelpText('after', ['', 'Examples:', ...exampleLines, ...(notes === '' ? [] : ['', notes])].join('\n'))
    .configureOutput({
      getOutHelpWidth: () => Math.min(process.stdout.columns ?? helpWidthMax, helpWidthMax),
      outputError: (message, write) => write(`${asSentences(message)} --help lists the options.\n`),
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Collects the values of an option that may be given several times. */
export function append(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** Commander writes "error: unknown option '--frehs'\n(Did you mean --fresh?)". */
function asSentences(message: string): string {
  const text = message
    .trim()
    .replace(/^error: /, '')
    .replace(/\.?\n\((.*)\)$/, '. $1');
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?]$/.test(text) ? '' : '.');
}
