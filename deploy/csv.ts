import { stringify } from 'csv-stringify/sync';

/** A value of CSV: a text, or a number with its digits as they are to be written. */
export type Cell = string | { digits: string };

export type CsvFormat = {
  /** Default: a comma. */
  delimiter?: string;
  /**
   * Whether texts that a spreadsheet would run as a formula get an apostrophe in front, so that it shows them. Numbers
   * do not. Default: false.
   */
  forSpreadsheet?: boolean;
};

/**
 * One CSV record, with its line end, by RFC 4180. By default, the library quotes a line break only if it is the one
 * that ends records.
 */
export function csvLine(values: readonly Cell[], { delimiter = ',', forSpreadsheet = false }: CsvFormat = {}): string {
  return stringify([[...values]], {
    delimiter,
    record_delimiter: '\r\n',
    quoted_match: /[\r\n]/,
    escape_formulas: forSpreadsheet,
    cast: { object: ({ digits }) => ({ value: String(digits), escape_formulas: false }) },
  });
}
