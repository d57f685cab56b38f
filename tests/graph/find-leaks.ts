import type { Viewer } from '@tributary/domain/viewer.ts';
import type { Probe } from './every-operation.ts';
import type { Owner, Secret } from './planted-secrets.ts';

/** Who asks, whose secrets they may know, and the accounts and people that they may see. */
export type Asker = {
  name: string;
  token: string | undefined;
  viewer: Viewer;
  knows: readonly Owner[];
  sees: readonly string[];
  own: { accounts: readonly string[]; transfer: string; hold: string };
};

export type Answer = {
  data?: unknown;
  errors?: readonly { message: string; path?: readonly unknown[]; code?: unknown; extensions?: any }[] | undefined;
};

/** A row of the log, with the accounts that it touches. */
export type Row = { sequence: string; accounts: readonly string[] };

/**
 * Finds what an answer holds that the asker may not know, other than what they sent themselves: secrets of others, and
 * the positions of rows that they may not see.
 */
export function leakFinder({
  secrets,
  organizationId,
  rows,
}: {
  secrets: readonly Secret[];
  organizationId: string;
  rows: readonly Row[];
}) {
  const hiddenRows = new Map<readonly string[], Set<string>>();
  /**
   * The positions of the rows that touch none of these accounts. Every object of every answer is looked up in them, so
   * they are kept.
   */
  const hiddenFrom = (sees: readonly string[]): Set<string> => {
    const hidden =
      hiddenRows.get(sees) ??
      new Set(rows.filter(({ accounts }) => !accounts.some((id) => sees.includes(id))).map(({ sequence }) => sequence));
    hiddenRows.set(sees, hidden);
    return hidden;
  };
  return ({ data, errors }: Answer, { knows, sees, viewer }: Asker, variables: object): string[] => {
    const sent = JSON.stringify(variables);
    const texts = [JSON.stringify({ data, errors }), ...stringsIn(data).map(decoded)].join('\n');
    const leaked = secrets
      .filter(({ of, text }) => !knows.includes(of) && !sent.includes(text) && texts.includes(text))
      .map(({ of, what }) => `leaks the ${what} of ${of}`);
    const isInside = viewer.kind !== 'anonymous' && viewer.organizationId === organizationId;
    const hidden = objectsIn(data).flatMap(({ __typename: type, id, sequence, previousSequence, ...rest }) => {
      if ((type === 'Account' || type === 'User') && !sees.includes(id)) {
        // What is in a list speaks for itself.
        const shown = Object.values(rest).filter((value) => !value?.__typename?.endsWith('Connection'));
        return shown.every(isEmpty) ? [] : [`shows ${JSON.stringify(rest)} of ${type} ${id}`];
      }
      const numbers = type === 'LedgerHead' || type === 'Heartbeat' ? [previousSequence] : [sequence, previousSequence];
      return isInside && numbers.some((number) => hiddenFrom(sees).has(number))
        ? [`shows the sequence of a row: ${numbers.join()}`]
        : [];
    });
    return [...leaked, ...hidden];
  };
}

/**
 * A null on the other side comes without an error; what is refused is refused at the root. Of a wrong kind of id one
 * may be told anywhere.
 */
export function errorsOutOfPlace({ errors = [] }: Answer): string[] {
  const codes = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_CURSOR', 'INVALID_ID', 'BAD_USER_INPUT']);
  return errors
    .map(({ message, path = [], extensions }) => ({ message, path, code: extensions?.code }))
    .filter(({ code, path }) => !codes.has(code) || (path.length > 1 && code !== 'INVALID_ID'))
    .map((error) => `has an error: ${JSON.stringify(error)}`);
}

/** An answer as text, with the probe and its twin made the same. */
export const comparable =
  ({ value, twin }: Probe) =>
  ({ data, errors }: Answer): string => {
    let text = JSON.stringify({ data, errors });
    for (const [one, other] of pairs(value, twin)) {
      text = text.replaceAll(one, '…').replaceAll(other, '…');
    }
    return text;
  };

/** The texts of a probe, each with that of its twin. */
function pairs(value: unknown, twin: unknown): [string, string][] {
  if (typeof value === 'string' && typeof twin === 'string') {
    return value === twin ? [] : [[value, twin]];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => pairs(part, (twin as any)[name]))
    : [];
}

function objectsIn(value: unknown): Record<string, any>[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const below = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? below : [value, ...below];
}

export function stringsIn(value: unknown): string[] {
  return objectsIn({ value }).flatMap((object) =>
    Object.values(object)
      .flat()
      .filter((part) => typeof part === 'string'),
  );
}

/** What a cursor holds, as text and in hexadecimal. */
export const decoded = (text: string) =>
  `${Buffer.from(text, 'base64url').toString()} ${Buffer.from(text, 'base64url').toString('hex')}`;

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    (typeof value === 'object' && Object.entries(value).every(([name, part]) => name === '__typename' || isEmpty(part)))
  );
}
