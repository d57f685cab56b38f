import { stringify } from 'csv-stringify/sync';

/** RFC 4180. By default, the library quotes a line break only if it is the one that ends records. */
const format = { record_delimiter: '\r\n', quoted_match: /[\r\n]/ };

/** One CSV record, with its line end. */
export function csvLine(values: readonly string[]): string {
  return stringify([[...values]], format);
}
