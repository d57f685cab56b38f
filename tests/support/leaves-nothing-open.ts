import { afterAll } from 'vitest';
import { openDatabases } from './fresh-database.ts';

/** Every file closes what it opened. Set up before the file's own hooks, and so runs after them. */
afterAll(async () => {
  const drops = await Promise.allSettled([...openDatabases].map((database) => database.drop()));
  const failures = drops.flatMap((drop) => (drop.status === 'rejected' ? [drop.reason] : []));
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map(String).join('; '));
  }
});
