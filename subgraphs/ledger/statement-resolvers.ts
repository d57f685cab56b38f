import { readPage } from '@tributary/kit/pagination.ts';
import { logCursor } from './log/log-cursor.ts';
import { statementConditions } from './read/statements.ts';
import type { GroupTotals } from './read/totals.ts';
import type { Resolvers } from './resolvers.generated.ts';

/** The resolvers of statements and of sums of balances. */
export const statementResolvers: Pick<Resolvers, 'Statement' | 'AccountTotals' | 'TrialBalanceSums'> = {
  Statement: {
    openingBalance: ({ opening, account: { currency } }) => ({ minorUnits: opening, currency }),
    closingBalance: ({ closing, account: { currency } }) => ({ minorUnits: closing, currency }),
    debits: async (statement, _, { load }) => ({
      minorUnits: (await load.turnoverOfStatement.load(statement)).debits,
      currency: statement.account.currency,
    }),
    credits: async (statement, _, { load }) => ({
      minorUnits: (await load.turnoverOfStatement.load(statement)).credits,
      currency: statement.account.currency,
    }),
    entries: ({ account, sequence, ...period }, { filter, ...args }, { load }) =>
      load.filteredEntries.load({
        account: { ...account, sequence },
        page: readPage(args),
        conditions: statementConditions(period, filter),
      }),
    cursor: ({ account: { organizationId }, sequence }) => logCursor(organizationId, sequence),
  },

  AccountTotals: {
    debits: ({ debits, currency }) => ({ minorUnits: debits, currency }),
    credits: ({ credits, currency }) => ({ minorUnits: credits, currency }),
    balance: differenceOf,
  },
  TrialBalanceSums: {
    totalDebits: ({ debits, currency }) => ({ minorUnits: debits, currency }),
    totalCredits: ({ credits, currency }) => ({ minorUnits: credits, currency }),
    difference: differenceOf,
  },
};

function differenceOf({ debits, credits, currency }: GroupTotals) {
  return { minorUnits: debits - credits, currency };
}
