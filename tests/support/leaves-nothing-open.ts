import { afterAll } from 'vitest';
import { openDatabases } from './fresh-database.ts';

/** Every file closes what it opened. This hook is set up before those of the file, and so runs after them. */
afterAll(async () => {
  const drops = await Promise.allSettled([...openDatabases].map((database) => database.drop()));
  const failures = drops.flatMap((drop) => (drop.status === 'rejected' ? [drop.reason] : []));
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map(String).join('; '));
  }
});
