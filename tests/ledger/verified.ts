import { verifyLedger, type Fault } from '@tributary/ledger/verify-ledger.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';

/** Whatever is wrong with the log of the ledger and with what follows from it: nothing. */
export async function verified({
  databaseUrl,
  organizationId,
}: {
  databaseUrl: string;
  organizationId: string;
}): Promise<Fault[]> {
  const { sql, close } = openPostgres({ url: databaseUrl, applicationName: 'tests', poolSize: 1 });
  try {
    const { faults } = await verifyLedger(sql, { organizationId });
    return faults;
  } finally {
    await close();
  }
}
