import { WindowCounts } from './window-counts.ts';

export type BudgetSettings = {
  /** Limit on retries and hedges, as a share of the requests of the latest 10 s. */
  budgetShare: number;
  /** The number of retries and hedges in 10 s that is allowed besides. */
  budgetMin: number;
};

const windowMs = 10_000;

/**
 * The budget of one subgraph for requests that are sent again. Without it, a subgraph that is down gets a multiple of
 * its ordinary requests, and does not recover.
 */
export class RetryBudget {
  readonly #settings: BudgetSettings;
  readonly #counts = new WindowCounts(windowMs);
  #refused = 0;

  constructor(settings: BudgetSettings) {
    this.#settings = settings;
  }

  /** The number of retries and hedges that the budget has refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** Counts a request of a caller. */
  requested(now: number): void {
    this.#counts.count(1, 0, now);
  }

  /** Takes one retry or hedge from the budget. False if none is left. */
  take(now: number): boolean {
    const { budgetShare, budgetMin } = this.#settings;
    this.#counts.advance(now);
    if (this.#counts.special + 1 > budgetMin + budgetShare * this.#counts.all) {
      this.#refused += 1;
      return false;
    }
    this.#counts.count(0, 1, now);
    return true;
  }
}
