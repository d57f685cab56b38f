import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRest, textIn } from './open-rest.ts';

let rest: Awaited<ReturnType<typeof openRest>>;
let accounts: { debit: string; credit: string };
beforeAll(async () => {
  rest = await openRest();
  const { body } = await rest.call('GET', '/api/v1/accounts?filter[classes]=LIABILITY&filter[currencies]=EUR&first=2');
  accounts = { debit: textIn(body, 'data', 0, 'id'), credit: textIn(body, 'data', 1, 'id') };
});
afterAll(() => rest.close());

const transfer = (amount = '0.01') => ({
  idempotencyKey: randomUUID(),
  debitAccountId: accounts.debit,
  creditAccountId: accounts.credit,
  amount: { amount, currency: 'EUR' },
});

/** Sends lines, and gives the lines of the answer. */
async function send(lines: readonly string[]): Promise<{ status: number; type: string | null; lines: unknown[] }> {
  const response = await fetch(`${rest.url}/api/v1/transfers/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rest.tokens.operator}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
    signal: AbortSignal.timeout(20_000),
  });
  const answers = (await response.text()).split('\n').filter((line) => line !== '');
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    lines: answers.map((line): unknown => JSON.parse(line)),
  };
}

it('transfers come as lines, and each has a line of the answer, in more batches than one', async () => {
  const answer = await send(Array.from({ length: 1_500 }, () => JSON.stringify(transfer())));

  expect(answer).toMatchObject({ status: 200, type: 'application/x-ndjson' });
  expect(answer.lines).toHaveLength(1_500);
  for (const [index, line] of answer.lines.entries()) {
    expect(line).toMatchObject({ line: index + 1, transfer: { id: expect.stringMatching(/^tr_/) }, errors: [] });
  }
});

it('a line with a mistake or a refusal does not stop the others', async () => {
  const { lines } = await send([
    '{',
    JSON.stringify({ ...transfer(), amount: 1 }),
    JSON.stringify(transfer('99999999999.00')),
    '',
    JSON.stringify(transfer()),
  ]);

  expect(lines).toMatchObject([
    { line: 1, problem: { type: '/problems/bad-request', status: 400 } },
    { line: 2, problem: { type: '/problems/invalid-request', errors: [{ pointer: '#/amount' }] } },
    { line: 3, transfer: null, errors: [{ code: 'INSUFFICIENT_FUNDS' }] },
    { line: 5, transfer: { id: expect.any(String) }, errors: [] },
  ]);
});

it('no lines are a mistake, and so are lines for an endpoint of one thing', async () => {
  expect(await send([''])).toMatchObject({ status: 400 });
  expect(
    await rest.call('POST', '/api/v1/transfers', {
      body: JSON.stringify(transfer()),
      headers: { 'content-type': 'application/x-ndjson' },
    }),
  ).toMatchObject({ status: 415 });
});
