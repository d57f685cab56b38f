import type { Logger } from '@tributary/platform/logging.ts';
import { z } from 'zod';
import { demoOperator, demoPassword } from './demo-credentials.ts';

const everyMs = 1_000;
const answerShape = z.object({ data: z.looseObject({}) });
const tokenShape = z.object({ signIn: z.object({ accessToken: z.string() }) });
const accountsShape = z.object({ accounts: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

/**
 * Makes a small transfer every second, through the front door as any client would. Returns a function that stops it.
 */
export function startDemoTraffic(url: string, log: Logger): () => Promise<void> {
  let token = '';
  let tokenUntil = 0;
  let accountIds: string[] = [];
  let running: Promise<void> = Promise.resolve();

  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(5_000),
    });
    return answerShape.parse(await answer.json()).data;
  };

  const transfer = async () => {
    if (Date.now() > tokenUntil) {
      token = '';
      const signedIn = await ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
        input: { email: demoOperator, password: demoPassword },
      });
      token = tokenShape.parse(signedIn).signIn.accessToken;
      tokenUntil = Date.now() + 10 * 60_000;
      const found = await ask(
        '{ accounts(first: 100, filter: { classes: [LIABILITY], currencies: ["EUR"], statuses: [OPEN] }) { nodes { id } } }',
      );
      accountIds = accountsShape.parse(found).accounts.nodes.map(({ id }) => id);
    }
    const debit = Math.floor(Math.random() * accountIds.length);
    const credit = (debit + 1 + Math.floor(Math.random() * (accountIds.length - 1))) % accountIds.length;
    await ask('mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }', {
      input: {
        idempotencyKey: crypto.randomUUID(),
        debitAccountId: accountIds[debit],
        creditAccountId: accountIds[credit],
        amount: { amount: (1 + Math.random() * 9).toFixed(2), currency: 'EUR' },
        description: 'A little traffic',
      },
    });
  };

  const timer = setInterval(() => {
    running = running.then(transfer).catch((error: unknown) => log.debug({ err: error }, 'demo transfer failed'));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
