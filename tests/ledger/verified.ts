import { verifyLedger, type Verification } from '@tributary/ledger/audit/verify-ledger.ts';
import { openPool } from '@tributary/platform/postgres.ts';

/** The faults of the ledger's log and of the tables that follow from it: none, if it is sound. */
export async function verified({
  databaseUrl,
  organizationId,
}: {
  databaseUrl: string;
  organizationId: string;
}): Promise<Verification['faults']> {
  const pool = openPool({ url: databaseUrl, applicationName: 'tests', poolSize: 1 });
  try {
    const { faults } = await verifyLedger(pool, { organizationId });
    return faults;
  } finally {
    await pool.end({ timeout: 2 });
  }
}

/** Throws with all faults, unless the ledger is sound. */
export async function checkSound(ledger: { databaseUrl: string; organizationId: string }): Promise<void> {
  const faults = await verified(ledger);
  if (faults.length > 0) {
    throw new Error(faults.map(({ problem }) => problem).join('\n'));
  }
}
