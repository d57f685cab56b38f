import { acct, type FreshLedger } from './fresh-ledger.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { assert, expect } from 'vitest';
import { z } from 'zod';

const page = `nodes { sequence kind side amount { minorUnits } effectiveAt recordedAt } pageInfo { hasNextPage endCursor }`;
/** The selection of a statement, with one page of its entries. */
export const statement = (args: string, entries = 'first: 100') =>
  `statement(${args}) { from before by cursor openingBalance { minorUnits currency } closingBalance { minorUnits }
    debits { minorUnits } credits { minorUnits } entries(${entries}) { ${page} } }`;
export const ofAccounts = (fields: string) =>
  `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Account { ${fields} } } }`;

const money = z.object({ minorUnits: z.string().transform(BigInt) });
const statementShape = z.object({
  cursor: z.string(),
  openingBalance: money,
  closingBalance: money,
  debits: money,
  credits: money,
  entries: z.object({
    nodes: z.array(
      z.object({
        sequence: z.string().transform(BigInt),
        kind: z.string(),
        side: z.enum(['DEBIT', 'CREDIT']),
        amount: money,
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
export type Statement = z.infer<typeof statementShape>;
const answerShape = z.object({ _entities: z.array(z.record(z.string(), statementShape)) });

/** The statements of accounts that a viewer gets, by their names in the selection. */
export async function statementsOf(
  ledger: Pick<FreshLedger, 'execute' | 'operator'>,
  ids: readonly string[],
  fields: string,
  viewer: Viewer = ledger.operator(),
) {
  const { data, errors } = await ledger.execute(viewer, ofAccounts(fields), {
    ids: ids.map((id) => ({ __typename: 'Account', id: acct(id) })),
  });
  expect(errors).toBeUndefined();
  return answerShape.parse(data)['_entities'];
}

export async function statementOf(
  ledger: Pick<FreshLedger, 'execute' | 'operator'>,
  id: string,
  args: string,
  entries?: string,
): Promise<Statement> {
  const [found] = await statementsOf(ledger, [id], statement(args, entries));
  assert(found?.['statement'] !== undefined);
  return found['statement'];
}

/** The sum of entries on a side. */
export const sumOf = ({ nodes }: Statement['entries'], side: 'DEBIT' | 'CREDIT') =>
  nodes.filter((entry) => entry.side === side).reduce((sum, { amount }) => sum + amount.minorUnits, 0n);
/** The movement of an account by its entries. Debits raise an asset, credits a liability. */
export const movedBy = (entries: Statement['entries'], debitsRaise: boolean) =>
  (debitsRaise ? 1n : -1n) * (sumOf(entries, 'DEBIT') - sumOf(entries, 'CREDIT'));

export const day = 86_400_000;
export const start = Date.parse('2026-01-01T00:00:00Z');
export const iso = (time: number) => new Date(time).toISOString();
