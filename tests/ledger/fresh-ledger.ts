import { openHints } from '@tributary/platform/hints.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import type { SubgraphResponse } from '@tributary/platform/transport/transport.ts';
import { callerOf, type ClientViewer, type Scope, type Viewer } from '@tributary/domain/viewer.ts';
import type { Outcome } from '@tributary/ledger/write/rules/commands.ts';
import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { signFor, trust } from '../support/service-keys.ts';

const tokenSeconds = 900;

export type FreshLedger = Awaited<ReturnType<typeof freshLedger>>;

/**
 * A ledger on a database of its own, or on the given one, called as the gateway calls it for the organization. Close it
 * when done.
 */
export async function freshLedger({
  database: existing,
  organizationId = newId(),
}: { database?: FreshDatabase; organizationId?: string } = {}) {
  const database = existing ?? (await freshDatabase());
  const statements: string[] = [];
  const log = createLogger({ name: 'test', level: 'error' });
  const hints = openHints({ log });
  const ledger = await openLedgerSubgraph({
    databaseUrl: database.url,
    trust,
    hints,
    log,
    onStatement: (statement) => statements.push(statement),
  });
  const postgres = openPostgres({ url: database.url, applicationName: 'tests', poolSize: 2 });
  const accountsService: Viewer = { kind: 'service', name: 'accounts', organizationId };
  const requestOf = async (viewer: Viewer, query: string, variables: Record<string, unknown> = {}) => ({
    query,
    variables,
    caller: signFor('ledger', callerOf(viewer)),
    requestId: 'test',
  });
  const execute = async (
    viewer: Viewer,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<SubgraphResponse> => ledger.subgraph.execute(await requestOf(viewer, query, variables));

  return {
    organizationId,
    commands: ledger.commands,
    hints,
    statements,
    sql: postgres.sql,
    databaseUrl: database.url,
    execute,

    subscribe: async (viewer: Viewer, query: string, variables?: Record<string, unknown>) =>
      ledger.subgraph.subscribe(await requestOf(viewer, query, variables)),

    /** Another process of the same ledger: it shares nothing with the first but the database. */
    openReplica: async () => {
      const replica = await openLedgerSubgraph({
        databaseUrl: database.url,
        trust,
        hints: openHints({ log }),
        log,
      });
      return {
        execute: async (
          viewer: Viewer,
          query: string,
          variables?: Record<string, unknown>,
        ): Promise<SubgraphResponse> => replica.subgraph.execute(await requestOf(viewer, query, variables)),
        close: replica.close,
      };
    },

    intend: (input: Record<string, unknown>) =>
      execute(
        accountsService,
        `mutation ($input: ApplyAccountIntentInput!) { applyAccountIntent(input: $input) { status errors { code } } }`,
        { input: { intentId: formatId('int', newId()), ...input } },
      ),

    /** Opens an account, the organization's own without an owner. Returns its UUID. */
    openAccount: async ({
      ownerId,
      accountClass = 'LIABILITY',
      currency = 'EUR',
      overdraftLimit = '0',
      openedAt,
    }: {
      ownerId?: string;
      accountClass?: string;
      currency?: string;
      overdraftLimit?: string | null;
      /** Now by default. No row may be back-dated before it. */
      openedAt?: string;
    } = {}): Promise<string> => {
      const id = newId();
      const response = await execute(
        accountsService,
        `mutation ($input: ApplyAccountIntentInput!) { applyAccountIntent(input: $input) { status errors { code } } }`,
        {
          input: {
            intentId: formatId('int', newId()),
            kind: 'OPEN',
            accountId: formatId('acct', id),
            ownerId: ownerId === undefined ? null : formatId('usr', ownerId),
            class: accountClass,
            currency,
            overdraftLimit,
            openedAt,
          },
        },
      );
      if (response.errors !== undefined) {
        throw new Error(JSON.stringify(response.errors));
      }
      return id;
    },

    operator: (): Viewer => ({
      kind: 'user',
      id: newId(),
      organizationId,
      role: 'OPERATOR',
      expiresAt: inSeconds(tokenSeconds),
    }),
    client: (scopes: readonly Scope[], accountIds: readonly string[] | null = null, id = newId()): ClientViewer => ({
      kind: 'client',
      id,
      organizationId,
      scopes,
      accountIds,
      expiresAt: inSeconds(tokenSeconds),
    }),
    customer: (id: string = newId(), seconds = tokenSeconds): Viewer => ({
      kind: 'user',
      id,
      organizationId,
      role: 'CUSTOMER',
      expiresAt: inSeconds(seconds),
    }),

    close: async () => {
      await postgres.close();
      await ledger.close();
      await hints.close();
      await database.drop();
    },
  };
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

export const acct = (uuid: string): string => formatId('acct', uuid);

/** An outcome without its rows, which only the first use of a key returns. The rest is the same for every use. */
export function asRemembered(outcome: Outcome | undefined): Outcome | undefined {
  return outcome === undefined || 'refusal' in outcome
    ? outcome
    : { transferId: outcome.transferId, holdId: outcome.holdId };
}
