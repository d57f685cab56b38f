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
async function send(
  lines: readonly string[] | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; type: string | null; lines: unknown[] }> {
  const response = await fetch(`${rest.url}/api/v1/transfers/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rest.tokens.operator}`, 'content-type': 'application/x-ndjson', ...headers },
    body: Buffer.isBuffer(lines) ? new Uint8Array(lines) : lines.join('\n'),
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

/** A line whose amount is a number, which only the subgraph refuses. */
function numeric(): string {
  const account = `acct_${'0'.repeat(32)}`;
  const amount = { amount: 0.01, currency: 'EUR' };
  return JSON.stringify({ idempotencyKey: 'a', debitAccountId: account, creditAccountId: account, amount });
}

it.each([
  ['that are no objects', ['null', '[]', '1', '"x"', 'true', '{}']],
  [
    'with values of other types',
    ['{"amount":NaN}', numeric(), '{"amount":1e400}', '{"__proto__":1}', '{"debitAccountId":{}}'],
  ],
])('lines %s have a problem each, and those around them are executed', async (_, wrong) => {
  const { status, lines } = await send([JSON.stringify(transfer()), ...wrong, JSON.stringify(transfer())]);

  expect([status, lines.length]).toEqual([200, wrong.length + 2]);
  expect([lines.at(0), lines.at(-1)]).toMatchObject([{ transfer: { id: expect.any(String) } }, { errors: [] }]);
  expect(lines.slice(1, -1)).toMatchObject(
    wrong.map((_line, index) => ({ line: index + 2, problem: { status: 400 } })),
  );
});

it('lines may end with CRLF, begin with a byte order mark, be empty, and be cut off at the end', async () => {
  const { lines } = await send([
    `\ufeff${JSON.stringify(transfer())}\r`,
    '\r',
    JSON.stringify(transfer()),
    JSON.stringify(transfer()).slice(0, 40),
  ]);

  expect(lines).toMatchObject([
    { line: 1, transfer: { id: expect.any(String) } },
    { line: 3, transfer: { id: expect.any(String) } },
    { line: 4, problem: { status: 400, detail: expect.stringMatching(/^Invalid JSON in line 4/) } },
  ]);
});

it('a line that is no UTF-8 is refused, and never stored as other characters', async () => {
  const latin = Buffer.from(JSON.stringify({ ...transfer(), description: 'caf\u00e9' }), 'latin1');

  const { lines } = await send(Buffer.concat([latin, Buffer.from(`\n${JSON.stringify(transfer())}`)]));

  expect(lines).toMatchObject([
    { line: 1, problem: { detail: 'Line 1 has bytes that are not UTF-8. Encode it as UTF-8.' } },
    { line: 2, transfer: { id: expect.any(String) } },
  ]);
});

it('a line of any length costs no memory and stops no other, wherever it comes', async () => {
  const many = Array.from({ length: 1_000 }, () => JSON.stringify(transfer()));

  const { status, lines } = await send([...many, `"${'x'.repeat(3_000_000)}"`, JSON.stringify(transfer())]);

  expect([status, lines.length]).toEqual([200, 1_002]);
  expect(lines.slice(1_000)).toMatchObject([
    { line: 1_001, problem: { type: '/problems/line-too-long', status: 413 } },
    { line: 1_002, transfer: { id: expect.any(String) } },
  ]);
});

it.each([
  ['compressed', { 'content-encoding': 'gzip' }],
  ['in another charset', { 'content-type': 'application/x-ndjson; charset=latin1' }],
])('lines that come %s are refused as a whole', async (_, headers) => {
  expect(await send([JSON.stringify(transfer())], headers)).toMatchObject({
    status: 415,
    type: 'application/problem+json; charset=utf-8',
  });
});

it('a mistake that a subgraph finds has its place in the line', async () => {
  const { lines } = await send([JSON.stringify(transfer()), numeric()]);

  expect(lines).toMatchObject([
    { transfer: { id: expect.any(String) } },
    { problem: { type: '/problems/invalid-request', errors: [{ pointer: '#/amount/amount' }] } },
  ]);
});

it('hundreds of lines that the subgraph refuses are told apart from one that it executes', async () => {
  const { status, lines } = await send([...Array.from({ length: 200 }, numeric), JSON.stringify(transfer())]);

  expect([status, lines.length]).toEqual([200, 201]);
  expect(lines.slice(0, 200)).toMatchObject(Array.from({ length: 200 }, () => ({ problem: { status: 400 } })));
  expect(lines.at(-1)).toMatchObject({ transfer: { id: expect.any(String) } });
});

it('lines that nobody may send are refused as a whole, and the client reads why', async () => {
  const many = Array.from({ length: 3_000 }, () => JSON.stringify(transfer()));

  expect(await send(many, { authorization: '' })).toMatchObject({
    status: 401,
    lines: [{ type: '/problems/unauthenticated' }],
  });
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
