import { createReadStream } from 'node:fs';
import type { ImportItem, Problem } from '@tributary/ledger/write/import-transfers.ts';
import type { CreateTransferInput } from '@tributary/ledger/generated/schema.ts';
import { StartError } from '@tributary/platform/config.ts';
import { DateTime, Metadata } from '@tributary/kit/scalars.ts';
import { CsvError, parse } from 'csv-parse';
import { csvLine } from './csv.ts';

export type FileFormat = 'csv' | 'ndjson';

/** The line as written in the file: a line of JSON, or the values by the columns of CSV. */
type Written = string | { columns: readonly string[]; values: readonly string[] };

/** A transfer of a file, and the position in the file after it. */
export type FileItem = ImportItem & { written: Written; bytes: number };

/** The fields of a transfer in a file, which are those of `createTransfer`. */
const fields = [
  ...['idempotencyKey', 'debitAccountId', 'creditAccountId', 'amount', 'currency', 'journal'],
  ...['description', 'externalId', 'effectiveAt', 'metadata', 'expectedDebitVersion', 'expectedCreditVersion'],
  ...['debitAvailableAtLeast', 'creditAvailableAtLeast'],
] as const;
const needed = ['debitAccountId', 'creditAccountId', 'amount', 'currency'] as const;
/** Columns that the file of refusals adds to each line, ignored when that file is imported. */
const refusedColumns = ['refusedLine', 'refusedCode', 'refusedMessage'];

const recordLengthMax = 1_048_576;

/**
 * Reads the transfers of a file, in bounded memory. A line that is not a transfer becomes an item with a problem. A
 * file that is not of the format throws StartError. A line without a key has the key `import:NAME:LINE`.
 */
export async function* readTransfersFile(
  file: string,
  { format, name }: { format: FileFormat; name: string },
): AsyncGenerator<FileItem> {
  const records = format === 'csv' ? readCsv(file) : readNdjson(file);
  for await (const { line, bytes, written, read } of records) {
    yield {
      line,
      written,
      bytes,
      journal: read.values?.['journal'] || null,
      ...readInput(read, `import:${name}:${line}`),
    };
  }
}

/**
 * The first line of a file of refusals, which can be imported again after correction. It has the format of the imported
 * file, as the lines after it have.
 */
export function refusedHeader({ written }: FileItem): string {
  return typeof written === 'string' ? '' : csvLine([...refusedColumns, ...written.columns]);
}

export function refusedLine({ line, written }: FileItem, { code, message }: Problem): string {
  return typeof written === 'string'
    ? `${JSON.stringify({ refusedLine: line, refusedCode: code, refusedMessage: message }).slice(0, -1)},${withoutRefusal(written)}\n`
    : csvLine([String(line), code, message, ...written.values]);
}

/** The members of a JSON object as text. A line that is not an object becomes one member. */
function withoutRefusal(written: string): string {
  const values = parseJson(written);
  if (values === null) {
    return `"text":${JSON.stringify(written)}}`;
  }
  const members = Object.entries(values).filter(([key]) => !refusedColumns.includes(key));
  return JSON.stringify(Object.fromEntries(members)).slice(1);
}

type Values = Partial<Record<string, string>>;
type FileRecord = {
  line: number;
  bytes: number;
  written: Written;
  read: { values: Values; problem?: undefined } | { values?: undefined; problem: string };
};

async function* readCsv(file: string): AsyncGenerator<FileRecord> {
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: recordLengthMax,
    }),
  );
  let header: string[] | null = null;
  try {
    for await (const parsed of parser) {
      const { record, info } = checkParsed(parsed);
      if (header === null) {
        header = checkHeader(record);
        continue;
      }
      const columns: string[] = header;
      const isOwn = (_: string, index: number) => !refusedColumns.includes(columns[index] ?? '');
      yield {
        line: info.lines,
        bytes: info.bytes,
        written: { columns: columns.filter(isOwn), values: record.filter(isOwn) },
        read:
          record.length === columns.length
            ? { values: Object.fromEntries(record.map((value, index) => [columns[index], value])) }
            : { problem: `The line has ${record.length} values, but the first line names ${columns.length}.` },
      };
    }
  } catch (error) {
    throw error instanceof CsvError ? new StartError(`${file} is not CSV: ${error.message}.`) : error;
  }
  if (header === null) {
    throw new StartError(`${file} is empty. ${headerAdvice}`);
  }
}

type Parsed = { record: string[]; info: { lines: number; bytes: number } };

/** The records of the parser with `info` and without `columns`, which its own types do not describe. */
function checkParsed(parsed: unknown): Parsed {
  if (isParsed(parsed)) {
    return parsed;
  }
  throw new Error('csv-parse returned no record with its position');
}

function isParsed(parsed: unknown): parsed is Parsed {
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    'record' in parsed &&
    Array.isArray(parsed.record) &&
    'info' in parsed
  );
}

const headerAdvice = `The first line names the columns: ${fields.join(', ')}; ${needed.join(', ')} are needed.`;

function checkHeader(header: string[]): string[] {
  const unknown = header.filter((column) => !isField(column) && !refusedColumns.includes(column));
  const missing = needed.filter((column) => !header.includes(column));
  const repeated = header.filter((column, index) => header.indexOf(column) !== index);
  const mistakes = [
    ...(unknown.length > 0 ? [`does not know ${unknown.map((column) => JSON.stringify(column)).join(', ')}`] : []),
    ...(missing.length > 0 ? [`misses ${missing.join(', ')}`] : []),
    ...(repeated.length > 0 ? [`finds ${repeated.join(', ')} more than once`] : []),
  ];
  if (mistakes.length > 0) {
    throw new StartError(`The import ${mistakes.join(', and ')} in the first line. ${headerAdvice}`);
  }
  return header;
}

async function* readNdjson(file: string): AsyncGenerator<FileRecord> {
  for await (const { line, bytes, text } of readLines(file)) {
    if (text.trim() !== '') {
      yield { line, bytes, written: text, read: readJson(text) };
    }
  }
}

async function* readLines(file: string): AsyncGenerator<{ line: number; bytes: number; text: string }> {
  let rest = '';
  let [line, bytes] = [0, 0];
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 262_144 })) {
    const texts = (rest + String(chunk)).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      line += 1;
      bytes += Buffer.byteLength(text) + 1;
      yield { line, bytes, text };
    }
    if (rest.length > recordLengthMax) {
      throw new StartError(
        `Line ${line + 1} of ${file} is longer than a transfer can be. NDJSON has one transfer on each line.`,
      );
    }
  }
  if (rest !== '') {
    yield { line: line + 1, bytes: bytes + Buffer.byteLength(rest), text: rest };
  }
}

/** A transfer in the form that `createTransfer` takes, or with its currency beside the amount. */
function readJson(text: string): FileRecord['read'] {
  const parsed = parseJson(text);
  if (parsed === null) {
    return { problem: 'The line is not a JSON object.' };
  }
  const { amount: money, metadata, debitAvailableAtLeast, creditAvailableAtLeast, ...others } = parsed;
  const flat: Record<string, unknown> = {
    ...others,
    ...(typeof money === 'object' && money !== null ? money : { amount: money }),
    ...(metadata == null ? {} : { metadata: JSON.stringify(metadata) }),
  };
  for (const [key, condition] of Object.entries({ debitAvailableAtLeast, creditAvailableAtLeast })) {
    if (typeof condition === 'object' && condition !== null && 'amount' in condition && 'currency' in condition) {
      if (condition.currency !== flat['currency']) {
        return { problem: `Write ${key} in the currency of the transfer.` };
      }
      flat[key] = condition.amount;
    } else {
      flat[key] = condition;
    }
  }
  const values: Values = {};
  for (const [key, value] of Object.entries(flat)) {
    if (value == null || refusedColumns.includes(key)) {
      continue;
    }
    if (!isField(key)) {
      return { problem: `A transfer has no ${JSON.stringify(key.slice(0, 64))}.` };
    }
    const given = key.startsWith('expected') && typeof value === 'number' ? String(value) : value;
    if (typeof given !== 'string') {
      return { problem: `Write ${key} as a string.` };
    }
    values[key] = given;
  }
  return { values };
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

function isField(name: string): name is (typeof fields)[number] {
  return (fields as readonly string[]).includes(name);
}

/** An empty value counts as absent. */
function readInput(
  read: FileRecord['read'],
  derivedKey: string,
): { input: CreateTransferInput } | { problem: Problem } {
  if (read.problem !== undefined) {
    return { problem: { code: 'INVALID_INPUT', message: read.problem } };
  }
  const values = Object.fromEntries(Object.entries(read.values).filter(([, value]) => value !== ''));
  const missing = needed.find((field) => values[field] === undefined);
  if (missing !== undefined) {
    return { problem: { code: 'INVALID_INPUT', message: `The transfer has no ${missing}.` } };
  }
  const { metadata, effectiveAt } = values;
  try {
    return {
      input: {
        idempotencyKey: values['idempotencyKey'] ?? derivedKey,
        debitAccountId: values['debitAccountId'] ?? '',
        creditAccountId: values['creditAccountId'] ?? '',
        amount: { amount: values['amount'] ?? '', currency: values['currency'] ?? '' },
        ...{ journal: values['journal'], description: values['description'], externalId: values['externalId'] },
        ...(effectiveAt === undefined ? {} : { effectiveAt: DateTime.parseValue(effectiveAt) }),
        ...(metadata === undefined ? {} : { metadata: Metadata.parseValue(JSON.parse(metadata)) }),
        ...versions(values),
        ...conditions(values),
      },
    };
  } catch (error) {
    const message =
      error instanceof SyntaxError
        ? 'Write metadata as a JSON object.'
        : String(error instanceof Error ? error.message : error);
    return { problem: { code: 'INVALID_INPUT', message } };
  }
}

function versions(values: Values): { expectedDebitVersion?: number; expectedCreditVersion?: number } {
  const read = (name: 'expectedDebitVersion' | 'expectedCreditVersion') => {
    const text = values[name];
    if (text === undefined) {
      return {};
    }
    if (!/^\d{1,9}$/.test(text)) {
      throw new RangeError(`Write ${name} as a whole number.`);
    }
    return { [name]: Number(text) };
  };
  return { ...read('expectedDebitVersion'), ...read('expectedCreditVersion') };
}

/** Amounts of conditions are in the currency of the transfer. */
function conditions(values: Values): Pick<CreateTransferInput, 'debitAvailableAtLeast' | 'creditAvailableAtLeast'> {
  const read = (name: 'debitAvailableAtLeast' | 'creditAvailableAtLeast') => {
    const amount = values[name];
    return amount === undefined ? {} : { [name]: { amount, currency: values['currency'] ?? '' } };
  };
  return { ...read('debitAvailableAtLeast'), ...read('creditAvailableAtLeast') };
}
