import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { httpTransport } from '@tributary/platform/http-transport.ts';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openTestGateway, silentLog } from '../support/open-test-gateway.ts';
import { askAt } from '../support/open-test-platform.ts';
import { leftOpen, serveOnPort } from '../support/open-test-subgraph.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { createTokenIssuer } from '../support/token-issuer.ts';
import {
  amounts,
  createTransfer,
  createTransfers,
  ledgerWithBank,
  transferInput,
  type LedgerWithBank,
} from './ledger-with-bank.ts';
import { signer, trust } from '../support/service-keys.ts';

/** The deadline: longer than a payment takes on a busy machine, and shorter than the ledger retries a batch. */
const timeoutMs = 5_000;

let ledger: LedgerWithBank;
beforeAll(async () => {
  ledger = await ledgerWithBank();
});
afterAll(() => ledger.close());

/** A gateway in front of a second ledger on the same database. Its caller is an operator of the organization. */
async function openGatewayToLedger({ isRemote }: { isRemote: boolean }) {
  const issuer = await createTokenIssuer();
  const hints = openHints({ log: silentLog });
  const { subgraph, close } = await openLedgerSubgraph({
    databaseUrl: ledger.databaseUrl,
    trust,
    hints,
    log: silentLog,
  });
  const served = await serveOnPort(subgraph);
  const gateway = await openTestGateway({
    supergraphSdl: supergraphOf({ ledger: subgraphSdl('ledger') }),
    transportFor: () => (isRemote ? httpTransport({ url: served.url, timeoutMs }) : leftOpen(subgraph)),
    ...(isRemote ? {} : { operationTimeoutMs: timeoutMs }),
    authentication: { keys: issuer.publicKeys },
    signer,
  });
  onTestFinished(async () => {
    await gateway.close();
    await served.close();
    await close();
    await hints.close();
  });
  const ask = askAt(gateway.url);
  const token = await issuer.token({ organizationId: ledger.organizationId });
  return (query: string, input: object) => ask(query, { input }, token);
}

const unknown = (name: string, idempotencyKeys: string[]) => ({
  data: null,
  errors: [
    {
      message: expect.stringContaining('Send it again with the same idempotency key'),
      path: [name],
      extensions: { code: 'OUTCOME_UNKNOWN', idempotencyKeys },
    },
  ],
});

it.each([
  { where: 'another process', isRemote: true },
  { where: 'the process of the gateway', isRemote: false },
])(
  'a payment that waits in $where beyond the deadline has an unknown outcome, which a retry with its key returns',
  async ({ isRemote }) => {
    const { payer, payee } = await ledger.payerAndPayee();
    const ask = await openGatewayToLedger({ isRemote });
    const input = transferInput({ debit: payer, credit: payee, amount: '30.00' });

    const unlock = await ledger.lockLog();
    const late = await ask(createTransfer, input);
    await unlock();
    const again = await ask(createTransfer, input);

    expect(late).toEqual(unknown('createTransfer', [input.idempotencyKey]));
    expect(again).toMatchObject({
      data: { createTransfer: { transfer: { amount: { amount: '30.00' } }, errors: [] } },
    });
    expect(await ledger.balanceOf(payer)).toMatchObject(amounts('70.00'));
  },
);

it('many payments that wait beyond the deadline have an unknown outcome, with all their keys', async () => {
  const { payer, payee } = await ledger.payerAndPayee();
  const ask = await openGatewayToLedger({ isRemote: true });
  const transfers = Array.from({ length: 3 }, () => transferInput({ debit: payer, credit: payee }));

  const unlock = await ledger.lockLog();
  const late = await ask(createTransfers, { transfers });
  await unlock();
  const again = await ask(createTransfers, { transfers });

  expect(late).toEqual(
    unknown(
      'createTransfers',
      transfers.map(({ idempotencyKey }) => idempotencyKey),
    ),
  );
  expect(again).toMatchObject({ data: { createTransfers: { results: transfers.map(() => ({ errors: [] })) } } });
  expect(await ledger.balanceOf(payer)).toMatchObject(amounts('97.00'));
});

it('payments behind others that wait are answered by the deadline, too', async () => {
  const { payer, payee } = await ledger.payerAndPayee();
  const ask = await openGatewayToLedger({ isRemote: true });
  const pay = () => ask(createTransfer, transferInput({ debit: payer, credit: payee }));

  const unlock = await ledger.lockLog();
  const late = await Promise.all(Array.from({ length: 5 }, pay));
  await unlock();

  expect(late.map(({ errors }) => errors)).toEqual(
    late.map(() => [
      expect.objectContaining({ extensions: { code: 'OUTCOME_UNKNOWN', idempotencyKeys: [expect.any(String)] } }),
    ]),
  );
  // The payments are posted although no caller waits for them.
  await expect.poll(() => ledger.balanceOf(payer), { timeout: 10_000 }).toMatchObject(amounts('95.00'));
});
