import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { followEvents, Stopped, type LedgerEvent, type Position, type Token } from './follow-events.ts';

const help = `Follows the events of the ledger in the terminal, one per line. It keeps in a file how far it has come, and goes on from
there when it is started again. It stops, with exit code 1, when an event is missing.

  npx -y pnpm@12.21.0 events:tail [options]

  --url URL          http://127.0.0.1:4000/graphql
  --cursor FILE      .tributary-events.json, where it keeps how far it has come
  --from-beginning   without such a file, begin with the first event, and not with the next
  --account ID       only events of this account; may be given several times
  --help             show this

Credentials, by environment:
  API_KEY            the key of an API client with the scope events:read
  EMAIL, PASSWORD    of a person; the operator of the demo if nothing is set`;

type Kept = Position & { url: string; accountIds: readonly string[] | null };

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
    cursor: { type: 'string', default: '.tributary-events.json' },
    'from-beginning': { type: 'boolean', default: false },
    account: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});
const { url, cursor: file } = values;
const accountIds = values.account ?? null;

if (values.help) {
  console.log(help);
} else {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    const start = (await readKept()) ?? (await readStart());
    await keep(start);
    await followEvents({
      url,
      accountIds,
      start,
      getToken,
      handle: async (event, position) => {
        if (event.__typename !== 'Heartbeat') {
          console.log(lineOf(event));
        }
        await keep(position);
      },
      onTrouble: (message) => console.error(`${message} Connecting again …`),
      signal: stop.signal,
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** What was kept the last time; null if nothing was. Throws when it is of something else. */
async function readKept(): Promise<Position | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    return null;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
  const kept = JSON.parse(text) as Kept;
  if (kept.url !== url || JSON.stringify(kept.accountIds) !== JSON.stringify(accountIds)) {
    throw new Stopped(`${file} is of other events. Name another file with --cursor, or remove it.`);
  }
  return { cursor: kept.cursor, sequence: kept.sequence };
}

/** Replaces the file whole, so that whoever is killed meanwhile finds the old one. */
async function keep(position: Position): Promise<void> {
  const kept: Kept = { url, accountIds, ...position };
  await writeFile(`${file}.new`, `${JSON.stringify(kept)}\n`);
  await rename(`${file}.new`, file);
}

/** Where to begin: a cursor that is kept before anything happens, so that nothing after it is missed. */
async function readStart(): Promise<Position> {
  if (values['from-beginning']) {
    return { cursor: '', sequence: null };
  }
  const { accessToken } = await getToken();
  const { ledgerHead } = await ask<{ ledgerHead: { cursor: string } }>('{ ledgerHead { cursor } }', {}, accessToken);
  return { cursor: ledgerHead.cursor, sequence: null };
}

async function getToken(): Promise<Token> {
  const { API_KEY: apiKey, EMAIL: email = 'operator@demo.test', PASSWORD: password = 'demo' } = process.env;
  const fields = '{ accessToken expiresAt errors { message } }';
  const { payload } =
    apiKey === undefined
      ? await ask<{ payload: Answer }>(`mutation ($input: SignInInput!) { payload: signIn(input: $input) ${fields} }`, {
          input: { email, password },
        })
      : await ask<{ payload: Answer }>(
          `mutation ($input: ExchangeApiKeyInput!) { payload: exchangeApiKey(input: $input) ${fields} }`,
          { input: { apiKey } },
        );
  const { accessToken, expiresAt, errors } = payload;
  if (accessToken === null || expiresAt === null) {
    throw new Stopped(errors[0]?.message ?? 'There is no token.');
  }
  return { accessToken, expiresAt };
}

type Answer = { accessToken: string | null; expiresAt: string | null; errors: { message: string }[] };

async function ask<Data>(query: string, variables: object, token?: string): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the schema has it
  const { data, errors } = (await response.json()) as { data?: Data | null; errors?: { message: string }[] };
  if (data == null) {
    throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`);
  }
  return data;
}

function lineOf({ sequence, occurredAt, __typename, transfer }: LedgerEvent): string {
  return [sequence.padStart(8), occurredAt, __typename, transfer === undefined ? '' : JSON.stringify(transfer)].join(
    '  ',
  );
}
