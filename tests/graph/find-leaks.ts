import type { Viewer } from '@tributary/domain/viewer.ts';
import type { Probe } from './every-operation.ts';
import type { Owner, Secret } from './planted-secrets.ts';

/** A viewer, with the owners whose secrets it may know, and the ids of the accounts and people that it may see. */
export type TestViewer = {
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

/** A row of the log, with its two accounts. */
export type Row = { sequence: string; accounts: readonly string[] };

/**
 * Finds the parts of an answer that the viewer may not know: secrets of others, unless the viewer sent them, and
 * positions of hidden rows.
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
   * The positions of the rows that touch none of these accounts. They are cached, since every object of every answer is
   * looked up in them.
   */
  const hiddenFrom = (sees: readonly string[]): Set<string> => {
    const hidden =
      hiddenRows.get(sees) ??
      new Set(rows.filter(({ accounts }) => !accounts.some((id) => sees.includes(id))).map(({ sequence }) => sequence));
    hiddenRows.set(sees, hidden);
    return hidden;
  };
  return ({ data, errors }: Answer, { knows, sees, viewer }: TestViewer, variables: object): string[] => {
    const sent = JSON.stringify(variables);
    const texts = [JSON.stringify({ data, errors }), ...stringsIn(data).map(decoded)].join('\n');
    const leaked = secrets
      .filter(({ owner, text }) => !knows.includes(owner) && !sent.includes(text) && texts.includes(text))
      .map(({ owner, name }) => `leaks the ${name} of ${owner}`);
    const isInside = viewer.kind !== 'anonymous' && viewer.organizationId === organizationId;
    const hidden = objectsIn(data).flatMap(({ __typename: type, id, sequence, previousSequence, ...rest }) => {
      if ((type === 'Account' || type === 'User') && !sees.includes(id)) {
        // A list is checked by its items.
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
 * Errors with an unexpected code or path. A hidden account on the other side of a row is null without an error, and
 * refusals are at the root. Only `INVALID_ID` may have any path.
 */
export function errorsOutOfPlace({ errors = [] }: Answer): string[] {
  const codes = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_CURSOR', 'INVALID_ID', 'BAD_USER_INPUT']);
  return errors
    .map(({ message, path = [], extensions }) => ({ message, path, code: extensions?.code }))
    .filter(({ code, path }) => !codes.has(code) || (path.length > 1 && code !== 'INVALID_ID'))
    .map((error) => `has an error: ${JSON.stringify(error)}`);
}

/** An answer as text, in which the probe and its twin look the same. */
export const comparable =
  ({ value, twin }: Probe) =>
  ({ data, errors }: Answer): string => {
    let text = JSON.stringify({ data, errors });
    for (const [one, other] of pairs(value, twin)) {
      text = text.replaceAll(one, '…').replaceAll(other, '…');
    }
    return text;
  };

/** The texts of a probe, each with the text of its twin. */
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

/** The content of a cursor, as text and in hexadecimal. */
export const decoded = (text: string) =>
  `${Buffer.from(text, 'base64url').toString()} ${Buffer.from(text, 'base64url').toString('hex')}`;

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    (typeof value === 'object' && Object.entries(value).every(([name, part]) => name === '__typename' || isEmpty(part)))
  );
}
