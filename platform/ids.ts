import { v7 } from 'uuid';
import { Misuse } from './errors.ts';

/**
 * What an id names, by its readable prefix. Inside, an id is a UUIDv7 as PostgreSQL writes it; callers see `acct_` and its 32 hexadecimal
 * digits, so that an id pasted into the wrong place is noticed.
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
  int: 'an intent',
} as const;

export type IdKind = keyof typeof nouns;

/** A new UUIDv7, which sorts by the time of its making. */
export function newId(): string {
  return v7();
}

/** The id as callers see it. */
export function formatId(kind: IdKind, uuid: string): string {
  return `${kind}_${uuid.replaceAll('-', '')}`;
}

/** The UUID behind an id that a caller sent. Throws Misuse `INVALID_ID` for one of the wrong kind or form. */
export function parseId(kind: IdKind, id: string): string {
  const uuid = tryParseId(kind, id);
  if (uuid !== null) {
    return uuid;
  }
  const prefix = /^([a-z]+)_/.exec(id)?.[1];
  const found =
    prefix !== undefined && isKind(prefix) && prefix !== kind ? `names ${nouns[prefix]}` : 'is not of that form';
  throw new Misuse(
    'INVALID_ID',
    `The id of ${nouns[kind]} is \`${kind}_\` and 32 hexadecimal digits; ${JSON.stringify(id.slice(0, 64))} ${found}.`,
  );
}

/** The UUID behind an id; null for one of the wrong kind or form. */
export function tryParseId(kind: IdKind, id: string): string | null {
  const digits = id.startsWith(`${kind}_`) ? id.slice(kind.length + 1) : '';
  const match = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits);
  return match === null ? null : match.slice(1).join('-');
}

function isKind(prefix: string): prefix is IdKind {
  return Object.hasOwn(nouns, prefix);
}
