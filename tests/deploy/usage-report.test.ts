import { formatUsage } from '@tributary/deploy/format-usage.ts';
import type { Usage } from '@tributary/platform/usage-record.ts';
import { expect, it } from 'vitest';

const operation = (id: string, name: string | null, fields: string[]) => ({ id, name, document: '', fields });
const usage: Usage = {
  operations: new Map([
    ['aa', operation('aa', 'Names', ['Person.name', 'Query.people'])],
    ['bb', operation('bb', null, ['Query.people'])],
  ]),
  uses: [
    { hour: '2026-11-30T10', operation: 'aa', client: 'app', count: 5 },
    { hour: '2026-11-30T11', operation: 'aa', client: 'app', count: 6 },
    { hour: '2026-11-30T12', operation: 'aa', client: 'web', count: 1 },
    { hour: '2026-11-30T09', operation: 'bb', client: '', count: 20 },
    { hour: '2026-11-30T09', operation: 'cc', client: 'app', count: 2 },
  ],
};
/** The cells of each line. */
const cells = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

it('a report lists operations by client, and fields, the most used first', () => {
  expect(cells(formatUsage(usage, {}))).toEqual([
    ['uses', 'last hour (UTC)', 'client', 'operation', 'document'],
    ['20', '2026-11-30T09', '(no name)', '(no name)', 'bb'],
    ['11', '2026-11-30T11', 'app', 'Names', 'aa'],
    ['2', '2026-11-30T09', 'app', '(no name)', 'cc'],
    ['1', '2026-11-30T12', 'web', 'Names', 'aa'],
    [''],
    ['uses', 'last hour (UTC)', 'clients', 'field'],
    ['32', '2026-11-30T12', '3', 'Query.people'],
    ['12', '2026-11-30T12', '2', 'Person.name'],
  ]);
});

it('a report of a field or a client has nothing else', () => {
  expect(cells(formatUsage(usage, { field: 'Person.name', client: 'web' }))).toEqual([
    ['uses', 'last hour (UTC)', 'client', 'operation', 'document'],
    ['1', '2026-11-30T12', 'web', 'Names', 'aa'],
    [''],
    ['uses', 'last hour (UTC)', 'clients', 'field'],
    ['1', '2026-11-30T12', '1', 'Person.name'],
    ['1', '2026-11-30T12', '1', 'Query.people'],
  ]);
});
