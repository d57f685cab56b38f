/** The time at which the story of the examples begins. */
const beginning = Date.parse('2026-12-01T09:00:00.000Z');
const roundedMs = 5 * 60_000;
/** Less than the rounding, and more than the clocks of two processes differ. */
const slackMs = 60_000;
const idPattern = /\b([a-z]+)_[\da-f]{32}\b/g;
const timePattern = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
/** Values that the platform makes, by the names of their members, and how an example has them. */
const made: Readonly<Record<string, string>> = {
  accessToken: 'access-token',
  refreshToken: 'refresh-token',
  apiKey: 'api-key',
  ticket: 'ticket',
  token: 'token',
  cursor: 'cursor',
  startCursor: 'cursor',
  endCursor: 'cursor',
  hash: 'hash',
};
/** Texts that differ from run to run, and are no input of later requests. */
const fixed: Readonly<Record<string, string>> = {
  requestId: '5f0c7e1c-4f5f-4a52-9d1c-0a6f6f6f2a11',
  document: '{"person":{"name":"Ada Lovelace"},"sessions":[],"auditTrail":[]}',
};

/**
 * Translates between the values of a live platform and those of examples: ids, tokens and cursors by number, and times
 * as if the story began at its fixed time. A value is known since the answer that had it first.
 */
export class ExampleValues {
  readonly #startedAt = Date.now();
  readonly #toExample = new Map<string, string>();
  readonly #toLive = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** A live answer as an example. */
  toExample(value: unknown, name = ''): unknown {
    return mapTexts(value, name, (text, member) => {
      const kind = made[member];
      const constant = fixed[member];
      if (constant !== undefined) {
        return constant;
      }
      if (kind !== undefined) {
        return text === '' ? text : this.#known(text, kind, (number) => `${kind}-${number}`);
      }
      return timePattern.test(text)
        ? this.#timeOfExample(text)
        : text.replaceAll(idPattern, (id, prefix: string) =>
            this.#known(
              id,
              prefix,
              (number) => `${prefix}_0194f2a0c1e57b3e8a5d4c6b7f${String(number).padStart(6, '0')}`,
            ),
          );
    });
  }

  /** Variables of an example for the live platform. */
  toLive(value: unknown): unknown {
    return mapTexts(value, '', (text) =>
      timePattern.test(text)
        ? new Date(Date.parse(text) - beginning + this.#startedAt).toISOString()
        : (this.#toLive.get(text) ?? text),
    );
  }

  #known(live: string, kind: string, make: (number: number) => string): string {
    const known = this.#toExample.get(live);
    if (known !== undefined) {
      return known;
    }
    const number = (this.#counts.get(kind) ?? 0) + 1;
    const example = make(number);
    this.#counts.set(kind, number);
    this.#toExample.set(live, example);
    this.#toLive.set(example, live);
    return example;
  }

  #timeOfExample(text: string): string {
    const elapsed = Date.parse(text) - this.#startedAt + slackMs;
    return new Date(beginning + Math.floor(elapsed / roundedMs) * roundedMs).toISOString();
  }
}

function mapTexts(value: unknown, name: string, map: (text: string, name: string) => string): unknown {
  if (typeof value === 'string') {
    return map(value, name);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => mapTexts(item, name, map));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, key, map)]))
    : value;
}
