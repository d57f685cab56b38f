import { setTimeout as sleep } from 'node:timers/promises';
import { keySettingsOf } from '@tributary/deploy/service-keys.ts';
import { callerRules } from '@tributary/domain/speaking-rules.ts';
import { verifyLedger } from '@tributary/ledger/audit/verify-ledger.ts';
import { formatId, newId, parseId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { makeServiceKeys, openMadeKeys } from '@tributary/platform/made-service-keys.ts';
import { openPool } from '@tributary/platform/postgres.ts';
import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { argumentsOfSubgraph } from '@tributary/registry/registry.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { isLive, startCrashing, startDatabase, type Crashing } from '../crashing.ts';
import { freePort } from '../gateway/processes.ts';

export type FaultPlan = {
  /** Directory of the database. */
  directory: string;
  seconds: number;
  callers: number;
  /** Number of immediate stops of PostgreSQL, without a checkpoint, each followed by a restart. */
  databaseStops: number;
  /** Number of kills of the ledger's process, each followed by a restart. */
  serviceKills: number;
  onFault?: (fault: string) => void;
};

export type FaultReport = {
  acknowledged: number;
  refused: number;
  /** Requests without an answer, or with one that asks to retry, which were sent again with the same key. */
  sentAgain: number;
  repeated: number;
  /** Acknowledged transfers that are not in the log. */
  lost: number;
  /** Keys with a different outcome when requested again. */
  changed: number;
  /** Keys that are in the log more than once. */
  doubled: number;
  longestPauseMs: number;
  /** Problems found by verifying the whole log and everything derived from it: gaps, hashes, sums, balances. */
  faults: string[];
};

const keys = makeServiceKeys(speakingServices);
const gateway = openMadeKeys(keys, {
  rules: callerRules.speaking,
  log: createLogger({ name: 'bench', level: 'warn' }),
}).signerOf('gateway');
const accounts = 200;
const answerTimeoutMs = 30_000;
/** Number of acknowledged transfers that are requested again at the end. */
const repeatedMax = 2_000;

const mutation = /* GraphQL */ `
  mutation ($input: CreateTransferInput!) {
    createTransfer(input: $input) {
      transfer {
        id
      }
      errors {
        code
      }
    }
  }
`;

type Input = Record<string, unknown> & { idempotencyKey: string };
/** The id of the transfer, or the code of the refusal. */
type Outcome = { input: Input; answer: string };

/**
 * Makes transfers through the ledger's own process, over HTTP. Meanwhile that process is killed and PostgreSQL is
 * stopped without a checkpoint, at random moments. Every caller repeats its request with the same key until it has an
 * answer. Afterwards every acknowledged transfer has to be in the log once, and the log has to be sound.
 */
export async function runUnderFaults(plan: FaultPlan): Promise<FaultReport> {
  const database = await startDatabase(plan.directory, 'SIGQUIT');
  const service = await startService(database.url);
  try {
    const { organizationId, accountIds } = await makeAccounts(database.url);
    const viewer: Viewer = { kind: 'user', id: newId(), organizationId, role: 'OPERATOR', expiresAt: 4_000_000_000 };
    const load = startLoad({ url: service.url, viewer, accountIds, callers: plan.callers });
    await doHarm(plan, { database, service });
    const { outcomes, sentAgain, longestPauseMs } = await load.finish();
    const again = outcomes.toSorted(() => Math.random() - 0.5).slice(0, repeatedMax);
    let changed = 0;
    for (const { input, answer } of again) {
      changed += (await load.send(input)) === answer ? 0 : 1;
    }
    const acknowledged = outcomes.filter(({ answer }) => answer.startsWith('tr_'));
    return {
      acknowledged: acknowledged.length,
      refused: outcomes.length - acknowledged.length,
      sentAgain,
      repeated: again.length,
      changed,
      longestPauseMs,
      ...(await inspect(database.url, { organizationId, acknowledged })),
    };
  } finally {
    await service.stop();
    await database.stop();
  }
}

/** Spreads the faults over the time, in a random order. */
async function doHarm(
  { seconds, databaseStops, serviceKills, onFault = () => {} }: FaultPlan,
  { database, service }: { database: Crashing; service: Crashing },
): Promise<void> {
  const faults = [
    ...Array.from({ length: databaseStops }, () => ['PostgreSQL was stopped at once', database] as const),
    ...Array.from({ length: serviceKills }, () => ['the ledger was killed', service] as const),
  ].toSorted(() => Math.random() - 0.5);
  const pauseMs = (seconds * 1_000) / (faults.length + 1);
  for (const [name, victim] of faults) {
    await sleep(pauseMs * (0.7 + 0.6 * Math.random()));
    await victim.crash();
    onFault(name);
  }
  await sleep(pauseMs);
}

async function startService(databaseUrl: string): Promise<Crashing & { url: string }> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const service = await startCrashing({
    command: [process.execPath, ...argumentsOfSubgraph('ledger')],
    env: { DATABASE_URL: databaseUrl, PORT: port, ...keySettingsOf('ledger', keys), LOG_LEVEL: 'fatal' },
    isReady: () => isLive(url),
  });
  return { url, ...service };
}

async function makeAccounts(url: string): Promise<{ organizationId: string; accountIds: string[] }> {
  const sql = openPool({ url, applicationName: 'fault-run', poolSize: 1 });
  const organizationId = newId();
  const accountIds = Array.from({ length: accounts }, newId);
  await sql`insert into ledger.ledgers (organization_id, last_recorded_at) values (${organizationId}, 'epoch')`;
  // The first account is the organization's own, without a floor.
  await sql`insert into ledger.accounts (id, organization_id, class, currency, status, overdraft_limit)
    select id::uuid, ${organizationId}, case number when 1 then 'ASSET' else 'LIABILITY' end, 'EUR', 'OPEN', case number when 1 then null else 0 end
    from unnest(${accountIds}::text[]) with ordinality as made(id, number)`;
  await sql.end({ timeout: 5 });
  return { organizationId, accountIds: accountIds.map((id) => formatId('acct', id)) };
}

function startLoad({
  url,
  viewer,
  accountIds,
  callers,
}: {
  url: string;
  viewer: Viewer;
  accountIds: readonly string[];
  callers: number;
}) {
  const outcomes: Outcome[] = [];
  let sentAgain = 0;
  const over = new AbortController();
  let lastAnswer = performance.now();
  let longestPauseMs = 0;

  /** Sends a request until it has an answer. */
  const send = async (input: Input): Promise<string> => {
    for (;;) {
      const answer = await ask({ url, viewer, input });
      if (answer !== null) {
        longestPauseMs = Math.max(longestPauseMs, performance.now() - lastAnswer);
        lastAnswer = performance.now();
        return answer;
      }
      sentAgain += 1;
      await sleep(20 + 80 * Math.random());
    }
  };
  const any = () => accountIds[1 + Math.floor(Math.random() * (accountIds.length - 1))];
  const work = async () => {
    while (!over.signal.aborted) {
      const input = {
        idempotencyKey: newId(),
        debitAccountId: Math.random() < 0.4 ? accountIds[0] : any(),
        creditAccountId: any(),
        amount: { amount: `${1 + Math.floor(Math.random() * 50)}.00`, currency: 'EUR' },
      };
      outcomes.push({ input, answer: await send(input) });
    }
  };
  const working = Promise.all(Array.from({ length: callers }, work));
  return {
    send,
    finish: async () => {
      over.abort();
      await working;
      return { outcomes, sentAgain, longestPauseMs };
    },
  };
}

type Payload = {
  data?: { createTransfer?: { transfer: { id: string } | null; errors: { code: string }[] } | null } | null;
};

/** The answer; null if there was none, or none that states the outcome of the request. */
async function ask({ url, viewer, input }: { url: string; viewer: Viewer; input: Input }): Promise<string | null> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [callerHeader]: gateway.sign(callerOf(viewer), 'ledger'),
      },
      body: JSON.stringify({ query: mutation, variables: { input } }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const { data } = (await response.json()) as Payload;
    return data?.createTransfer?.transfer?.id ?? data?.createTransfer?.errors[0]?.code ?? null;
  } catch {
    return null;
  }
}

async function inspect(
  url: string,
  { organizationId, acknowledged }: { organizationId: string; acknowledged: readonly Outcome[] },
): Promise<Pick<FaultReport, 'lost' | 'doubled' | 'faults'>> {
  const sql = openPool({ url, applicationName: 'fault-run', poolSize: 1 });
  try {
    await sql`analyze ledger.log, ledger.idempotency`;
    const [found] = await sql<{ lost: number }[]>`
      select count(*)::int as lost from unnest(${acknowledged.map(({ answer }) => parseId('tr', answer))}::text[]) as acknowledged(id)
      where not exists (select from ledger.log l where l.id = acknowledged.id::uuid)`;
    // Each row that a request made is the outcome of exactly one key.
    const [counted] = await sql<{ doubled: number }[]>`
      select count(*)::int as doubled from ledger.log l where l.organization_id = ${organizationId}
        and not exists (select from ledger.idempotency i where i.organization_id = l.organization_id and i.transfer_id = l.id)`;
    const { faults } = await verifyLedger(sql, { organizationId });
    return {
      lost: found?.lost ?? acknowledged.length,
      doubled: counted?.doubled ?? 0,
      faults: faults.map(({ sequence, problem }) => `${sequence ?? 'projections'}: ${problem}`),
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
