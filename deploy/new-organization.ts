import { createCommand } from '@tributary/platform/command-line.ts';
import { readConfig, StartError } from '@tributary/platform/config.ts';
import { formatId } from '@tributary/domain/ids.ts';
import { runProcess } from '@tributary/platform/lifecycle.ts';
import { explainConnectionFailure, openPostgres, type Postgres } from '@tributary/platform/postgres.ts';
import { createOrganization } from '@tributary/users/people/create-organization.ts';
import { createUser } from '@tributary/users/people/create-user.ts';
import { problemOfName } from '@tributary/domain/text.ts';
import { askPassword } from './ask-password.ts';
import { databaseHelp, findDatabase } from './find-database.ts';
import { organizationSettings } from './settings.ts';

runProcess(async (onStop) => {
  const options = readOptions();
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
  // The database is checked first, so that nobody types a password twice in vain.
  await refuseUnmigrated(sql, url);
  const password = OPERATOR_PASSWORD ?? (await askPassword());

  const made = await db.transaction(async (tx) => {
    const { id: organizationId } = await createOrganization(tx, options.name);
    const operator = { organizationId, email: options.email, name: options.operatorName, password };
    const outcome = await createUser(tx, { ...operator, role: 'OPERATOR' });
    if ('refusal' in outcome) {
      // Thrown to roll back, so that no organization is left without an operator.
      throw new StartError(
        [outcome.refusal]
          .flat()
          .map(({ message }) => message)
          .join(' '),
      );
    }
    return outcome.user;
  });
  console.log(`organization ${formatId('org', made.organizationId)}\noperator     ${formatId('usr', made.id)}`);
  await close();
  process.exit(0);
});

function readOptions(): { name: string; operatorName: string; email: string } {
  const command = createCommand('organization:create', {
    summary: 'Creates an organization and its first operator, who can sign in and add all other users.',
    examples: ['--name "Acme" --operator-name "Ada" --email ada@acme.example'],
    notes: databaseHelp(organizationSettings),
  })
    .option('--name <name>', 'name of the organization, needed')
    .option('--operator-name <name>', 'name of the operator, needed')
    .option('--email <address>', 'email address with which the operator signs in, needed')
    .parse();
  const { name = '', operatorName = '', email = '' } = command.opts();
  const given = { '--name': name, '--operator-name': operatorName, '--email': email };
  const missing = Object.entries(given).flatMap(([option, value]) => (value === '' ? [option] : []));
  if (missing.length > 0) {
    throw new StartError(`Give ${missing.join(', ')} as well. --help shows how.`);
  }
  const problem = problemOfName(name) ?? problemOfName(operatorName);
  if (problem !== null) {
    throw new StartError(`--name and --operator-name: ${problem}`);
  }
  return { name, operatorName, email };
}

async function refuseUnmigrated(sql: Postgres['sql'], url: string): Promise<void> {
  try {
    await sql`select from users.users limit 0`;
  } catch (error) {
    switch (error instanceof Error && 'code' in error ? error.code : '') {
      // Undefined role or table.
      case '22023':
      case '42P01':
        throw new StartError('The database is not migrated. Run `npx -y pnpm@12.21.0 migrate` first.');
      case '42501':
        throw new StartError(
          'The user of DATABASE_URL may not act for users. Use the user that migrated the database.',
        );
      default:
        throw explainConnectionFailure(error, url);
    }
  }
}
