/** Gives who asks while the same is under way the outcome of that, and lets the others run. */
export function createSharing<Outcome>(): (key: string, run: () => Promise<Outcome>) => Promise<Outcome> {
  const inFlight = new Map<string, Promise<Outcome>>();
  return (key, run) => {
    const known = inFlight.get(key);
    if (known !== undefined) {
      return known;
    }
    const outcome = run().finally(() => inFlight.delete(key));
    inFlight.set(key, outcome);
    return outcome;
  };
}
