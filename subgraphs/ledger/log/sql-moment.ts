import { sql, type SQL } from 'drizzle-orm';

/** PostgreSQL writes years before the first in another way, and no row is that old. */
const firstMoment = new Date('0001-01-01T00:00:00Z');

/** A time as PostgreSQL reads it, exact to the millisecond. */
export function momentText(time: Date): string {
  return (time < firstMoment ? firstMoment : time).toISOString();
}

/** A time as a parameter of SQL. */
export function sqlMoment(time: Date): SQL {
  return sql`${momentText(time)}::timestamptz`;
}

/** The last millisecond before a time: what comes before the time is what comes up to here. */
export function justBefore(time: Date): Date {
  return new Date(time.getTime() - 1);
}
