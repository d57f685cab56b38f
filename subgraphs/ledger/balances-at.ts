import type { Database } from '@tributary/platform/postgres.ts';
import { sql } from 'drizzle-orm';
import type { AccountRow } from './tables.ts';

/** Asks for the posted balance of an account that the viewer may see after everything up to a time. */
export type BalanceQuestion = { account: AccountRow; time: Date; by: 'EFFECTIVE' | 'RECORDED' };

/** Answers in the order of the questions, in minor units: one statement for all that ask for the same moment in the same way. */
export async function balancesAt(db: Database, questions: readonly BalanceQuestion[]): Promise<(bigint | null)[]> {
  const answers = new Map<BalanceQuestion, bigint>();
  const groups = Map.groupBy(questions, ({ time, by }) => `${time.toISOString()} ${by}`);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) {
        return;
      }
      const { time, by } = first;
      const ids = group.map(({ account }) => account.id);
      const credited = await sumsUpTo(db, { ids, time, by });
      for (const question of group) {
        const net = credited.get(question.account.id) ?? 0n;
        const debitsRaise = question.account.class === 'ASSET' || question.account.class === 'EXPENSE';
        answers.set(question, debitsRaise ? -net : net);
      }
    }),
  );
  return questions.map((question) => answers.get(question) ?? null);
}

/** Credits less debits, by account. Each sum may be larger than a balance can be. */
type Sums = ReadonlyMap<string, bigint>;

async function sumsUpTo(
  db: Database,
  { ids, time, by }: { ids: readonly string[]; time: Date; by: BalanceQuestion['by'] },
): Promise<Sums> {
  const column = sql.identifier(by === 'RECORDED' ? 'recorded_at' : 'effective_at');
  const condition = sql`${column} <= ${time.toISOString()}::timestamptz`;
  const rows = await db.execute<{ id: string; net: bigint }>(sql`
    select x.id,
      ((select coalesce(sum(amount), 0) from ledger.log
        where credit_account_id = x.id and kind in ('TRANSFER', 'CAPTURE') and ${condition})
      - (select coalesce(sum(amount), 0) from ledger.log
        where debit_account_id = x.id and kind in ('TRANSFER', 'CAPTURE') and ${condition}))::bigint as net
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) e, lateral (select e.value::uuid as id) x`);
  return new Map(rows.map(({ id, net }) => [id, net]));
}
