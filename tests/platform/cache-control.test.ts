import { effectiveCacheControl, freshnessOf } from '@tributary/platform/transport/cache-control.ts';
import type { CachingHeaders } from '@tributary/platform/transport/http-answer.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../support/longest-turn.ts';

const now = Date.parse('Sun, 06 Nov 1994 08:50:00 GMT');
const secondsMax = 2_147_483_648;

const shared = (cacheControl: string | undefined) => freshnessOf(cacheControl).sharedSeconds;
/** Cache policy of a response with these headers that arrives now. */
const effective = (headers: Partial<CachingHeaders>, more: { statusCode?: number; delaySeconds?: number } = {}) =>
  effectiveCacheControl(
    {
      cacheControl: undefined,
      age: undefined,
      vary: undefined,
      expires: undefined,
      date: undefined,
      pragma: undefined,
      ...headers,
    },
    { statusCode: 200, now, ...more },
  );
const seconds = (...args: Parameters<typeof effective>) => shared(effective(...args));

describe('a cache-control', () => {
  it.each([
    { given: 'max-age=60', expected: 60 },
    { given: 'Max-Age=60, PUBLIC', expected: 60 },
    { given: ',, public ,\tmax-age=60 ,', expected: 60 },
    { given: 'max-age="60"', expected: 60 },
    { given: 'max-age="6\\0"', expected: 60 },
    { given: 'max-age=60, max-age=60', expected: 60 },
    { given: 'max-age=060', expected: 60 },
    { given: 'max-age=99999999999999999999', expected: secondsMax },
    { given: 'max-age=0, s-maxage=60', expected: 60 },
    { given: 'S-MaxAge="60", public', expected: 60 },
    { given: 'max-age=60, must-revalidate, immutable, stale-while-revalidate=30', expected: 60 },
    { given: 'max-age=60, x-no-store=1, community="no-store"', expected: 60 },
    { given: 'max-age=60, private, s-maxage=0', expected: 60 },
    { given: 'max-age=60, ext="a, no-store \\" b"', expected: 60 },
  ])('of `$given` allows $expected seconds', ({ given, expected }) => {
    expect(shared(given)).toBe(expected);
  });

  it.each([
    'public',
    'max-age',
    'max-age=',
    'max-age=-1',
    'max-age=1.5',
    'max-age=1e3',
    'max-age=0x10',
    'max-age=x',
    'max-age=""',
    "max-age='60'",
    'max-age = 60',
    'max-age=60 s',
    'max-age="60',
    'max-age=60;public',
    'max-age=60, max-age=10',
    'max-age=60, max-age',
    's-maxage=0, max-age=60',
    's-maxage=x, max-age=60',
    'max-age=60, No-Store',
    'NO-CACHE, max-age=60',
    'max-age=60, no-cache="set-cookie"',
    'max-age=60, no-store=1',
    'x-max-age=60',
    'max-age2=60',
    '=60',
    '',
    undefined,
  ])('of `%s` allows nothing', (given) => {
    expect(shared(given)).toBe(0);
  });

  it.each([
    { given: 'max-age=60, public', isPublic: true },
    { given: 'Public, s-maxage=60', isPublic: true },
    { given: 'max-age=60', isPublic: false },
    { given: 'max-age=60, public, private', isPublic: false },
    { given: 'max-age=60, public, Private="x"', isPublic: false },
    { given: 'max-age=60, x-public', isPublic: false },
    { given: 'max-age=60, x="public"', isPublic: false },
  ])('of `$given` is public: $isPublic', ({ given, isPublic }) => {
    expect(freshnessOf(given).isPublic).toBe(isPublic);
  });

  it('never lets clients keep a response longer than the gateway may', () => {
    expect(freshnessOf('max-age=5, s-maxage=60').clientSeconds).toBe(5);
    expect(freshnessOf('s-maxage=60').clientSeconds).toBe(0);
    expect(freshnessOf('max-age=60, s-maxage=5').clientSeconds).toBe(5);
    expect(freshnessOf('max-age=60, s-maxage=5, private').clientSeconds).toBe(60);
  });

  it('of any text is parsed quickly, without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('max-age=60,"\\ \ts')), maxLength: 200 }), (text) => {
        expect(shared(text)).toBeGreaterThanOrEqual(0);
      }),
    );
    const begun = cpuMs();
    for (const piece of [' ', 'a', 'a=', '"', 'a="\\', ', ', 'a, ']) {
      expect(shared(`${piece.repeat(60_000)}?`)).toBe(0);
    }
    expect(cpuMs() - begun).toBeLessThan(2_000);
  });
});

describe('a response', () => {
  it('without cache headers passes none on', () => {
    expect(effectiveCacheControl(undefined, { statusCode: 200 })).toBeUndefined();
  });

  it('that is fresh passes its cache-control on', () => {
    expect(
      effective({ cacheControl: 'max-age=60, public', date: 'Sun, 06 Nov 1994 08:49:58 GMT', vary: 'Accept, Origin' }),
    ).toBe('max-age=60, public');
  });

  it.each([
    { age: '20', expected: 40 },
    { age: ' 20 , 50', expected: 40 },
    { age: '60', expected: 0 },
    { age: '99999999999999', expected: 0 },
    { age: '-5', expected: 60 },
    { age: 'x', expected: 60 },
    { age: '', expected: 60 },
  ])('of age `$age` may be kept for that much less', ({ age, expected }) => {
    expect(seconds({ cacheControl: 'max-age=60', age })).toBe(expected);
    expect(seconds({ cacheControl: 's-maxage=60', age })).toBe(expected);
  });

  it('counts its time on the way as age', () => {
    expect(seconds({ cacheControl: 'max-age=60', age: '20' }, { delaySeconds: 3.9 })).toBe(37);
    expect(seconds({ cacheControl: 'max-age=60' }, { delaySeconds: 3.9 })).toBe(57);
  });

  it.each([
    { date: 'Sun, 06 Nov 1994 08:49:30 GMT', expected: 30 },
    { date: 'Sunday, 06-Nov-94 08:49:30 GMT', expected: 30 },
    { date: 'Sun Nov  6 08:49:30 1994', expected: 30 },
    { date: 'Sun, 06 Nov 1994 07:50:00 GMT', expected: 0 },
    { date: 'Sun, 06 Nov 1994 09:50:00 GMT', expected: 60 },
    { date: 'yesterday', expected: 60 },
  ])('dated `$date` counts the time since then as age', ({ date, expected }) => {
    expect(seconds({ cacheControl: 'max-age=60', date })).toBe(expected);
  });

  it('has separate lifetimes for the gateway and for clients', () => {
    const cacheControl = effective({ cacheControl: 'max-age=30, s-maxage=60, public', age: '40' });

    expect(freshnessOf(cacheControl)).toEqual({ sharedSeconds: 20, clientSeconds: 0, isPublic: true });
  });

  it.each([
    { vary: 'accept', isPublic: true },
    { vary: 'Accept-Encoding, Origin,', isPublic: true },
    { vary: 'X-Tenant', isPublic: true },
    { vary: 'Tributary-Caller', isPublic: false },
    { vary: 'accept, tributary-caller', isPublic: false },
  ])('that varies by `$vary` may be kept, for all callers: $isPublic', ({ vary, isPublic }) => {
    expect(freshnessOf(effective({ cacheControl: 'max-age=60, public', vary }))).toMatchObject({
      sharedSeconds: 60,
      isPublic,
    });
  });

  it.each(['*', 'accept, *', 'X-Request-Id', 'traceparent', 'TraceState', 'baggage', 'a b', '"accept"'])(
    'that varies by `%s` is never kept',
    (vary) => {
      expect(seconds({ cacheControl: 'max-age=60, public', vary })).toBe(0);
    },
  );

  it.each([
    { cacheControl: undefined, expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 60 },
    { cacheControl: 'public', expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 60 },
    { cacheControl: 'max-age=10', expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 10 },
    { cacheControl: 'max-age=0', expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 0 },
    { cacheControl: 'max-age=x', expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 0 },
    { cacheControl: 'no-store', expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 0 },
    { cacheControl: '"', expires: 'Sun, 06 Nov 1994 08:51:00 GMT', expected: 0 },
    { cacheControl: 'max-age=60', expires: '0', expected: 60 },
    { cacheControl: undefined, expires: '0', expected: 0 },
    { cacheControl: undefined, expires: '-1', expected: 0 },
    { cacheControl: undefined, expires: '3000', expected: 0 },
    { cacheControl: undefined, expires: 'Sun, 06 Nov 1994 08:50:00 GMT', expected: 0 },
    { cacheControl: undefined, expires: 'Sun, 06 Nov 1994 08:51:00 GMT, 0', expected: 0 },
  ])('of `$cacheControl` that expires at `$expires` may be kept for $expected seconds', ({ expected, ...headers }) => {
    expect(seconds(headers)).toBe(expected);
    expect(seconds({ ...headers, date: 'Sun, 06 Nov 1994 08:50:00 GMT' })).toBe(expected);
  });

  it('with only `expires` is for its viewer, unless it is declared public', () => {
    const expires = 'Sun, 06 Nov 1994 08:51:00 GMT';

    expect(freshnessOf(effective({ expires })).isPublic).toBe(false);
    expect(freshnessOf(effective({ cacheControl: 'public', expires })).isPublic).toBe(true);
  });

  it('of an old server with `pragma: no-cache` is not kept, unless a cache-control permits it', () => {
    const expires = 'Sun, 06 Nov 1994 08:51:00 GMT';

    expect(seconds({ expires, pragma: 'No-Cache' })).toBe(0);
    expect(seconds({ cacheControl: 'max-age=60', pragma: 'no-cache' })).toBe(60);
  });

  it.each([201, 203, 206, 302, 400, 404, 500, 503])('of HTTP status %i is never kept', (statusCode) => {
    expect(seconds({ cacheControl: 'max-age=60, public' }, { statusCode })).toBe(0);
  });
});
