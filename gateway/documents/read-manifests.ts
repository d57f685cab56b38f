import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { Kind, parse, stripIgnoredCharacters, type DocumentNode } from 'graphql';
import { createDocumentSet, sha256Of, type DocumentSet, type TrustedDocument } from './document-set.ts';
import { ManifestProblem } from './manifest-problem.ts';
import { parseManifest, type ManifestDocument } from './parse-manifest.ts';

/** Limits on all manifests together, and on a single document, as for documents of requests. */
export type ManifestLimits = {
  bytes: number;
  documents: number;
  documentBytes: number;
  tokens: number;
  /** The settings that name the manifests, for messages: `documents` by default. */
  settings?: string;
};

/** A document of a manifest, and its file. The id of a `.graphql` file is the name of the file. */
export type SourceDocument = ManifestDocument & { file: string };

const extension = '.graphql';
/** The name of the file with examples of public operations, in a folder of operations. */
export const examplesName = 'examples.json';
/** Time for which documents are parsed before the event loop runs. */
const blockMaxMs = 5;

/**
 * Reads the manifests as a set of documents. Throws ManifestProblem for the first problem, since half of the documents
 * would break clients.
 */
export async function readManifests(sources: readonly string[], limits: ManifestLimits): Promise<DocumentSet> {
  return createDocumentSet(await parseDocuments(await readDocuments(sources, limits), limits));
}

/**
 * Reads the documents of manifests: JSON files, `.graphql` files, and folders of these. Parses no GraphQL. Throws
 * ManifestProblem for files that cannot be read, and beyond the limits.
 */
export async function readDocuments(sources: readonly string[], limits: ManifestLimits): Promise<SourceDocument[]> {
  const documents: SourceDocument[] = [];
  for await (const { file, text } of textsOf(await filesOf(sources, limits), 'manifests', limits)) {
    const listed = extname(file) === extension ? [{ id: basename(file, extension), text }] : parseManifest(text, file);
    documents.push(...listed.map((document) => ({ ...document, file })));
    if (documents.length > limits.documents) {
      throw tooMany(limits);
    }
  }
  if (documents.length === 0) {
    throw new ManifestProblem(
      `There is no document in ${sources.join(', ')}. Check \`${settingsOf(limits)}.manifests\`.`,
    );
  }
  return documents;
}

/**
 * The files with examples in the folders of manifests, as texts. Their bytes are counted apart from those of the
 * manifests, with the same limit. Throws ManifestProblem for files that cannot be read, and beyond the limits.
 */
export async function readExampleFiles(sources: readonly string[], limits: ManifestLimits): Promise<FileText[]> {
  const named = new Set(sources);
  const files = await filesOf(sources, limits, (name) => basename(name) === examplesName);
  const unnamed = files.filter(({ path }) => !named.has(path));
  return Array.fromAsync(textsOf(unnamed, 'examples', limits));
}

/** A text that changes with the files of the manifests, and of examples. A file that cannot be read is part of it. */
export async function stateOfManifests(sources: readonly string[], limits: ManifestLimits): Promise<string> {
  try {
    const files = await filesOf(sources, limits, (name) => isDocument(name) || basename(name) === examplesName);
    return files.map(({ path, size, mtimeMs, ino }) => `${path} ${size} ${mtimeMs} ${ino}`).join('\n');
  } catch (error) {
    return String(error);
  }
}

type FileText = { file: string; text: string };

/** The texts of files, within the limit on their bytes together. */
async function* textsOf(
  files: readonly File[],
  content: 'manifests' | 'examples',
  limits: ManifestLimits,
): AsyncGenerator<FileText> {
  let bytesLeft = limits.bytes;
  for (const { path } of files) {
    const text = await readFile(path, 'utf8').catch(refuseUnreadable(path, limits));
    bytesLeft -= Buffer.byteLength(text);
    if (bytesLeft < 0) {
      throw new ManifestProblem(
        `The ${content} have more than ${limits.bytes} bytes. Raise \`${settingsOf(limits)}.bytesMax\`.`,
      );
    }
    yield { file: path, text };
  }
}

type File = { path: string; isFolder: boolean; size: number; mtimeMs: number; ino: number };

function isDocument(name: string): boolean {
  return extname(name) === extension;
}

/** The files that are named, and those of folders that are wanted: the documents by default. */
async function filesOf(
  sources: readonly string[],
  limits: ManifestLimits,
  isWanted: (name: string) => boolean = isDocument,
): Promise<File[]> {
  const files: File[] = [];
  for (const source of sources) {
    const file = await fileAt(source, limits);
    if (!file.isFolder) {
      files.push(file);
      continue;
    }
    const names = await readdir(source, { recursive: true }).catch(refuseUnreadable(source, limits));
    const paths = names.filter(isWanted).map((name) => join(source, name));
    if (files.length + paths.length > limits.documents) {
      throw tooMany(limits);
    }
    for (const path of paths.toSorted()) {
      files.push(await fileAt(path, limits));
    }
  }
  return files;
}

async function fileAt(path: string, limits: ManifestLimits): Promise<File> {
  const status = await stat(path).catch(refuseUnreadable(path, limits));
  const { size, mtimeMs, ino } = status;
  return { path, isFolder: status.isDirectory(), size, mtimeMs, ino };
}

/** Throws ManifestProblem for a document that no request could execute, since a client would be blamed for it. */
async function parseDocuments(
  documents: readonly ManifestDocument[],
  limits: ManifestLimits,
): Promise<TrustedDocument[]> {
  const parsed: TrustedDocument[] = [];
  let begun = performance.now();
  for (const { id, text } of documents) {
    const operationName = onlyOperationName(parseDocument(id, text, limits));
    parsed.push({ id, text, hash: sha256Of(text), tokens: stripIgnoredCharacters(text), operationName });
    if (performance.now() - begun > blockMaxMs) {
      await yieldToEventLoop();
      begun = performance.now();
    }
  }
  return parsed;
}

function parseDocument(id: string, text: string, { documentBytes, tokens }: ManifestLimits): DocumentNode {
  if (Buffer.byteLength(text) > documentBytes) {
    throw new ManifestProblem(
      `The document ${id} has more than ${documentBytes} bytes. Split it, or raise \`limits.documentBytes\`.`,
    );
  }
  try {
    return parse(text, { maxTokens: tokens });
  } catch (error) {
    throw new ManifestProblem(
      `The document ${id} cannot be parsed: ${error instanceof Error ? error.message : ''} Correct it, or take it out.`,
    );
  }
}

function onlyOperationName({ definitions }: DocumentNode): string | null {
  const [operation, second] = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return second === undefined && operation?.kind === Kind.OPERATION_DEFINITION ? (operation.name?.value ?? null) : null;
}

function tooMany(limits: ManifestLimits): ManifestProblem {
  return new ManifestProblem(
    `The manifests have more than ${limits.documents} documents. Raise \`${settingsOf(limits)}.documentsMax\`.`,
  );
}

function refuseUnreadable(path: string, limits: ManifestLimits): (error: unknown) => never {
  return (error) => {
    throw new ManifestProblem(
      `${path} cannot be read (${error instanceof Error ? error.message : String(error)}). Check \`${settingsOf(limits)}.manifests\`.`,
    );
  };
}

function settingsOf({ settings = 'documents' }: ManifestLimits): string {
  return settings;
}
