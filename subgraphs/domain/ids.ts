import { randomFillSync } from 'node:crypto';
import { Misuse } from '@tributary/platform/errors.ts';

/**
 * The readable prefix of each kind of id. Inside, an id is a UUIDv7 in PostgreSQL's form. Callers see `acct_` and its
 * 32 hexadecimal digits, so that an id pasted into the wrong place is noticed.
 */
const nouns = {
  org: 'an organization',
  usr: 'a user',
  cli: 'an API client',
  ses: 'a session',
  acct: 'an account',
  tr: 'a transfer',
  hold: 'a hold',
  jrn: 'a journal',
  alert: 'a balance alert',
  int: 'an intent',
  aud: 'an audit event',
} as const;

export type IdKind = keyof typeof nouns;

/** The kinds of ids, of all subgraphs. */
export const idKinds: readonly string[] = Object.keys(nouns);

/** Random bytes for many ids at once. Drawing them for each id takes 8 µs instead of 0.4. */
const randomPool = { bytes: Buffer.alloc(8 * 512), digits: '', next: 0 };
const digitsPerId = 16;
let newest = { time: 0, count: 0 };

/**
 * A new UUIDv7, which sorts after all earlier ones of this process: ids of one millisecond are counted (RFC 9562,
 * method 1). Node's own `randomUUIDv7` does not count: of a million ids in a row, half sorted before their predecessor.
 * Node's takes 0.2 to 0.5 µs, and this 0.8 µs (Node 26.10).
 */
export function newId(): string {
  const time = Date.now();
  newest =
    time > newest.time
      ? { time, count: 0 }
      : newest.count < 0xfff
        ? { time: newest.time, count: newest.count + 1 }
        : { time: newest.time + 1, count: 0 };
  if (randomPool.next === randomPool.digits.length) {
    randomPool.digits = randomFillSync(randomPool.bytes).toString('hex');
    randomPool.next = 0;
  }
  const random = randomPool.digits.slice(randomPool.next, randomPool.next + digitsPerId);
  randomPool.next += digitsPerId;
  const moment = newest.time.toString(16).padStart(12, '0');
  const count = newest.count.toString(16).padStart(3, '0');
  // The variant is the two bits 10.
  const variant = '89ab'[Number.parseInt(random[0] ?? '0', 16) & 3];
  return `${moment.slice(0, 8)}-${moment.slice(8)}-7${count}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}

/** The id in the form for callers. */
export function formatId(kind: IdKind, uuid: string): string {
  return `${kind}_${uuid.replaceAll('-', '')}`;
}

/** Parses an id from a caller to its UUID. Throws Misuse `INVALID_ID` for another kind or form. */
export function parseId(kind: IdKind, id: string): string {
  const uuid = tryParseId(kind, id);
  if (uuid === null) {
    throw new Misuse('INVALID_ID', problemOfId(kind, id));
  }
  return uuid;
}

/** The problem of an id of another kind or form, as a sentence for the caller. */
export function problemOfId(kind: IdKind, id: string): string {
  const prefix = /^([a-z]+)_/.exec(id)?.[1];
  const found =
    prefix !== undefined && isKind(prefix) && prefix !== kind ? `names ${nouns[prefix]}` : 'is not of that form';
  return `The id of ${nouns[kind]} is \`${kind}_\` and 32 hexadecimal digits; ${JSON.stringify(id.slice(0, 64))} ${found}.`;
}

/** Parses an id to its UUID. Null for another kind or form. */
export function tryParseId(kind: IdKind, id: string): string | null {
  const digits = id.startsWith(`${kind}_`) ? id.slice(kind.length + 1) : '';
  const match = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits);
  return match === null ? null : match.slice(1).join('-');
}

function isKind(prefix: string): prefix is IdKind {
  return Object.hasOwn(nouns, prefix);
}
