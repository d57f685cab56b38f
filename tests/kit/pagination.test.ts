import { decodeCursor, encodeCursor, readPage, toConnection } from '@tributary/kit/pagination.ts';
import { expect, it } from 'vitest';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

it.each([{ first: 101 }, { first: -1 }, { last: -1 }, { last: 101 }, { first: 1, last: 1 }])('refuses %j', (args) => {
  expect(() => readPage(args)).toThrow(expect.objectContaining({ extensions: { code: 'INVALID_PAGE' } }));
});

it('reports a further page if there is one row more than requested', () => {
  const page = readPage({ first: 3 });

  const { nodes, pageInfo } = toConnection({ nodes: numbers(1, 4), page, cursorOf: String });

  expect(nodes).toEqual([1, 2, 3]);
  expect(pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, startCursor: '1', endCursor: '3' });
});

it('returns a page from the end in the order of the list', () => {
  const page = readPage({ last: 2, before: '9' });

  const { nodes, pageInfo } = toConnection({ nodes: [8, 7, 6], page, cursorOf: String });

  expect(nodes).toEqual([7, 8]);
  expect(pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
});

it('takes the empty string for the beginning, before which there is nothing', () => {
  const page = readPage({ first: 1, after: '' });

  const { pageInfo } = toConnection({ nodes: [1, 2], page, cursorOf: String });

  expect(page.after).toBeNull();
  expect(pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
});

it.each([{ first: 0 }, { last: 0 }])('returns an empty page for %j, and tells whether there are items', (args) => {
  const page = readPage(args);
  const further = (nodes: number[]) => toConnection({ nodes, page, cursorOf: String });

  expect(further([1])).toMatchObject({ nodes: [], edges: [], pageInfo: { startCursor: null, endCursor: null } });
  const { hasNextPage, hasPreviousPage } = further([1]).pageInfo;
  expect([hasNextPage, hasPreviousPage]).toEqual('first' in args ? [true, false] : [false, true]);
  expect(further([]).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
});

it('decodes its own cursors and no others', () => {
  expect(decodeCursor(encodeCursor(['a', 'b']), 2)).toEqual(['a', 'b']);
  for (const cursor of ['', 'banana', encodeCursor(['a']), '####', 'x'.repeat(5_000)]) {
    expect(() => decodeCursor(cursor, 2)).toThrow(expect.objectContaining({ extensions: { code: 'INVALID_CURSOR' } }));
  }
});
