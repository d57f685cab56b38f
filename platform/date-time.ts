const dateTimePattern =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[Tt](?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?(?:[Zz]|(?<sign>[+-])(?<offsetHour>\d{2}):(?<offsetMinute>\d{2}))$/;

/** Bounds of the years that RFC 3339 can write and PostgreSQL can store. */
const firstTime = Date.parse('0001-01-01T00:00:00.000Z');
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Parses an RFC 3339 string of the years 0001 to 9999 (UTC), with any offset. Digits after the milliseconds are cut
 * off. A date that does not exist is refused, with a sentence for the caller: `Date` would move it to another day. So
 * is a leap second, which neither `Date` nor PostgreSQL can keep.
 */
export function parseDateTime(text: string): { time: Date } | { problem: string } {
  const quoted = JSON.stringify(text.slice(0, 64));
  const parts = dateTimePattern.exec(text)?.groups;
  if (parts === undefined) {
    return {
      problem: `${quoted} is not a date and time of RFC 3339; send one with its offset, such as "2026-03-01T12:30:00Z".`,
    };
  }
  const part = (name: string): number => Number(parts[name] ?? 0);
  const problem = problemOfDate(part) ?? problemOfTime(part);
  if (problem !== null) {
    return { problem: `${quoted} does not exist: ${problem}` };
  }
  // `Date.UTC` would take the years 1 to 99 for 1901 to 1999.
  const time = new Date(0);
  time.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  const milliseconds = (parts['fraction'] ?? '').slice(0, 3).padEnd(3, '0');
  time.setUTCHours(part('hour'), part('minute'), part('second'), Number(milliseconds));
  const offsetMinutes = part('offsetHour') * 60 + part('offsetMinute');
  time.setTime(time.getTime() - (parts['sign'] === '-' ? -offsetMinutes : offsetMinutes) * 60_000);
  return time.getTime() >= firstTime && time.getTime() <= lastTime
    ? { time }
    : { problem: `${quoted} is outside the years 0001 to 9999 in UTC; send a time within them.` };
}

type PartOf = (name: string) => number;

function problemOfDate(part: PartOf): string | null {
  const [year, month, day] = [part('year'), part('month'), part('day')];
  if (year === 0) {
    return 'send a year from 0001 to 9999.';
  }
  if (month < 1 || month > 12) {
    return 'send a month from 01 to 12.';
  }
  // Day 0 of the next month is the last day of this one.
  const lastDay = new Date(0);
  lastDay.setUTCFullYear(year, month, 0);
  const days = lastDay.getUTCDate();
  return day >= 1 && day <= days ? null : `send a day from 01 to ${days} for this month.`;
}

function problemOfTime(part: PartOf): string | null {
  if (part('hour') > 23) {
    return 'send an hour from 00 to 23; midnight is 00:00:00 of the next day.';
  }
  if (part('minute') > 59) {
    return 'send a minute from 00 to 59.';
  }
  if (part('second') > 59) {
    return 'send a second from 00 to 59; a leap second cannot be kept.';
  }
  return part('offsetHour') > 23 || part('offsetMinute') > 59 ? 'send an offset from -23:59 to +23:59.' : null;
}
