import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { connectionsTo, openDatabases } from './fresh-database.ts';

const closeWithinMs = 3_000;

/** Every file closes what it opened: a connection that is left is a leak in the code, not only in the test. */
afterAll(async () => {
  for (const [name, { drop }] of openDatabases) {
    const deadline = Date.now() + closeWithinMs;
    // oxlint-disable no-await-in-loop -- one look after the other is what waiting means
    let left = await connectionsTo(name);
    while (left.length > 0 && Date.now() < deadline) {
      await sleep(20);
      left = await connectionsTo(name);
    }
    await drop();
    if (left.length > 0) {
      throw new Error(`connections were left open by ${[...new Set(left)].join(', ')}`);
    }
    // oxlint-enable no-await-in-loop
  }
});
