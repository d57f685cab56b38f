import { logCursor } from '@tributary/ledger/log/log-cursor.ts';
import { newId } from '@tributary/domain/ids.ts';
import { expect, it } from 'vitest';
import { decodeLogCursor } from '../../subgraphs/ledger/log/log-cursor.ts';

const [organizationId, otherOrganizationId] = [newId(), newId()];
const bounds = { organizationId, head: 10n };
const isInvalid = expect.objectContaining({ extensions: { code: 'INVALID_CURSOR' } });

it.each([0n, 1n, 10n])('the cursor of position %s is decoded to it', (sequence) => {
  expect(decodeLogCursor(logCursor(organizationId, sequence), bounds)).toBe(sequence);
});

it('the empty cursor is the beginning', () => {
  expect(decodeLogCursor('', bounds)).toBe(0n);
});

it.each([
  { what: 'beyond the head', cursor: logCursor(organizationId, 11n) },
  { what: 'before the beginning', cursor: logCursor(organizationId, -1n) },
  { what: 'of another organization', cursor: logCursor(otherOrganizationId, 5n) },
  { what: 'of another version', cursor: logCursor(organizationId, 5n).replace(/^./, 'B') },
  { what: 'that is cut off', cursor: logCursor(organizationId, 5n).slice(0, -4) },
  { what: 'with trailing characters', cursor: `${logCursor(organizationId, 5n)}AAAA` },
  { what: 'that is malformed', cursor: 'x' },
])('a cursor $what is refused', ({ cursor }) => {
  expect(() => decodeLogCursor(cursor, bounds)).toThrow(isInvalid);
});
