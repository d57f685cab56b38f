import { parseArgs } from 'node:util';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { formatId } from '@tributary/platform/ids.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { explainConnectionFailure, openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import { createOrganization } from '@tributary/users/create-organization.ts';
import { createUser } from '@tributary/users/create-user.ts';
import { isName } from '@tributary/users/plain-text.ts';
import { askPassword } from './ask-password.ts';
import { databaseHelp, findDatabase } from './find-database.ts';
import { organizationSettings } from './settings.ts';

const help = `Makes an organization with its first operator, who can sign in and add everybody else.

  npx -y pnpm@12.21.0 organization:create --name "Acme" --operator-name "Ada" --email ada@acme.example

  --name           of the organization
  --operator-name  of the operator
  --email          with which the operator signs in
  --help           show this

${databaseHelp(organizationSettings)}`;

runProcess(async (onStop) => {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(help);
    process.exit(0);
  }
  const { OPERATOR_PASSWORD } = readConfig(process.env, organizationSettings);
  if (OPERATOR_PASSWORD === undefined && !process.stdin.isTTY) {
    throw new StartError('Set OPERATOR_PASSWORD, or run this on a terminal, which asks for it.');
  }
  const url = await findDatabase(process.env, onStop);
  const { sql, db, close } = openPostgres({
    url,
    role: 'tributary_users',
    applicationName: 'tributary-new-organization',
    poolSize: 1,
  });
  onStop(close);
  // Nobody should choose a password, twice, only to learn that there is no database to put it in.
  await refuseUnmigrated(sql, url);
  const password = OPERATOR_PASSWORD ?? (await askPassword());

  const made = await db.transaction(async (tx) => {
    const { id: organizationId } = await createOrganization(tx, options.name);
    const operator = { organizationId, email: options.email, name: options.operatorName, password };
    const outcome = await createUser(tx, { ...operator, role: 'OPERATOR' });
    if ('refusal' in outcome) {
      // Thrown, so that there is no organization without an operator.
      throw new StartError(outcome.refusal.message);
    }
    return outcome.user;
  });
  console.log(`organization ${formatId('org', made.organizationId)}\noperator     ${formatId('usr', made.id)}`);
  await close();
  process.exit(0);
});

/** Null if help was asked for. */
function readOptions(args: readonly string[]): { name: string; operatorName: string; email: string } | null {
  const { help: isHelp, name = '', 'operator-name': operatorName = '', email = '' } = parseOptions(args);
  if (isHelp === true) {
    return null;
  }
  const given = { '--name': name, '--operator-name': operatorName, '--email': email };
  const missing = Object.entries(given).flatMap(([option, value]) => (value === '' ? [option] : []));
  if (missing.length > 0) {
    throw new StartError(`Give ${missing.join(', ')} as well. --help shows how.`);
  }
  if (!isName(name) || !isName(operatorName)) {
    throw new StartError('Give a --name and an --operator-name of 1 to 200 characters.');
  }
  return { name, operatorName, email };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        name: { type: 'string' },
        'operator-name': { type: 'string' },
        email: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    // What Node adds to its first sentence is about its own `--`.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new StartError(`${reason}. --help lists the options.`);
  }
}

async function refuseUnmigrated(sql: Postgres['sql'], url: string): Promise<void> {
  try {
    await sql`select from users.users limit 0`;
  } catch (error) {
    switch (error instanceof Error && 'code' in error ? error.code : '') {
      // No such role, and no such table.
      case '22023':
      case '42P01':
        throw new StartError('The database is not migrated. Run `npx -y pnpm@12.21.0 migrate` first.');
      case '42501':
        throw new StartError('The user of DATABASE_URL may not act for users. Take the one who migrated the database.');
      default:
        throw explainConnectionFailure(error, url);
    }
  }
}
