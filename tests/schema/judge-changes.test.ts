import type { Usage } from '@tributary/platform/usage-record.ts';
import { judgeChanges } from '@tributary/schema/judge-changes.ts';
import { buildSchema, findBreakingChanges } from 'graphql';
import { expect, it } from 'vitest';

const before = buildSchema('directive @shown on FIELD type Query { a: Int b: Int }');
const changes = findBreakingChanges(before, buildSchema('type Query { c: Int }'));
const usage: Usage = {
  operations: new Map([['h1', { id: 'h1', name: 'A', document: 'query A { a }', fields: [] }]]),
  uses: [{ hour: '2026-11-30T10', operation: 'h1', client: 'app', count: 4 }],
};
const all = changes.map(({ description }) => description);

it('a change that an operation uses is told with the operation and its clients, and one that none uses apart', () => {
  expect(judgeChanges(changes, usage, before)).toEqual({
    used: ['Query.a was removed.\n  Breaks A (h1) of app 4 times, last at 2026-11-30T10h', 'shown was removed.'],
    unused: ['Query.b was removed.'],
  });
});

it('without uses, or with uses of unknown operations, no change counts as unused', () => {
  const withUnknown = {
    ...usage,
    uses: [...usage.uses, { hour: '2026-11-30T10', operation: 'h2', client: '', count: 1 }],
  };

  expect(judgeChanges(changes, { uses: [], operations: new Map() }, before)).toEqual({ used: all, unused: [] });
  expect(judgeChanges(changes, withUnknown, before).unused).toEqual([]);
});
