import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@tributary/platform/logging.ts';
import { makeDemoData } from '@tributary/standalone/demo-data.ts';
import { openPlatform, type Platform, type PlatformSettings } from '@tributary/standalone/platform.ts';
import { keepSigningKey } from '@tributary/users/identity/signing-key.ts';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { freshDatabase } from './fresh-database.ts';

const answerShape = z.object({
  data: z.record(z.string(), z.json()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

/** The whole platform with its demo data, on a database and a port of its own, and functions to call it as a client. */
export async function openTestPlatform(
  settings: Pick<PlatformSettings, 'onStatement' | 'demandControl' | 'publicOperations' | 'mcp' | 'explorer'> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-platform-'));
  const database = await freshDatabase();
  const platform: Platform = await openPlatform({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.url,
    signingKey: await keepSigningKey(join(folder, 'signing-key.json')),
    demo: true,
    log: createLogger({ name: 'test', level: 'silent' }),
    prepare: makeDemoData,
    ...settings,
  });
  const close = async () => {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { platform, ask: askAt(platform.url), close };
}

/** Sends operations to a gateway by POST, with a token or without. */
export function askAt(url: string) {
  return async (query: string, variables: object = {}, token?: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(10_000),
    });
    return answerShape.parse(await answer.json());
  };
}

/** A WebSocket subscriber that presents a token. */
export function socketClient(url: string, token: string) {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
}
