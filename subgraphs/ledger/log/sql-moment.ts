import { sql, type SQL } from 'drizzle-orm';

/**
 * The earliest time that is sent to PostgreSQL, which writes years before year 1 in another form. No row is that old.
 */
const firstMoment = new Date('0001-01-01T00:00:00Z');

/** A time as a text for PostgreSQL, exact to the millisecond. */
export function momentText(time: Date): string {
  return (time < firstMoment ? firstMoment : time).toISOString();
}

/** A time as a parameter of SQL. */
export function sqlMoment(time: Date): SQL {
  return sql`${momentText(time)}::timestamptz`;
}

/** The last millisecond before a time: rows before the time are the rows up to this one. */
export function justBefore(time: Date): Date {
  return new Date(time.getTime() - 1);
}
