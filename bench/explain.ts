import type postgres from 'postgres';

/** A statement as it was sent. */
export type Statement = { text: string; parameters: readonly unknown[] };

type PlanNode = {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
};

/** Runs a statement once more, and adds up the work of its scans: their indexes, rows, and pages of 8 kB. */
export async function explain(sql: postgres.Sql, { text, parameters }: Statement) {
  const [answer] = await sql.unsafe<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
    `explain (analyze, buffers, format json) ${text}`,
    parameters as postgres.ParameterOrJSON<never>[],
  );
  const top = answer?.['QUERY PLAN'][0]?.Plan;
  const indexes: string[] = [];
  let rows = 0;
  const visit = (node: PlanNode) => {
    if (node['Actual Loops'] > 0) {
      if (node['Index Name'] !== undefined) {
        indexes.push(node['Index Name']);
      } else if (node['Node Type'].includes('Seq Scan')) {
        indexes.push(`[all of ${node['Relation Name']}]`);
      }
      if (node['Relation Name'] !== undefined) {
        rows += (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
      }
    }
    node.Plans?.forEach(visit);
  };
  if (top !== undefined) {
    visit(top);
  }
  return {
    indexes,
    rows: Math.round(rows),
    pages: (top?.['Shared Hit Blocks'] ?? 0) + (top?.['Shared Read Blocks'] ?? 0),
  };
}
