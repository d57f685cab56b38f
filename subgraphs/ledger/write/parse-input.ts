import { problemOfId, tryParseId, type IdKind } from '@tributary/domain/ids.ts';
import { parseMetadata } from '@tributary/domain/metadata.ts';
import { parseAmount } from '@tributary/domain/money.ts';
import { problemOfKey, problemOfText } from '@tributary/domain/text.ts';
import { parseDateTime } from '@tributary/platform/date-time.ts';
import type { MoneyInput } from '../generated/schema.ts';
import type { Refusal } from '../log/tables.ts';
import type { Amount } from './rules/commands.ts';

/** The earliest date of effect. Earlier ones are mistakes, such as a year of two digits. */
const effectiveAtMin = new Date('1900-01-01T00:00:00Z');

/**
 * Parses the fields of one input, and gathers all mistakes. A malformed field becomes a placeholder: a command with
 * mistakes is refused before it is decided.
 */
export class InputParser {
  readonly mistakes: Refusal[] = [];

  /** The key as sent; null if it is malformed, since such a key cannot be looked up. */
  key(key: string): string | null {
    return this.#note('idempotencyKey', problemOfKey(key)) ? null : key;
  }

  /** The UUID of an id. */
  id(kind: IdKind, field: string, id: string): string {
    const uuid = tryParseId(kind, id);
    this.#note(field, uuid === null ? problemOfId(kind, id) : null);
    return uuid ?? '00000000-0000-0000-0000-000000000000';
  }

  /** A text of up to `max` characters. */
  text(field: string, text: string | null | undefined, max: number): string | null {
    this.#note(field, text == null ? null : problemOfText(text, { max }));
    return text ?? null;
  }

  /** An amount of more than zero. */
  amount(money: MoneyInput | null | undefined): Amount {
    if (money == null) {
      this.mistakes.push({
        code: 'INVALID_AMOUNT',
        problem: 'Send an amount. Only balancing transfers may leave it out.',
      });
      return { minorUnits: 1n, currency: '' };
    }
    const { amount, currency } = money;
    const parsed = parseAmount(amount, currency);
    if ('minorUnits' in parsed && parsed.minorUnits > 0n) {
      return { ...parsed, currency };
    }
    const problem = 'problem' in parsed ? parsed.problem : 'Send an amount of more than zero.';
    this.mistakes.push({ code: 'INVALID_AMOUNT', problem });
    return { minorUnits: 1n, currency };
  }

  /** The amount of a condition, which may be zero; null if there is none. */
  condition(field: string, money: MoneyInput | null | undefined): Amount | null {
    if (money == null) {
      return null;
    }
    const parsed = parseAmount(money.amount, money.currency);
    this.#note(field, 'problem' in parsed ? parsed.problem : null);
    return { minorUnits: 'problem' in parsed ? 0n : parsed.minorUnits, currency: money.currency };
  }

  /** A date of effect; null if there is none. */
  effectiveAt(text: string | null | undefined): Date | null {
    if (text == null) {
      return null;
    }
    const parsed = parseDateTime(text);
    if ('problem' in parsed) {
      this.#note('effectiveAt', parsed.problem);
      return null;
    }
    this.#note(
      'effectiveAt',
      parsed.time < effectiveAtMin ? 'Send a time from the year 1900 on, or leave it out.' : null,
    );
    return parsed.time;
  }

  /** A number of seconds from 1 to `max`. */
  seconds(field: string, seconds: number, max: number): number {
    this.#note(field, seconds >= 1 && seconds <= max ? null : `Send 1 to ${max} seconds.`);
    return seconds;
  }

  metadata(value: Record<string, unknown> | null | undefined): Record<string, string> | null {
    const parsed = value == null ? { metadata: null } : parseMetadata(value);
    if ('mistakes' in parsed) {
      const mistakes = parsed.mistakes.map(({ key, problem }): Refusal => {
        return { code: 'INVALID_INPUT', field: 'metadata', ...(key === null ? {} : { key }), problem };
      });
      this.mistakes.push(...mistakes);
      return null;
    }
    return parsed.metadata;
  }

  /** Notes the problem, if there is one; returns whether there is. */
  #note(field: string, problem: string | null): boolean {
    if (problem !== null) {
      this.mistakes.push({ code: 'INVALID_INPUT', field, problem });
    }
    return problem !== null;
  }
}
