import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { processEnvironment } from '../support/process-environment.ts';

const program = fileURLToPath(import.meta.resolve('@tributary/gateway/server.ts'));
const startTimeoutMs = 20_000;

/** Runs the gateway with exactly this environment. */
export function runGateway(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...processEnvironment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'close').then(([code]) => Number(code));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { output: () => output, exited, stop: () => child.kill('SIGTERM') };
}

/** Starts the gateway on a free port. Throws its output if it ends, or reports an error, before it listens. */
export async function startGateway(
  supergraph: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const gateway = runGateway(['--supergraph', supergraph, '--port', '0', ...args], environment);
  await expect.poll(gateway.output, { timeout: startTimeoutMs }).toMatch(/gateway is listening|exit|Error/);
  const url = /"url":"([^"]+)"/.exec(gateway.output())?.[1];
  if (url === undefined) {
    throw new Error(gateway.output());
  }
  return { ...gateway, url, query: (document: string) => ask(url, document) };
}

async function ask(url: string, query: string): Promise<unknown> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return answer.json();
}
