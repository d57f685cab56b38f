import { parseDateTime } from '@tributary/platform/date-time.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const isoOf = (text: string) => {
  const parsed = parseDateTime(text);
  return 'time' in parsed ? parsed.time.toISOString() : parsed;
};

describe('parseDateTime', () => {
  it.each([
    ['2026-03-01T12:30:00Z', '2026-03-01T12:30:00.000Z'],
    ['2026-03-01t12:30:00z', '2026-03-01T12:30:00.000Z'],
    ['2026-03-01T12:30:00.5+02:00', '2026-03-01T10:30:00.500Z'],
    ['2026-03-01T12:30:00-00:00', '2026-03-01T12:30:00.000Z'],
    ['2026-12-31T23:59:59-23:59', '2027-01-01T23:58:59.000Z'],
    ['2026-01-01T00:00:00+00:01', '2025-12-31T23:59:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0026-01-01T00:00:00Z', '0026-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999Z'],
  ])('parses %s', (text, iso) => {
    expect(isoOf(text)).toBe(iso);
  });

  it.each([
    ['2026-02-30T00:00:00Z', /day from 01 to 28/],
    ['2026-06-31T23:59:59Z', /day from 01 to 30/],
    ['2025-02-29T00:00:00Z', /day from 01 to 28/],
    ['1900-02-29T00:00:00Z', /day from 01 to 28/],
    ['2026-01-00T00:00:00Z', /day from 01 to 31/],
    ['2026-01-32T00:00:00Z', /day from 01 to 31/],
    ['2026-13-01T00:00:00Z', /month from 01 to 12/],
    ['2026-00-01T00:00:00Z', /month from 01 to 12/],
    ['0000-01-01T00:00:00Z', /year from 0001 to 9999/],
    ['2026-03-01T24:00:00Z', /midnight is 00:00:00 of the next day/],
    ['2026-03-01T12:60:00Z', /minute from 00 to 59/],
    ['2016-12-31T23:59:60Z', /leap second/],
    ['2016-12-31T23:59:61Z', /second from 00 to 59/],
    ['2026-03-01T12:30:00+24:00', /offset/],
    ['2026-03-01T12:30:00+01:60', /offset/],
    ['0001-01-01T00:00:00+00:01', /years 0001 to 9999 in UTC/],
    ['9999-12-31T23:59:59-00:01', /years 0001 to 9999 in UTC/],
    ['2026-03-01T12:30:00', /with its offset/],
    ['2026-03-01', /RFC 3339/],
    ['2026-02-30', /RFC 3339/],
    ['2026-3-1T12:30:00Z', /RFC 3339/],
    ['2026-03-01 12:30:00Z', /RFC 3339/],
    ['2026-03-01T12:30:00Z\n', /RFC 3339/],
    ['2026-03-01T12:30:00+0100', /RFC 3339/],
    ['2026-03-01T12:30:00.Z', /RFC 3339/],
    ['12026-03-01T12:30:00Z', /RFC 3339/],
    ['+002026-03-01T12:30:00Z', /RFC 3339/],
    ['２０２６-03-01T12:30:00Z', /RFC 3339/],
    ['yesterday', /RFC 3339/],
    ['', /RFC 3339/],
  ])('refuses %j, and says why', (text, problem) => {
    expect(parseDateTime(text)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('parses every time of its years as it was written, whatever the offset', () => {
    const bounds = {
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(bounds), fc.integer({ min: -1439, max: 1439 }), (time, minutes) => {
        const local = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;

        expect(parseDateTime(`${local}${offset}`)).toEqual({ time });
      }),
    );
  });

  it('takes a day if and only if the calendar has it', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
          const inCalendar = new Date(`${date}T00:00:00Z`);
          const exists = !Number.isNaN(inCalendar.getTime()) && inCalendar.toISOString().startsWith(date);

          expect('time' in parseDateTime(`${date}T00:00:00Z`)).toBe(exists);
        },
      ),
    );
  });
});
