/** Decimals of the active ISO 4217 currencies that do not have two (ISO 4217:2015, list one). */
const unusualDecimals: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** The active ISO 4217 currencies that have two decimals. */
const twoDecimals =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD ' +
  'EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL ' +
  'MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD ' +
  'SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';

const decimalsOf: ReadonlyMap<string, number> = new Map([
  ...twoDecimals.split(' ').map((code) => [code, 2] as const),
  ...Object.entries(unusualDecimals),
]);

/** An amount in minor units of its currency: 1234n is 12.34 EUR, 1234 JPY or 1.234 KWD. */
export type Money = { minorUnits: bigint; currency: string };

/** The largest amount and the largest balance: the maximum of PostgreSQL's bigint. */
export const minorUnitsMax = 2n ** 63n - 1n;

export function isCurrency(code: string): boolean {
  return decimalsOf.has(code);
}

/**
 * The number of decimals of a currency. Throws RangeError for an unknown one: check with `isCurrency` where input
 * arrives.
 */
export function currencyDecimals(currency: string): number {
  const decimals = decimalsOf.get(currency);
  if (decimals === undefined) {
    throw new RangeError(`unknown currency ${currency}`);
  }
  return decimals;
}

/**
 * Parses an amount in major units, such as `12.34`: ASCII digits with at most one point. No sign, exponent, needless
 * leading zero, or more decimals than the currency has. Never rounds: an inexact amount is refused, with a sentence for
 * the caller.
 */
export function parseAmount(amount: string, currency: string): { minorUnits: bigint } | { problem: string } {
  const decimals = decimalsOf.get(currency);
  if (decimals === undefined) {
    return { problem: `${JSON.stringify(currency.slice(0, 16))} is not a currency code; send one such as "EUR".` };
  }
  const match = /^(0|[1-9][0-9]{0,18})(?:\.([0-9]{1,18}))?$/.exec(amount);
  if (match === null) {
    return {
      problem: `${JSON.stringify(amount.slice(0, 40))} is not an amount; send digits with at most one point, such as ${JSON.stringify(example(decimals))}.`,
    };
  }
  const [, whole = '0', fraction = ''] = match;
  if (fraction.length > decimals) {
    return { problem: `${currency} has ${decimals} decimals; ${JSON.stringify(amount)} has ${fraction.length}.` };
  }
  const minorUnits = BigInt(whole + fraction.padEnd(decimals, '0'));
  if (minorUnits > minorUnitsMax) {
    return {
      problem: `The amount is too large; the largest is ${formatAmount({ minorUnits: minorUnitsMax, currency })} ${currency}.`,
    };
  }
  return { minorUnits };
}

/** Parses a balance in major units: an amount, or an amount with a minus sign in front of it. */
export function parseBalance(balance: string, currency: string): { minorUnits: bigint } | { problem: string } {
  const isNegative = balance.startsWith('-');
  const parsed = parseAmount(isNegative ? balance.slice(1) : balance, currency);
  return isNegative && 'minorUnits' in parsed ? { minorUnits: -parsed.minorUnits } : parsed;
}

/** The exact amount in major units, with all decimals of the currency. */
export function formatAmount({ minorUnits, currency }: Money): string {
  const decimals = currencyDecimals(currency);
  const sign = minorUnits < 0n ? '-' : '';
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(decimals + 1, '0');
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Resolvers of the GraphQL type `Money`, shared by the subgraphs that define it. */
export const moneyResolvers = {
  amount: (money: Money) => formatAmount(money),
};

function example(decimals: number): string {
  return decimals === 0 ? '12' : `12.${'345'.slice(0, decimals)}`;
}
