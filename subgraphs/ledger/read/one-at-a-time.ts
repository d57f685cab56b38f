import { Misuse } from '@tributary/platform/errors.ts';

/** The most reads of a process that run or wait. */
const placesMax = 8;
/** The most of them for one organization, so that none keeps the others out. */
const placesOfOneMax = 3;

/**
 * A line in which reads of a process run one after the other, so that they take no more of the database than one
 * connection, however many are asked for. Throws Misuse `SERVICE_BUSY` if the line is full.
 */
export function createLine(): <Result>(organizationId: string, read: () => Promise<Result>) => Promise<Result> {
  const places: string[] = [];
  let previous: Promise<unknown> = Promise.resolve();
  return async (organizationId, read) => {
    const own = places.filter((place) => place === organizationId).length;
    if (places.length >= placesMax || own >= placesOfOneMax) {
      throw new Misuse('SERVICE_BUSY', 'Other balances are being added up. Send this again after a pause.');
    }
    places.push(organizationId);
    const turn = previous.then(read);
    previous = turn.then(
      () => {},
      () => {},
    );
    try {
      return await turn;
    } finally {
      places.splice(places.indexOf(organizationId), 1);
    }
  };
}
