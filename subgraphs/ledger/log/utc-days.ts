/** A day in milliseconds. Days are of UTC, which in JavaScript and PostgreSQL has no leap seconds. */
export const dayMs = 86_400_000;

/** The UTC day of a time, as the number of days since 1970. */
export function dayOf(time: Date): number {
  return Math.floor(time.getTime() / dayMs);
}

/** The day as PostgreSQL writes it, such as `2026-11-30`. */
export function nameOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
