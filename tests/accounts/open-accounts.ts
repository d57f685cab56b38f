import { openAccountsSubgraph } from '@tributary/accounts/accounts-subgraph.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { formatId } from '@tributary/domain/ids.ts';
import type { SubgraphResponse, SubgraphTransport } from '@tributary/platform/transport/transport.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { nodeTypes } from '@tributary/registry/registry.ts';
import postgres from 'postgres';
import { freshDatabase } from '../support/fresh-database.ts';
import { askerOf, log, openUsers } from '../users/open-users.ts';
import { signerOf, trust } from '../support/service-keys.ts';

/**
 * State of the connection from accounts to the ledger. `available`: requests and responses arrive. `unreachable`: no
 * request arrives. `losing responses`: the ledger decides, and its response is lost, as when a process dies between its
 * two transactions.
 */
export type LedgerConnection = 'available' | 'unreachable' | 'losing responses';

const openMutation = /* GraphQL */ `
  mutation ($input: OpenAccountInput!) {
    openAccount(input: $input) {
      account {
        id
        name
        class
        currency
        status
        owner {
          id
        }
        overdraftLimit {
          amount
          currency
        }
        metadata
      }
      errors {
        __typename
        code
        path
        ... on IdempotencyMismatch {
          field
        }
      }
    }
  }
`;

/**
 * The three subgraphs on one database of their own, with the users of `openUsers`. Open changes wait for `replay()`.
 */
export async function openAccounts({ quota = 10_000 } = {}) {
  const { url } = await freshDatabase();
  const users = await openUsers({ url });
  const hints = openHints({ log });
  const ledger = await openLedgerSubgraph({ databaseUrl: url, trust, hints, log });
  const connection: { state: LedgerConnection } = { state: 'available' };
  const statements: string[] = [];
  const settings = {
    databaseUrl: url,
    trust,
    signer: signerOf('accounts'),
    ledger: throughConnection(ledger.subgraph, connection),
    users: users.subgraph,
    nodeTypes,
    caches: users.caches,
    hints,
    log,
    quota,
    replayEveryMs: 3_600_000,
  };
  const accounts = await openAccountsSubgraph({ ...settings, onStatement: (sql) => statements.push(sql) });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const ask = askerOf(accounts.subgraph);
  let openings = 0;

  const open = async (viewer: Viewer, input: object = {}) => {
    openings += 1;
    const defaults = { idempotencyKey: `open-${openings}`, name: 'Everyday', class: 'LIABILITY', currency: 'EUR' };
    return ask(viewer, openMutation, { input: { ...defaults, ...input } });
  };

  return {
    users,
    connection,
    statements,
    sql,
    ask,
    askLedger: askerOf(ledger.subgraph),
    open,
    /** Opens an account, and returns its id in the public form. */
    opened: async (ownerId: string | null = null, input: object = {}): Promise<string> => {
      const owner = ownerId === null ? {} : { ownerId: formatId('usr', ownerId) };
      const { data, errors } = await open(users.olga.viewer, { ...owner, ...input });
      const id: unknown = data?.openAccount.account?.id;
      if (typeof id !== 'string') {
        throw new Error(`the account was not opened: ${JSON.stringify([data, errors])}`);
      }
      return id;
    },
    /**
     * Starts another process of the accounts subgraph, which continues interrupted changes, and waits until none is
     * open.
     */
    replay: async (): Promise<void> => {
      const restarted = await openAccountsSubgraph({ ...settings, replayEveryMs: 20 });
      const deadline = Date.now() + 15_000;
      let left = 1;
      while (left > 0 && Date.now() < deadline) {
        left = (await sql`select from accounts.intents where applied_at is null`).length;
      }
      await restarted.close();
      if (left > 0) {
        throw new Error(`${left} intents are still open`);
      }
    },
    close: async () => {
      await accounts.close();
      await ledger.close();
      await hints.close();
      await users.close();
      await sql.end();
    },
  };
}

function throughConnection(ledger: SubgraphTransport, connection: { state: LedgerConnection }): SubgraphTransport {
  return {
    ...ledger,
    execute: async (request): Promise<SubgraphResponse> => {
      const { state } = connection;
      const answer = state === 'unreachable' ? null : await ledger.execute(request);
      if (answer === null || state === 'losing responses') {
        throw new Error('the connection is broken');
      }
      return answer;
    },
  };
}
