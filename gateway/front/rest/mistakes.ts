/** A mistake in a request: its place, and what to do. At most one of the places is given. */
export type Mistake = {
  detail: string;
  /** The name of a parameter in the path or in the query string. */
  parameter?: string;
  /** A JSON pointer into the body, as a fragment of a URI: `#/amount/currency`. */
  pointer?: string;
  header?: string;
};

/** A JSON pointer to a place in the body (RFC 6901, section 6). */
export function pointerTo(path: readonly (string | number)[]): string {
  return `#${path.map((step) => `/${encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`;
}
