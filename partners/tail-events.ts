import { readFile, rename, writeFile } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import { followEvents, Stopped, type LedgerEvent, type Position, type Token } from './follow-events.ts';
import manifest from './package.json' with { type: 'json' };

type Kept = Position & { url: string; accountIds: readonly string[] | null };

const values = new Command('npx -y pnpm@12.21.0 events:tail')
  .description(
    'Prints the events of the ledger, one per line. A file keeps the position, from which the next run continues. Stops with exit code 1 when an event is missing.',
  )
  .version(manifest.version, '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--url <url>', 'the endpoint', 'http://127.0.0.1:4000/graphql')
  .option('--cursor <file>', 'file that keeps the position', '.tributary-events.json')
  .option('--from-beginning', 'without a cursor file, begin with the first event (default: with the next)')
  .option('--account <id>', 'only events of this account; may be given several times (default: all)', append)
  .addHelpText(
    'after',
    `
Examples:
  npx -y pnpm@12.21.0 events:tail
  npx -y pnpm@12.21.0 events:tail --from-beginning --account acct_…

Environment:
  API_KEY            the key of an API client with the scope events:read
  EMAIL, PASSWORD    of a person; the operator of the demo if nothing is set`,
  )
  .showHelpAfterError('--help lists the options.')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts();
const { url, cursor: file } = values;
const accountIds = values.account ?? null;

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

function append(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The position kept by the last run; null if there is none. Throws if the file belongs to other events. */
async function readKept(): Promise<Position | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    return null;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
  const kept = JSON.parse(text) as Kept;
  if (kept.url !== url || JSON.stringify(kept.accountIds) !== JSON.stringify(accountIds)) {
    throw new Stopped(`${file} belongs to other events. Name another file with --cursor, or remove it.`);
  }
  return { cursor: kept.cursor, sequence: kept.sequence };
}

/** Replaces the whole file at once, so that a process killed meanwhile leaves the old one. */
async function keep(position: Position): Promise<void> {
  const kept: Kept = { url, accountIds, ...position };
  await writeFile(`${file}.new`, `${JSON.stringify(kept)}\n`);
  await rename(`${file}.new`, file);
}

/** The start position: a cursor stored before anything happens, so that nothing after it is missed. */
async function readStart(): Promise<Position> {
  if (values.fromBeginning === true) {
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
    throw new Stopped(errors[0]?.message ?? 'The server gave no token.');
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
