import { formatId, newId } from '@tributary/domain/ids.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openSwallowingProxy } from '../support/swallowing-proxy.ts';
import { acct, freshLedger, type FreshLedger } from './fresh-ledger.ts';
import { signFor, trust } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });

let ledger: FreshLedger;
let accounts: readonly [string, string];
beforeAll(async () => {
  ledger = await freshLedger();
  const bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null });
  accounts = [bank, await ledger.openAccount()];
});
afterAll(() => ledger.close());

/** Another process of the ledger, with the requests of a viewer to it. */
async function openOther(databaseUrl: string, viewer: Viewer) {
  const other = await openLedgerSubgraph({ databaseUrl, trust, hints: openHints({ log }), log });
  onTestFinished(other.close);
  const request = async (query: string, variables: Record<string, unknown> = {}) => ({
    query,
    variables,
    caller: signFor('ledger', callerOf(viewer)),
    requestId: 'test',
  });
  const [debit, credit] = accounts;
  return {
    pay: async () => {
      const { errors } = await other.subgraph.execute(
        await request('mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }', {
          input: {
            idempotencyKey: newId(),
            debitAccountId: acct(debit),
            creditAccountId: acct(credit),
            amount: { amount: '0.01', currency: 'EUR' },
          },
        }),
      );
      return errors?.[0]?.extensions?.['code'] ?? null;
    },
    /** Sends a mutation that needs no database. */
    payNothing: async () => {
      const { errors } = await other.subgraph.execute(
        await request('mutation { createTransfers(input: { transfers: [] }) { results { errors { code } } } }'),
      );
      return errors?.[0]?.extensions?.['code'] ?? null;
    },
    follow: async () =>
      other.subgraph.subscribe(await request('subscription { ledgerEvents(heartbeatSeconds: 1) { cursor } }')),
  };
}

it('ends the streams of a revoked client, and refuses its requests, without a hint', async () => {
  const id = newId();
  const { pay, follow } = await openOther(ledger.databaseUrl, {
    kind: 'client',
    id,
    organizationId: ledger.organizationId,
    scopes: ['events:read', 'transfers:write'],
    accountIds: null,
    expiresAt: Math.floor(Date.now() / 1000) + 900,
  });
  const stream = await follow();
  await stream.next();
  expect(await pay()).toBeNull();
  await ledger.sql`insert into users.revocations (subject, generation, transaction)
    values (${formatId('cli', id)}, 1, pg_current_xact_id())`;

  let step = await stream.next();
  while (step.done !== true && step.value.errors === undefined) {
    step = await stream.next();
  }

  expect(step.value).toMatchObject({ endsStream: true, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect((await stream.next()).done).toBe(true);
  expect(await pay()).toBe('UNAUTHENTICATED');
  expect((await (await follow()).next()).value).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

it('refuses mutations and new streams when PostgreSQL has not answered for two seconds', async () => {
  const proxy = await openSwallowingProxy(Number(new URL(ledger.databaseUrl).port));
  const proxied = new URL(ledger.databaseUrl);
  proxied.port = String(proxy.port);
  const { pay, payNothing, follow } = await openOther(proxied.href, ledger.operator());
  expect(await pay()).toBeNull();
  expect(await payNothing()).toBeNull();

  // Open connections stay open without an answer, and new connections are refused.
  proxy.swallow();
  proxy.refuse();
  const since = performance.now();
  await expect.poll(payNothing, { timeout: 10_000 }).toBe('SERVICE_BUSY');
  const tookMs = performance.now() - since;

  expect(tookMs).toBeLessThan(8_000);
  expect(await pay()).toBe('SERVICE_BUSY');
  expect((await (await follow()).next()).value).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_BUSY' } }] });
});
