import { ImportTally, noCounts } from '@tributary/deploy/import/import-tally.ts';
import type { FileItem } from '@tributary/deploy/import/transfers-file.ts';
import { newId } from '@tributary/domain/ids.ts';
import { expect, it } from 'vitest';

let line = 1;

function itemOf(key: string, { hasOwnKey = true } = {}): FileItem {
  line += 1;
  const input = {
    idempotencyKey: key,
    debitAccountId: '',
    creditAccountId: '',
    amount: { amount: '1', currency: 'EUR' },
  };
  return { line, bytes: 0, journal: null, written: '', hasOwnKey, input };
}

const made = (item: FileItem, { isNew = true, transferId = newId() } = {}) => ({
  item,
  problem: null,
  transferId,
  isNew,
});
const refused = (item: FileItem, code: string) => ({ item, problem: { code, message: '' } });

it('counts transfers posted just before an interruption as new, and older ones as from before', () => {
  const earlier = newId();
  const since = newId();
  const tally = new ImportTally({ counts: { ...noCounts, new: 5 }, since });

  tally.add(made(itemOf('a'), { isNew: false, transferId: newId() }));
  tally.add(made(itemOf('b'), { isNew: false, transferId: earlier }));

  expect(tally.counts).toEqual({ new: 6, before: 1, refused: 0, repeated: 0 });
  expect(tally.earlierKeys).toEqual(['b', 'b']);
});

it('recognises the keys of lines that were counted before the interruption', () => {
  const tally = new ImportTally({ counts: { ...noCounts, new: 1 }, since: newId() });
  tally.skip(itemOf('a'));

  tally.add(made(itemOf('a'), { isNew: false }));

  expect(tally.counts).toEqual({ new: 1, before: 0, refused: 0, repeated: 1 });
});

it('counts a line as repeated only if the earlier line had the same outcome', () => {
  const tally = new ImportTally({ counts: noCounts, since: null });

  tally.add(refused(itemOf('a'), 'INVALID_AMOUNT'));
  tally.add(made(itemOf('a')));
  tally.add(refused(itemOf('a'), 'IDEMPOTENCY_MISMATCH'));
  tally.add(refused(itemOf('a'), 'INVALID_AMOUNT'));
  tally.add(made(itemOf('b')));
  tally.add(refused(itemOf('b'), 'INVALID_ID'));

  expect(tally.counts).toEqual({ new: 2, before: 0, refused: 3, repeated: 1 });
});

it('remembers the keys of the oldest and the newest transfer from before, and of a differing line', () => {
  const ids = [newId(), newId(), newId()] as const;
  const tally = new ImportTally({ counts: noCounts, since: null });

  for (const [index, key] of [
    [1, 'middle'],
    [2, 'latest'],
    [0, 'earliest'],
  ] as const) {
    tally.add(made(itemOf(key), { isNew: false, transferId: ids[index] }));
  }
  expect(tally.isKnownByName).toBe(false);
  tally.add(refused(itemOf('import:a.csv:9', { hasOwnKey: false }), 'IDEMPOTENCY_MISMATCH'));

  expect(tally.earlierKeys).toEqual(['earliest', 'latest', 'import:a.csv:9']);
  expect(tally.isKnownByName).toBe(true);
});
