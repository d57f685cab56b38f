import { formatAmount, minorUnitsMax, parseAmount } from '@tributary/domain/money.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('parseAmount', () => {
  it.each([
    ['12.34', 'EUR', 1234n],
    ['0', 'EUR', 0n],
    ['0.05', 'USD', 5n],
    ['7', 'EUR', 700n],
    ['1234', 'JPY', 1234n],
    ['1.234', 'KWD', 1234n],
    ['92233720368547758.07', 'EUR', minorUnitsMax],
  ])('parses %s %s exactly', (amount, currency, minorUnits) => {
    expect(parseAmount(amount, currency)).toEqual({ minorUnits });
  });

  it.each([
    ['12.345', 'EUR'],
    ['1.0', 'JPY'],
    ['1.2345', 'KWD'],
    ['-1', 'EUR'],
    ['-0', 'EUR'],
    ['+1', 'EUR'],
    ['1e3', 'EUR'],
    ['1e400', 'EUR'],
    ['NaN', 'EUR'],
    ['Infinity', 'EUR'],
    ['007', 'EUR'],
    ['.5', 'EUR'],
    ['5.', 'EUR'],
    ['1,000.00', 'EUR'],
    [' 1', 'EUR'],
    ['', 'EUR'],
    ['١٢', 'EUR'],
    ['92233720368547758.08', 'EUR'],
    ['99999999999999999999999', 'EUR'],
    ['1', 'XXQ'],
    ['1', 'eur'],
  ])('refuses %j %s with a sentence', (amount, currency) => {
    expect(parseAmount(amount, currency)).toEqual({ problem: expect.stringMatching(/\.$/) });
  });

  it('parses every amount that formatAmount writes', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, minorUnitsMax), fc.constantFrom('EUR', 'JPY', 'KWD', 'USD'), (minorUnits, currency) => {
        expect(parseAmount(formatAmount({ minorUnits, currency }), currency)).toEqual({ minorUnits });
      }),
    );
  });
});

it('writes negative amounts with all decimals', () => {
  expect(formatAmount({ minorUnits: -5n, currency: 'EUR' })).toBe('-0.05');
  expect(formatAmount({ minorUnits: -1234n, currency: 'JPY' })).toBe('-1234');
});
