/** Shares one execution among all calls with the same key that are made while it is in flight. */
export function createSharing<Outcome>(): (key: string, run: () => Promise<Outcome>) => Promise<Outcome> {
  const inFlight = new Map<string, Promise<Outcome>>();
  return (key, run) => {
    const shared = inFlight.get(key);
    if (shared !== undefined) {
      return shared;
    }
    const outcome = run().finally(() => inFlight.delete(key));
    inFlight.set(key, outcome);
    return outcome;
  };
}
