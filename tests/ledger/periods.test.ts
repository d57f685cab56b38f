import { newId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerWithBank, transferInput, type LedgerWithBank } from './ledger-with-bank.ts';
import { verified } from './verified.ts';

const close = /* GraphQL */ `
  mutation ($input: ClosePeriodInput!) {
    closePeriod(input: $input) {
      closedUntil
      errors {
        __typename
        code
        path
      }
    }
  }
`;
const create = /* GraphQL */ `
  mutation ($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      transfer {
        effectiveAt
      }
      errors {
        code
        path
        ... on PeriodClosed {
          closedUntil
        }
      }
    }
  }
`;
const ends = { october: '2025-10-31T23:00:00.000Z', november: '2025-11-30T23:00:00.000Z' };

let ledger: LedgerWithBank;
let operator: Viewer;
let bank: string;
let payee: string;

beforeAll(async () => {
  ledger = await ledgerWithBank();
  operator = ledger.operator();
  const openedAt = '2020-01-01T00:00:00Z';
  bank = await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null, openedAt });
  payee = await ledger.openAccount({ ownerId: newId(), openedAt });
});
afterAll(async () => {
  await ledger.close();
});

const transferAt = (effectiveAt: string | undefined, execute = ledger.execute) =>
  execute(operator, create, { input: transferInput({ debit: bank, credit: payee, effectiveAt }) });
const made = (effectiveAt: unknown) => ({ data: { createTransfer: { transfer: { effectiveAt }, errors: [] } } });
const refused = (closedUntil: string) => ({
  data: {
    createTransfer: {
      transfer: null,
      errors: [{ code: 'PERIOD_CLOSED', path: ['input', 'effectiveAt'], closedUntil }],
    },
  },
});

describe('a closed period', () => {
  it('takes no more rows, in each process and from the next command on', async () => {
    const replica = await ledger.openReplica();
    // Both processes remember the ledger from before the closing.
    await transferAt('2025-10-31T22:59:59.999Z');
    await transferAt('2025-10-31T22:59:59.999Z', replica.execute);

    const closed = await ledger.execute(operator, close, { input: { until: ends.october } });

    expect(closed).toMatchObject({ data: { closePeriod: { closedUntil: ends.october, errors: [] } } });
    for (const { execute } of [ledger, replica]) {
      expect(await transferAt('2025-10-31T22:59:59.999Z', execute)).toMatchObject(refused(ends.october));
      expect(await transferAt(ends.october, execute)).toMatchObject(made(ends.october));
      expect(await transferAt(undefined, execute)).toMatchObject(made(expect.any(String)));
    }
    await replica.close();
    expect(await ledger.execute(ledger.customer(), '{ booksClosedUntil }')).toMatchObject({
      data: { booksClosedUntil: ends.october },
    });
    expect(await verified(ledger)).toEqual([]);
  });

  it('takes no transfer that is decided after the closing, under load', async () => {
    const storm = Array.from({ length: 200 }, () => transferAt('2025-11-15T00:00:00Z'));
    const closing = ledger.execute(operator, close, { input: { until: ends.november } });
    const answers = await Promise.all([...storm, closing, ...storm.map(() => transferAt('2025-11-15T00:00:00Z'))]);

    expect(answers.filter(({ errors }) => errors !== undefined)).toEqual([]);
    const [{ late } = { late: -1 }] = await ledger.sql<{ late: number }[]>`
      select count(*)::int as late from ledger.log l join ledger.closed_periods p using (organization_id)
      where l.sequence > p.after_sequence and l.effective_at < p.until`;
    expect(late).toBe(0);
    expect(await transferAt('2025-11-15T00:00:00Z')).toMatchObject(refused(ends.november));
    expect(await verified(ledger)).toEqual([]);
  });

  it('stays closed: an earlier end changes nothing, and neither does the same end', async () => {
    const before = await ledger.sql`select * from ledger.closed_periods`;

    const answers = [];
    for (const until of [ends.october, ends.november, '1999-12-31T00:00:00Z']) {
      answers.push(await ledger.execute(operator, close, { input: { until } }));
    }

    const stillClosed = { data: { closePeriod: { closedUntil: ends.november, errors: [] } } };
    expect(answers).toMatchObject([stillClosed, stillClosed, stillClosed]);
    expect(await ledger.sql`select * from ledger.closed_periods`).toEqual(before);
  });

  it('lies in the past, by the time of the ledger', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();

    expect(await ledger.execute(operator, close, { input: { until } })).toMatchObject({
      data: {
        closePeriod: {
          closedUntil: ends.november,
          errors: [{ __typename: 'InvalidInput', code: 'INVALID_INPUT', path: ['input', 'until'] }],
        },
      },
    });
  });

  it('is closed by operators, and by nobody else', async () => {
    const client = ledger.client(['transfers:write', 'transfers:backdate']);
    const input = { until: ends.november };

    for (const viewer of [client, ledger.customer()]) {
      expect(await ledger.execute(viewer, close, { input })).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
    expect(await ledger.execute({ kind: 'anonymous' }, close, { input })).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('refuses a captured hold and a reversal too', async () => {
    const { data } = await ledger.execute(
      operator,
      `mutation ($hold: CreateHoldInput!, $transfer: CreateTransferInput!) {
        createHold(input: $hold) { hold { id } } createTransfer(input: $transfer) { transfer { id } } }`,
      {
        hold: transferInput({ debit: bank, credit: payee }),
        transfer: transferInput({ debit: bank, credit: payee }),
      },
    );
    const [holdId] = JSON.stringify(data).match(/hold_[0-9a-f]{32}/) ?? [];
    const [transferId] = JSON.stringify(data).match(/tr_[0-9a-f]{32}/) ?? [];
    const effectiveAt = '2025-11-15T00:00:00Z';

    const answer = await ledger.execute(
      operator,
      `mutation ($capture: CaptureHoldInput!, $reverse: ReverseTransferInput!) {
        captureHold(input: $capture) { errors { code } } reverseTransfer(input: $reverse) { errors { code } } }`,
      {
        capture: { idempotencyKey: newId(), holdId, effectiveAt },
        reverse: { idempotencyKey: newId(), transferId, effectiveAt },
      },
    );

    const closed = { errors: [{ code: 'PERIOD_CLOSED' }] };
    expect(answer).toMatchObject({ data: { captureHold: closed, reverseTransfer: closed } });
  });
});

describe('books that are closed up to now', () => {
  it('accept holds, voids and transfers, which are after the end', async () => {
    const other = await ledgerWithBank();
    const { owner, payer, payee: shop } = await other.payerAndPayee();
    const [row] = await other.sql<{ now: string }[]>`
      select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`;

    const closed = await other.execute(other.operator(), close, { input: { until: row?.now } });
    const { data } = await other.execute(
      owner,
      `mutation ($hold: CreateHoldInput!, $transfer: CreateTransferInput!) {
        createHold(input: $hold) { hold { id } errors { code } } createTransfer(input: $transfer) { errors { code } } }`,
      { hold: transferInput({ debit: payer, credit: shop }), transfer: transferInput({ debit: payer, credit: shop }) },
    );

    expect(closed).toMatchObject({ data: { closePeriod: { errors: [] } } });
    expect(data).toMatchObject({ createHold: { errors: [] }, createTransfer: { errors: [] } });
    expect(await verified(other)).toEqual([]);
    await other.close();
  });
});

describe('the verifier', () => {
  it('names the first row in a period that was closed before', async () => {
    await ledger.sql`update ledger.closed_periods set until = now(), after_sequence = 1 where until = ${ends.november}`;

    const faults = await verified(ledger);

    expect(faults).toMatchObject([
      { sequence: 2n, problem: expect.stringMatching(/takes effect .* books were closed/) },
    ]);
    await ledger.sql`update ledger.closed_periods set until = ${ends.november},
      after_sequence = (select last_sequence from ledger.ledgers where organization_id = ${ledger.organizationId})
      where until > ${ends.november}`;
  });

  it('names an end of the closed periods that no closing set', async () => {
    await ledger.sql`update ledger.ledgers set closed_until = '2025-12-31T23:00:00Z' where organization_id = ${ledger.organizationId}`;

    expect(await verified(ledger)).toMatchObject([
      { sequence: null, problem: expect.stringMatching(/closed up to 2025-12-31.* closed up to 2025-11-30/) },
    ]);
  });
});

it('a closing is in the audit trail with the end before and after, and one that closes nothing is not', async () => {
  const elsewhere = { ...operator, organizationId: newId() } as Viewer;
  const until = [ends.october, ends.november, ends.october];
  for (const end of until) {
    await ledger.execute(elsewhere, close, { input: { until: end } });
  }
  await ledger.execute(elsewhere, close, { input: { until: '2999-01-01T00:00:00Z' } });

  const organizationId = elsewhere.kind === 'anonymous' ? '' : elsewhere.organizationId;
  const events = await ledger.sql`
    select action, actor_kind, subject_kind, subject_id, changes from audit.events
    where organization_id = ${organizationId} order by sequence`;
  const event = (before: string | null, after: string) => ({
    ...{ action: 'PERIOD_CLOSED', actor_kind: 'USER', subject_kind: 'ORGANIZATION', subject_id: organizationId },
    changes: JSON.stringify({ closedUntil: [before, after] }),
  });
  expect([...events]).toEqual([event(null, ends.october), event(ends.october, ends.november)]);
});
