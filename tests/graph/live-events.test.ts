import { newId } from '@tributary/domain/ids.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithRedis } from '../support/fresh-redis.ts';
import { followStream, transports, type Transport } from '../support/follow-stream.ts';
import { openFaultyPlatform } from '../support/open-faulty-platform.ts';
import { askAt } from '../support/open-test-platform.ts';

const query = /* GraphQL */ `
  subscription ($after: String, $filter: LedgerEventFilter) {
    ledgerEvents(after: $after, filter: $filter, heartbeatSeconds: 5) {
      __typename
      cursor
      sequence
      previousSequence
      ... on TransferPosted {
        transfer {
          debit {
            owner {
              name
            }
          }
        }
      }
    }
  }
`;
const eventShape = z.object({
  ledgerEvents: z.object({
    __typename: z.string(),
    cursor: z.string(),
    sequence: z.string(),
    previousSequence: z.string().nullable(),
  }),
});
const signedIn = z.object({ signIn: z.object({ accessToken: z.string() }) });
const accountsShape = z.object({ accounts: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
const headShape = z.object({ ledgerHead: z.object({ cursor: z.string(), sequence: z.string() }) });

type Platform = Awaited<ReturnType<typeof openFaultyPlatform>>;

/** Observations of a reader on its stream, across all its connections. */
type Log = {
  sequences: string[];
  duplicates: number;
  connections: number;
  faults: string[];
  longestPauseMs: number;
};

describeWithRedis('live events', () => {
  let platform: Platform;
  let token: string;
  let accountIds: string[];

  beforeAll(async () => {
    platform = await openFaultyPlatform();
    const ask = askAt(platform.urls[0] ?? '');
    const { data } = await ask(
      'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
    );
    token = signedIn.parse(data).signIn.accessToken;
    const found = await ask(
      '{ accounts(first: 50, filter: { classes: [LIABILITY], currencies: ["EUR"] }) { nodes { id } } }',
      {},
      token,
    );
    accountIds = accountsShape.parse(found.data).accounts.nodes.map(({ id }) => id);
    // A fifth of all batches is delayed before the commit, and one in twenty is rolled back and retried.
    await platform.sql.unsafe(`
      create function ledger.disturb() returns trigger language plpgsql as $$
      begin
        if random() < 0.2 then perform pg_sleep(random() * 0.05); end if;
        if random() < 0.05 then raise exception 'rolled back' using errcode = '40001'; end if;
        return null;
      end $$;
      create trigger disturb after insert on ledger.log for each statement execute function ledger.disturb();
      grant execute on function ledger.disturb to tributary_ledger;`);
  }, 120_000);
  afterAll(async () => platform.close(), 60_000);

  /** The end of the log, once a service can report it. */
  async function head() {
    for (;;) {
      const { data } = await askAt(platform.urls[1] ?? '')('{ ledgerHead { cursor sequence } }', {}, token);
      const found = headShape.safeParse(data);
      if (found.success) {
        return found.data.ledgerHead;
      }
      await sleep(50);
    }
  }

  /** Pays until it is stopped, and repeats requests that may not have arrived. */
  async function write(writer: number, until: AbortSignal): Promise<void> {
    for (let number = writer; !until.aborted; number += 1) {
      const input = {
        idempotencyKey: newId(),
        debitAccountId: accountIds[number % accountIds.length],
        creditAccountId: accountIds[(number * 7 + 1) % accountIds.length],
        amount: { amount: '0.01', currency: 'EUR' },
      };
      for (let isSent = false; !isSent && !until.aborted;) {
        isSent = await askAt(platform.urls[number % 2] ?? '')(
          'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
          { input },
          token,
        ).then(
          ({ errors }) => errors === undefined,
          () => false,
        );
        if (!isSent) {
          await sleep(50);
        }
      }
    }
  }

  /**
   * Follows the events after a cursor up to a sequence that is known later. It disconnects now and then, and reconnects
   * elsewhere.
   */
  async function read(
    transport: Transport,
    {
      start,
      filter,
      last,
    }: { start: { cursor: string; sequence: string }; filter?: object; last: () => string | null },
  ): Promise<Log> {
    const log: Log = { sequences: [], duplicates: 0, connections: 0, faults: [], longestPauseMs: 0 };
    let { cursor: after, sequence } = start;
    let newestAt = performance.now();
    const isDone = () => last() !== null && BigInt(sequence) >= BigInt(last() ?? 0);
    while (!isDone()) {
      const stream = followStream(transport, platform.urls[log.connections % 2] ?? '', {
        query,
        variables: { after, filter: filter ?? null },
        token,
      });
      log.connections += 1;
      // Now and then the reader disconnects, at a random moment.
      const cut = setTimeout(() => stream.cut(), 300 + Math.random() * 2_500);
      try {
        for await (const { data, errors } of stream) {
          if (errors !== undefined && data == null) {
            break;
          }
          const { ledgerEvents: event } = eventShape.parse(data);
          after = event.cursor;
          if (event.__typename === 'Heartbeat') {
            continue;
          }
          if (BigInt(event.sequence) <= BigInt(sequence)) {
            log.duplicates += 1;
            continue;
          }
          if (filter === undefined && event.previousSequence !== sequence) {
            log.faults.push(`${event.sequence} says it follows ${event.previousSequence}, and ${sequence} came before`);
          }
          sequence = event.sequence;
          log.sequences.push(sequence);
          log.longestPauseMs = Math.max(log.longestPauseMs, performance.now() - newestAt);
          newestAt = performance.now();
          if (isDone()) {
            break;
          }
        }
      } catch {
        // The stream broke, or the gateway was unavailable. The next stream is tried.
        await sleep(20);
      } finally {
        clearTimeout(cut);
        stream.cut();
      }
    }
    return log;
  }

  /** Runs eight writers and one reader per transport during a fault. */
  async function runThrough(fault: () => Promise<unknown>) {
    const start = await head();
    const stop = new AbortController();
    let last: string | null = null;
    const readers = transports.map((transport) => read(transport, { start, last: () => last }));
    const writers = Array.from({ length: 8 }, (_, writer) => write(writer, stop.signal));
    await sleep(700);
    await fault();
    await sleep(700);
    stop.abort();
    await Promise.all(writers);
    const { sequence } = await head();
    last = sequence;
    // A last payment gives a complete reader an event at which it ends.
    const woken = new AbortController();
    const waking = write(3, woken.signal);
    const logs = await Promise.all(readers);
    woken.abort();
    await waking;
    const expected = Array.from({ length: Number(BigInt(sequence) - BigInt(start.sequence)) }, (_, index) =>
      String(BigInt(start.sequence) + BigInt(index + 1)),
    );
    return { logs, expected };
  }

  const faultsByName: [string, () => Promise<unknown>][] = [
    ['no fault but broken connections', () => sleep(3_000)],
    ['a gateway that is killed and restarted', () => crash(platform.gateways[0])],
    ['a ledger that is killed and restarted', () => crash(platform.ledgers[1])],
    [
      'a Redis that is killed and restarted',
      async () => {
        await platform.redis.kill();
        await sleep(500);
        await platform.redis.start();
      },
    ],
    ['a database that breaks all connections', () => platform.breakDatabaseConnections()],
    ['a new supergraph', () => platform.reload(newId()).then(() => sleep(1_500))],
  ];

  it.each(faultsByName)(
    'reach every reader, once and in order, over each transport, through %s',
    async (_, fault) => {
      const { logs, expected } = await runThrough(fault);

      expect(expected.length).toBeGreaterThan(0);
      for (const { sequences, faults, duplicates, connections } of logs) {
        expect(faults).toEqual([]);
        expect(sequences.slice(0, expected.length)).toEqual(expected);
        // A reader that resumes after the last event it handled gets it once.
        expect(duplicates).toBeLessThanOrEqual(connections);
      }
    },
    90_000,
  );

  it('posted through one gateway reach a subscriber of the other by Redis, before the poll', async () => {
    const { cursor } = await head();
    const stream = followStream('ws', platform.urls[1] ?? '', { query, variables: { after: cursor }, token });
    const delays: number[] = [];
    await platform.sql`alter table ledger.log disable trigger disturb`;

    for (let number = 0; number < 12; number += 1) {
      const next = stream.next();
      const begun = performance.now();
      const { errors } = await askAt(platform.urls[0] ?? '')(
        'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { code } } }',
        {
          input: {
            idempotencyKey: newId(),
            debitAccountId: accountIds[0],
            creditAccountId: accountIds[1],
            amount: { amount: '0.01', currency: 'EUR' },
          },
        },
        token,
      );
      await next;
      delays.push(performance.now() - begun);
      expect(errors).toBeUndefined();
    }
    stream.cut();

    // The poll comes every second: without hints, half of the events would take longer.
    expect(delays.toSorted((one, other) => one - other)[6]).toBeLessThan(300);
  });

  async function crash(process: Platform['gateways'][number] | undefined): Promise<void> {
    await process?.kill();
    await sleep(300);
    await process?.start();
  }
});
