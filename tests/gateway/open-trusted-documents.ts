import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentsShape } from '@tributary/gateway/documents/documents-settings.ts';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';

type Settings = Partial<NonNullable<z.input<typeof documentsShape>>>;

export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Registers the closer of what was opened: for one test by default. */
type AtEnd = (close: () => Promise<void>) => void;

export async function freshFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-documents-'));
  atEnd(() => rm(folder, { recursive: true }));
  return folder;
}

/** A new file with a manifest. */
export async function manifestOf(content: unknown, atEnd?: AtEnd): Promise<string> {
  const file = join(await freshFolder(atEnd), 'manifest.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** Settings with these documents by id, unless the settings name manifests. */
export async function trusting(documents: Readonly<Record<string, string>>, settings: Settings = {}, atEnd?: AtEnd) {
  const manifests = settings.manifests ?? [await manifestOf(documents, atEnd)];
  return documentsShape.parse({ ...settings, manifests });
}

/** The status and the JSON of an answer. */
export async function post({ url }: { url: string }, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return answerIn(response);
}

export async function get({ url }: { url: string }, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    headers: { accept: 'application/graphql-response+json', 'apollo-require-preflight': '1', ...headers },
  });
  return answerIn(response);
}

async function answerIn(response: Response): Promise<{ status: number; body: unknown }> {
  return { status: response.status, body: await response.json() };
}
