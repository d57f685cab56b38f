import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openRest } from './open-rest.ts';
import { schemathesisFolder } from './with-schemathesis.ts';

const config = fileURLToPath(new URL('schemathesis.toml', import.meta.url));
const isDrill = process.env['DRILLS'] === 'true';
const seed = process.env['RANDOM_SEED'] ?? '1';
/** Requests for one endpoint in one phase, at most, and in all, at least. */
const { perEndpoint, atLeast, timeoutMs } = isDrill
  ? { perEndpoint: '100', atLeast: 5_000, timeoutMs: 900_000 }
  : { perEndpoint: '2', atLeast: 55, timeoutMs: 120_000 };
const phases = isDrill ? 'examples,coverage,fuzzing,stateful' : 'fuzzing';

const reportShape = z.looseObject({
  complete: z.boolean(),
  test_cases: z.looseObject({ generated: z.int(), errored: z.int() }),
  failures: z.array(z.looseObject({ title: z.string(), operations: z.unknown() })),
  errors: z.array(z.unknown()),
});

it(
  `schemathesis finds no undocumented answer and no failure (seed ${seed})`,
  { timeout: timeoutMs + 120_000 },
  async ({ skip }) => {
    const packages = await schemathesisFolder();
    if (packages === null) {
      return skip('schemathesis cannot be installed');
    }
    const rest = await openRest();
    onTestFinished(() => rest.close());
    const folder = await mkdtemp(join(tmpdir(), 'tributary-schemathesis-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const report = join(folder, 'report.json');

    const { output } = await runSchemathesis(packages, folder, [
      `${rest.url}/api/openapi.json`,
      ...['--header', `Authorization: Bearer ${rest.tokens.operator}`, '--seed', seed],
      ...['--phases', phases, '--max-examples', perEndpoint],
      ...['--report', 'json', '--report-json-path', report],
    ]);

    const { test_cases: sent, ...found } = reportShape.parse(JSON.parse(await readFile(report, 'utf8')));
    const { complete, failures, errors } = found;
    // The report of schemathesis has the requests, and commands that repeat them.
    expect({ complete, failures, errors, output: failures.length > 0 ? output : '' }).toEqual({
      complete: true,
      failures: [],
      errors: [],
      output: '',
    });
    expect(sent.generated).toBeGreaterThan(atLeast);
    console.info(`schemathesis sent ${sent.generated} requests.`);
  },
);

/** Runs schemathesis, whose exit code says what its report says. */
async function runSchemathesis(packages: string, folder: string, args: readonly string[]): Promise<{ output: string }> {
  return new Promise((resolve) => {
    execFile(
      'python3',
      ['-m', 'schemathesis.cli', '--config-file', config, 'run', '--no-color', ...args],
      { cwd: folder, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, PYTHONPATH: packages } },
      (_, stdout, stderr) => resolve({ output: `${stdout}${stderr}` }),
    );
  });
}
