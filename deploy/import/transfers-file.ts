import type { ImportItem, Problem } from '@tributary/ledger/write/import-transfers.ts';
import type { CreateTransferInput } from '@tributary/ledger/generated/schema.ts';
import { StartError } from '@tributary/platform/config.ts';
import { isRecord } from '@tributary/platform/json/exact-json.ts';
import { Metadata } from '@tributary/kit/scalars.ts';
import { readCsvRecords, type CsvRecord } from './csv-records.ts';
import { lineEnds, readLines, type Line } from './text-lines.ts';

export type FileFormat = 'csv' | 'ndjson';

/** The form of a file. The delimiter is that of CSV. */
export type FileForm = { format: FileFormat; encoding: string; delimiter: string };

/** The line as written in the file: a line of JSON, or the values of CSV by their columns. */
export type Written = string | { columns: readonly string[]; values: readonly string[] };

/** A transfer of a file, and the bytes of the file that were read for it. */
export type FileItem = ImportItem & { written: Written; bytes: number; hasOwnKey: boolean };

/** The fields of a transfer in a file, which are those of `createTransfer`. */
const fields = [
  ...['idempotencyKey', 'debitAccountId', 'creditAccountId', 'amount', 'currency', 'journal'],
  ...['description', 'externalId', 'effectiveAt', 'metadata', 'expectedDebitVersion', 'expectedCreditVersion'],
  ...['debitAvailableAtLeast', 'creditAvailableAtLeast'],
] as const;
const needed = ['debitAccountId', 'creditAccountId', 'amount', 'currency'] as const;
/** Columns that the file of refused lines adds to each line, ignored when that file is imported. */
export const refusedColumns = ['refusedLine', 'refusedCode', 'refusedMessage'];

/**
 * Reads the transfers of a file, in bounded memory. A line without a valid transfer becomes an item with a problem. A
 * file without the required form throws a StartError. A line without a key gets the key `import:NAME:LINE`.
 */
export async function* readTransfersFile(
  file: string,
  { format, encoding, delimiter, name }: FileForm & { name: string },
): AsyncGenerator<FileItem> {
  const lines = readLines(file, { encoding, ends: lineEnds[format] });
  const pages = format === 'csv' ? readCsv(file, readCsvRecords(lines, delimiter)) : readNdjson(lines);
  for await (const records of pages) {
    for (const { line, lineForKeys, bytes, written, read } of records) {
      yield {
        line,
        written,
        bytes,
        hasOwnKey: Boolean(read.values?.['idempotencyKey']),
        journal: read.values?.['journal'] || null,
        ...readInput(read, `import:${name}:${lineForKeys}`),
      };
    }
  }
}

type Values = Partial<Record<string, string>>;
type FileRecord = {
  line: number;
  lineForKeys: number;
  bytes: number;
  written: Written;
  read: { values: Values; problem?: undefined } | { values?: undefined; problem: string };
};

async function* readCsv(file: string, pages: AsyncIterable<CsvRecord[]>): AsyncGenerator<FileRecord[]> {
  let header: string[] | null = null;
  for await (const records of pages) {
    const [first] = records;
    if (header === null && first !== undefined) {
      header = checkHeader(first.values ?? [first.text]);
      records.shift();
    }
    const columns: string[] = header ?? [];
    yield records.map((record) => fromCsv(record, columns));
  }
  if (header === null) {
    throw new StartError(`${file} is empty. ${headerAdvice}`);
  }
}

function fromCsv({ text, values, ...position }: CsvRecord, columns: readonly string[]): FileRecord {
  const ownColumns = columns.filter(isOwn);
  if (values === null) {
    return { ...position, written: { columns: ownColumns, values: [text] }, read: { problem: strayQuote } };
  }
  const ownValues = values.filter((_, index) => isOwn(columns[index] ?? ''));
  return {
    ...position,
    written: { columns: ownColumns, values: ownValues },
    read:
      values.length === columns.length
        ? { values: Object.fromEntries(values.map((value, index) => [columns[index], value])) }
        : { problem: `The line has ${values.length} values, but the first line names ${columns.length}.` },
  };
}

const strayQuote =
  'The line has a stray quote. Write quotes around the whole value, and each quote in the value twice.';

function isOwn(column: string): boolean {
  return !refusedColumns.includes(column);
}

const headerAdvice = `The first line names the columns: ${fields.join(', ')}; ${needed.join(', ')} are needed.`;

function checkHeader(header: string[]): string[] {
  const unknown = header.filter((column) => !isField(column) && isOwn(column));
  const missing = needed.filter((column) => !header.includes(column));
  const repeated = header.filter((column, index) => header.indexOf(column) !== index);
  const mistakes = [
    ...(unknown.length > 0 ? [`does not know ${unknown.map((column) => JSON.stringify(column)).join(', ')}`] : []),
    ...(missing.length > 0 ? [`misses ${missing.join(', ')}`] : []),
    ...(repeated.length > 0 ? [`finds ${repeated.join(', ')} more than once`] : []),
  ];
  if (mistakes.length > 0) {
    const delimiter = [';', '\t', '|', ','].find((other) => header.length === 1 && header[0]?.includes(other));
    const advice =
      delimiter === undefined ? headerAdvice : `Give --delimiter ${delimiter === '\t' ? 'tab' : `'${delimiter}'`}.`;
    throw new StartError(`The import ${mistakes.join(', and ')} in the first line. ${advice}`);
  }
  return header;
}

async function* readNdjson(pages: AsyncIterable<Line[]>): AsyncGenerator<FileRecord[]> {
  for await (const lines of pages) {
    yield lines
      .map(({ number, text, bytes }) => ({ number, text: text.trim(), bytes }))
      .filter(({ text }) => text !== '')
      .map(({ number, text, bytes }) => ({
        ...{ line: number, lineForKeys: number, bytes },
        written: text,
        read: readJson(text),
      }));
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
    if (value == null || !isOwn(key)) {
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
    return isRecord(parsed) ? { ...parsed } : null;
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
        ...(effectiveAt === undefined ? {} : { effectiveAt }),
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
