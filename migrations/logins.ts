import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { StartError } from '@tributary/platform/config.ts';
import { explainConnectionFailure } from '@tributary/platform/postgres.ts';
import { subgraphNames, type SubgraphName } from '@tributary/registry/registry.ts';
import postgres from 'postgres';

/** Key of the advisory lock that lets one process make logins at a time. Any number that nothing else uses will do. */
const lockId = 7_281_406_121;
/** PostgreSQL's own number of iterations. */
const iterations = 4_096;

/**
 * Makes a login with this password for each named subgraph of a migrated database, or gives an existing one this
 * password. It may act as the role of its subgraph, and do nothing else. The URL is that of a login that may create
 * roles. Throws StartError for an existing login that may do more.
 */
export async function makeLogins(
  url: string,
  passwords: Readonly<Record<SubgraphName, string | undefined>>,
): Promise<string[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    return await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${lockId})`;
      const made: string[] = [];
      for (const subgraph of subgraphNames) {
        const password = passwords[subgraph];
        if (password !== undefined) {
          made.push(await makeLogin(tx, subgraph, password));
        }
      }
      return made;
    });
  } catch (error) {
    throw explainConnectionFailure(error, url);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function makeLogin(tx: postgres.TransactionSql, subgraph: SubgraphName, password: string): Promise<string> {
  const role = `tributary_${subgraph}`;
  const login = `${role}_login`;
  const [existing] = await tx<{ mayDoMore: boolean }[]>`
    select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls or exists (
      select from pg_auth_members m join pg_roles granted on granted.oid = m.roleid
      where m.member = login.oid and granted.rolname <> ${role}) as "mayDoMore"
    from pg_roles login where rolname = ${login}`;
  if (existing?.mayDoMore === true) {
    throw new StartError(
      `The login ${login} may do more than act as ${role}. Drop it, or take its rights away, and try again.`,
    );
  }
  if (existing === undefined) {
    await tx`create role ${tx(login)}`;
  }
  // A verifier is safe in the log of statements, and needs no escaping.
  await tx.unsafe(`alter role ${login} login noinherit password '${verifierOf(password)}'`);
  await tx`grant ${tx(role)} to ${tx(login)} with inherit false, set true`;
  return login;
}

/** The verifier that PostgreSQL stores for a password (SCRAM-SHA-256, RFC 5803), with which nobody can sign in. */
function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyOf('Server Key').toString('base64')}`;
}
