import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { verifyLedger } from '@tributary/ledger/audit/verify-ledger.ts';
import { openPool } from '@tributary/platform/postgres.ts';
import { onTestFinished } from 'vitest';
import { acct, freshLedger } from '../ledger/fresh-ledger.ts';
import { runCommand } from './run-ledger-command.ts';

/** The first line of a file of transfers. */
export const csvHeader = 'debitAccountId,creditAccountId,amount,currency,journal,description,effectiveAt,metadata';

/**
 * A ledger of an organization with an operator and a customer. The account `bank` may be overdrawn, `one` is the
 * customer's, and `two` is the organization's own.
 */
export async function freshBank() {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const ledger = await freshLedger();
  onTestFinished(() => ledger.close());
  const organization = formatId('org', ledger.organizationId);
  const customer = newId();
  await ledger.sql`insert into users.organizations (id, name) values (${ledger.organizationId}, 'Acme')`;
  for (const [id, email, role] of [
    [newId(), 'operator@acme.test', 'OPERATOR'],
    [customer, 'customer@acme.test', 'CUSTOMER'],
  ] as const) {
    await ledger.sql`
      insert into users.users (id, organization_id, email, name, role, password_hash)
      values (${id}, ${ledger.organizationId}, ${email}, 'Somebody', ${role}, 'none')`;
  }
  let files = 0;
  return {
    folder,
    ledger,
    organization,
    customer,
    bank: acct(await ledger.openAccount({ accountClass: 'ASSET', overdraftLimit: null })),
    one: acct(await ledger.openAccount({ ownerId: customer })),
    two: acct(await ledger.openAccount()),
    fileOf: async (ending: string, lines: readonly string[]): Promise<string> => {
      const file = join(folder, `${(files += 1)}.${ending}`);
      await writeFile(file, lines.map((line) => `${line}\n`).join(''));
      return file;
    },
    importFile: (file: string, ...options: string[]) =>
      runCommand('import', [file, '--organization', organization, '--as', 'operator@acme.test', ...options], {
        DATABASE_URL: ledger.databaseUrl,
      }),
    logRows: async () => [
      ...(await ledger.sql<{ sequence: number; amount: number; description: string | null; metadata: object | null }[]>`
        select sequence::integer, amount::integer, description, metadata from ledger.log order by sequence`),
    ],
    findFaults: async () => {
      const sql = openPool({
        url: ledger.databaseUrl,
        role: 'tributary_ledger',
        applicationName: 'tests',
        poolSize: 1,
      });
      const { faults } = await verifyLedger(sql, { organizationId: ledger.organizationId });
      await sql.end();
      return faults;
    },
  };
}
