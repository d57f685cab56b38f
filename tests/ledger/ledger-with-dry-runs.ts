import type { Viewer } from '@tributary/domain/viewer.ts';
import { expect } from 'vitest';
import { ledgerWithBank } from './ledger-with-bank.ts';

const balance = '{ posted { amount } pending { amount } available { amount } version cursor }';
const answer = `preview { amount { amount } debitBalance ${balance} creditBalance ${balance} }
  errors { code message path ... on IdempotencyMismatch { field } }`;

export type Mutation = 'createTransfer' | 'createHold' | 'captureHold' | 'voidHold' | 'reverseTransfer';
type Amount = { amount: string };
type Balance = { posted: Amount; pending: Amount; available: Amount; version: number; cursor: string };
export type Answer = {
  made: { id: string } | null;
  preview: { amount: Amount; debitBalance: Balance | null; creditBalance: Balance | null } | null;
  errors: { code: string; message: string; path: string[]; field?: string }[];
};

export type LedgerWithDryRuns = Awaited<ReturnType<typeof ledgerWithDryRuns>>;

/** A ledger with a bank, to which each mutation can be sent as a request or as a dry run. Close it when done. */
export async function ledgerWithDryRuns() {
  const ledger = await ledgerWithBank();

  const request = async (viewer: Viewer, mutation: Mutation, variables: { input: object; dryRun: boolean | null }) => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const made = mutation === 'createHold' || mutation === 'voidHold' ? 'hold' : 'transfer';
    const { data, errors } = await ledger.execute(
      viewer,
      `mutation ($input: ${type}!, $dryRun: Boolean) {
        ${mutation}(input: $input, dryRun: $dryRun) { made: ${made} { id } ${answer} } }`,
      variables,
    );
    expect(errors).toBeUndefined();
    return (data ?? {})[mutation] as Answer;
  };
  const requestMany = async (viewer: Viewer, transfers: readonly object[], dryRun: boolean) => {
    const { data, errors } = await ledger.execute(
      viewer,
      `mutation ($input: CreateTransfersInput!, $dryRun: Boolean) {
        createTransfers(input: $input, dryRun: $dryRun) { results { made: transfer { id } ${answer} } } }`,
      { input: { transfers }, dryRun },
    );
    expect(errors).toBeUndefined();
    const { results } = (data ?? {})['createTransfers'] as { results: Answer[] };
    return results;
  };
  const send = (viewer: Viewer, mutation: Mutation, input: object) =>
    request(viewer, mutation, { input, dryRun: false });

  return {
    ...ledger,
    request,
    send,
    dryRun: (viewer: Viewer, mutation: Mutation, input: object) => request(viewer, mutation, { input, dryRun: true }),
    sendMany: (viewer: Viewer, transfers: readonly object[]) => requestMany(viewer, transfers, false),
    dryRunMany: (viewer: Viewer, transfers: readonly object[]) => requestMany(viewer, transfers, true),

    /** Sends a mutation that must not be refused. Returns the id of the new transfer or hold. */
    make: async (mutation: Mutation, input: object): Promise<string> => {
      const { made } = await send(ledger.operator(), mutation, input);
      if (made === null) {
        throw new Error(`${mutation} was refused`);
      }
      return made.id;
    },

    /** Everything that a request could change. */
    contents: async (): Promise<unknown> => {
      const [row] = await ledger.sql`
        select (select json_agg(l order by organization_id) from ledger.ledgers l) as ledgers,
          (select json_agg(a order by id) from ledger.accounts a) as accounts,
          (select json_agg(h order by id) from ledger.holds h) as holds,
          (select json_agg(d order by account_id, day) from ledger.daily_shifts d) as shifts,
          (select json_agg(i order by subject, key) from ledger.idempotency i) as keys,
          (select count(*)::int from ledger.log) as rows`;
      return row;
    },
  };
}

/** A previewed balance with these amounts. */
export const money = (posted: string, pending = posted, available = pending) => ({
  posted: { amount: posted },
  pending: { amount: pending },
  available: { amount: available },
});
