import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { expect } from 'vitest';
import { acct, freshLedger } from './fresh-ledger.ts';

export const createTransfer = /* GraphQL */ `
  mutation ($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      transfer {
        id
        sequence
        amount {
          amount
          currency
        }
        description
        reversedBy {
          id
        }
      }
      errors {
        __typename
        code
        message
        path
        ... on InsufficientFunds {
          available {
            amount
          }
          required {
            amount
          }
        }
        ... on IdempotencyMismatch {
          field
        }
      }
    }
  }
`;
export const createTransfers = /* GraphQL */ `
  mutation ($input: CreateTransfersInput!) {
    createTransfers(input: $input) {
      results {
        transfer {
          id
          journalId
        }
        errors {
          code
          path
          ... on JournalRefused {
            refusedIndex
          }
        }
      }
    }
  }
`;
export const createHold = /* GraphQL */ `
  mutation ($input: CreateHoldInput!) {
    createHold(input: $input) {
      hold {
        id
        status
        remaining {
          amount
        }
      }
      errors {
        code
      }
    }
  }
`;
export const balances = /* GraphQL */ `
  query ($ids: [_Any!]!) {
    _entities(representations: $ids) {
      ... on Account {
        balance {
          posted {
            amount
          }
          pending {
            amount
          }
          available {
            amount
          }
          version
          cursor
        }
      }
    }
  }
`;

export type LedgerWithBank = Awaited<ReturnType<typeof ledgerWithBank>>;

/** A ledger with an account of the organization's own, `bank`, that has money without limit. Close it when done. */
export async function ledgerWithBank() {
  const ledger = await freshLedger();
  const bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  return {
    ...ledger,
    bank,

    /** Opens an account of the owner's with money in it, and one of somebody else's without. */
    payerAndPayee: async (funds = '100.00') => {
      const owner = newId();
      const payer = await ledger.openAccount({ ownerId: owner });
      const payee = await ledger.openAccount({ ownerId: newId() });
      const funding = await ledger.execute(ledger.operator(), createTransfer, {
        input: transferInput({ debit: bank, credit: payer, amount: funds }),
      });
      expect(funding).toMatchObject({ data: { createTransfer: { errors: [] } } });
      return { owner: ledger.customer(owner), payer, payee };
    },

    /** Keeps the batches of the organization waiting, until the returned function is called. */
    lockLog: async (): Promise<() => Promise<void>> => {
      const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
      const { promise: isLocked, resolve: locked } = Promise.withResolvers<void>();
      const lock = ledger.sql.begin(async (tx) => {
        await tx`select from ledger.ledgers where organization_id = ${ledger.organizationId} for update`;
        locked();
        await isOver;
      });
      await isLocked;
      return async () => {
        end();
        await lock;
      };
    },

    balanceOf: async (id: string, viewer: Viewer = ledger.operator()) => {
      const { data } = await ledger.execute(viewer, balances, { ids: [{ __typename: 'Account', id: acct(id) }] });
      return data;
    },
  };
}

export function transferInput({
  debit,
  credit,
  amount = '1.00',
  ...rest
}: {
  debit: string;
  credit: string;
  amount?: string;
  [field: string]: unknown;
}) {
  return {
    idempotencyKey: newId(),
    debitAccountId: acct(debit),
    creditAccountId: acct(credit),
    amount: { amount, currency: 'EUR' },
    ...rest,
  };
}

/** An answer of `balanceOf` with these amounts. */
export const amounts = (posted: string, pending = posted, available = pending) => ({
  _entities: [
    { balance: { posted: { amount: posted }, pending: { amount: pending }, available: { amount: available } } },
  ],
});
