import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { z } from 'zod';
import { acct } from './fresh-ledger.ts';
import { ledgerWithBank, transferInput } from './ledger-with-bank.ts';

export const createBalanceAlert = /* GraphQL */ `
  mutation ($input: CreateBalanceAlertInput!) {
    createBalanceAlert(input: $input) {
      alert {
        id
        account {
          id
        }
        field
        threshold {
          amount
          currency
        }
        direction
        cursor
        deletedAt
      }
      errors {
        __typename
        code
        path
        ... on TooManyBalanceAlerts {
          alertsMax
        }
        ... on IdempotencyMismatch {
          field
        }
      }
    }
  }
`;
export const deleteBalanceAlert = /* GraphQL */ `
  mutation ($input: DeleteBalanceAlertInput!) {
    deleteBalanceAlert(input: $input) {
      alert {
        id
        deletedAt
      }
      errors {
        __typename
        code
        path
      }
    }
  }
`;
export const events = /* GraphQL */ `
  query ($filter: LedgerEventFilter, $first: Int, $after: String, $last: Int, $before: String) {
    ledgerEvents(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes {
        cursor
        sequence
        previousSequence
        crossedAlerts {
          alert {
            id
          }
          before {
            amount
          }
          after {
            amount
          }
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
      }
    }
  }
`;
const alertsOfAccount = /* GraphQL */ `
  query ($ids: [_Any!]!) {
    _entities(representations: $ids) {
      ... on Account {
        balanceAlerts {
          id
        }
      }
    }
  }
`;

const amount = z.object({ amount: z.string() }).transform((money) => money.amount);
const crossing = z
  .object({ alert: z.object({ id: z.string() }), before: amount, after: amount })
  .transform(({ alert, before, after }) => ({ alertId: alert.id, before, after }));
const event = z.object({
  cursor: z.string(),
  sequence: z.string(),
  previousSequence: z.string().nullable(),
  crossedAlerts: z.array(crossing),
});
export type AlertEvent = z.infer<typeof event>;
export const eventShape = event;
const pageShape = z.object({
  ledgerEvents: z.object({
    nodes: z.array(event),
    pageInfo: z.object({ hasNextPage: z.boolean(), hasPreviousPage: z.boolean() }),
  }),
});
const created = z.object({
  createBalanceAlert: z.object({ alert: z.object({ id: z.string(), cursor: z.string() }) }),
});
const listed = z.object({
  _entities: z.tuple([z.object({ balanceAlerts: z.array(z.object({ id: z.string() })).nullable() })]),
});

export type LedgerWithAlerts = Awaited<ReturnType<typeof ledgerWithAlerts>>;

/** A ledger with a bank, and functions for alerts as an operator. Close it when done. */
export async function ledgerWithAlerts() {
  const ledger = await ledgerWithBank();
  const operator = ledger.operator();
  const list = async (variables: Record<string, unknown> = {}, viewer: Viewer = operator) => {
    const { data, errors } = await ledger.execute(viewer, events, { first: 100, ...variables });
    if (errors !== undefined) {
      throw new Error(JSON.stringify(errors));
    }
    return pageShape.parse(data).ledgerEvents;
  };
  return {
    ...ledger,
    operator,

    /** Creates an alert. Returns its id, and the cursor after which it counts. */
    alert: async (input: Parameters<typeof alertInput>[0], { viewer = operator, execute = ledger.execute } = {}) => {
      const { data } = await execute(viewer, createBalanceAlert, { input: alertInput(input) });
      return created.parse(data).createBalanceAlert.alert;
    },
    deleteAlert: (alertId: string, { viewer = operator, execute = ledger.execute } = {}) =>
      execute(viewer, deleteBalanceAlert, { input: { alertId } }),

    list,
    /** The crossings of an alert in the order of the log: the balance before and after each. */
    crossings: async (alertId: string) => {
      const { nodes } = await list({ filter: { alertIds: [alertId] } });
      return nodes.flatMap(({ crossedAlerts }) =>
        crossedAlerts.filter((one) => one.alertId === alertId).map(({ before, after }) => [before, after]),
      );
    },
    /** The ids of the alerts that an account lists; null if it lists none to the viewer. */
    alertsOf: async (accountId: string, viewer: Viewer = operator) => {
      const { data } = await ledger.execute(viewer, alertsOfAccount, {
        ids: [{ __typename: 'Account', id: acct(accountId) }],
      });
      return listed.parse(data)._entities[0].balanceAlerts?.map(({ id }) => id) ?? null;
    },

    /** Makes transfers in one request, and so in one batch. Throws if one is refused. */
    transfer: async (...transfers: { debit: string; credit: string; amount: string }[]) => {
      const { data } = await ledger.execute(
        operator,
        `mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { errors { code } } } }`,
        { input: { transfers: transfers.map(transferInput) } },
      );
      if (JSON.stringify(data).includes('code')) {
        throw new Error(JSON.stringify(data));
      }
    },
  };
}

export function alertInput({
  accountId,
  threshold,
  currency = 'EUR',
  ...rest
}: {
  accountId: string;
  threshold: string;
  currency?: string;
  [field: string]: unknown;
}) {
  return {
    idempotencyKey: newId(),
    accountId: acct(accountId),
    field: 'AVAILABLE',
    direction: 'BELOW',
    threshold: { amount: threshold, currency },
    ...rest,
  };
}
