import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freshFolder } from '../gateway/open-trusted-documents.ts';

const inspector = fileURLToPath(new URL('../node_modules/.bin/mcp-inspector', import.meta.url));

/** Runs the Inspector's command line against an endpoint. Rejects where it fails. */
export async function inspect(url: string, token: string, ...options: readonly string[]): Promise<unknown> {
  // A folder of its own, since the Inspector keeps a catalog of servers in the home.
  const home = await freshFolder();
  const target = ['--cli', `${url}/mcp`, '--transport', 'http', '--header', `Authorization: Bearer ${token}`];
  const { stdout } = await promisify(execFile)(inspector, [...target, ...options], {
    env: { ...process.env, HOME: home },
    timeout: 25_000,
    maxBuffer: 8 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}
