import { Misuse } from '@tributary/platform/errors.ts';

/** The most reads of a process that run or wait. */
const readsMax = 8;
/** The most of them for one organization, so that none fills the queue. */
const readsOfOneMax = 3;

/**
 * Creates a queue in which reads of a process run one after the other. So they occupy one connection to the database,
 * however many are requested. Throws Misuse `SERVICE_BUSY` if the queue is full.
 */
export function createReadQueue(): <Result>(organizationId: string, read: () => Promise<Result>) => Promise<Result> {
  /** The organization of each read that runs or waits. */
  const reads: string[] = [];
  let previous: Promise<unknown> = Promise.resolve();
  return async (organizationId, read) => {
    const own = reads.filter((organization) => organization === organizationId).length;
    if (reads.length >= readsMax || own >= readsOfOneMax) {
      throw new Misuse('SERVICE_BUSY', 'Other balances are being added up. Send this again after a pause.');
    }
    reads.push(organizationId);
    const turn = previous.then(read);
    previous = turn.then(
      () => {},
      () => {},
    );
    try {
      return await turn;
    } finally {
      reads.splice(reads.indexOf(organizationId), 1);
    }
  };
}
