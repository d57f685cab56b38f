import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const parameterShape = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  style: z.string().optional(),
  schema: z.record(z.string(), z.unknown()),
});
const operationShape = z.object({
  operationId: z.string(),
  parameters: z.array(parameterShape),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })) })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
});
export const documentShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.looseObject({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

export type OpenApi = z.output<typeof documentShape>;
export type DocumentedOperation = z.output<typeof operationShape> & { path: string; method: string };
export type GeneratedRequest = { method: string; path: string; headers: Record<string, string>; body?: unknown };

/** The operations of a document. */
export function operationsIn({ paths }: OpenApi): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
}

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const oddValues: readonly unknown[] = [
  '',
  ' ',
  'null',
  '🙂',
  'a\u0000b',
  -1,
  0,
  1.5,
  1e30,
  true,
  null,
  [],
  {},
  [[]],
  'x'.repeat(600),
];
const times = ['2026-03-01T12:30:00.000Z', '1899-01-01T00:00:00Z', '2026-02-30T00:00:00Z'];

/**
 * Generates requests for documented operations: valid by their schemas, with known ids where a text is wanted, and now
 * and then with an odd value instead.
 */
export class RequestGenerator {
  readonly #document: OpenApi;
  readonly #random: () => number;
  readonly #texts: readonly string[];

  constructor(document: OpenApi, { seed, texts }: { seed: number; texts: readonly string[] }) {
    this.#document = document;
    this.#random = randomFrom(seed);
    this.#texts = [...texts, 'EUR', 'USD', '1.00', '0', '99999999999999.99', 'Checking', 'a-key'];
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) {
      throw new Error('There is nothing to pick from.');
    }
    return item;
  }

  requestFor({ path, method, parameters, requestBody }: DocumentedOperation): GeneratedRequest {
    const search = new URLSearchParams();
    const headers: Record<string, string> = {};
    let filled = path;
    for (const { name, in: place, required = false, schema } of parameters) {
      if (place === 'path') {
        const value = String(this.#value(schema, 0, `${path} ${name}`)) || '-';
        filled = filled.replace(`{${name}}`, encodeURIComponent(value));
      } else if (place === 'header') {
        if (required ? this.#random() < 0.95 : this.#random() < 0.2) {
          headers[name] =
            name === 'Idempotency-Key' ? (this.#random() < 0.8 ? randomUUID() : 'a-key') : 'return=minimal';
        }
      } else if (required ? this.#random() < 0.95 : this.#random() < 0.35) {
        this.#addTo(search, name, this.#value(schema, 0, name));
      }
    }
    const query = String(search);
    const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
    return {
      method,
      path: query === '' ? filled : `${filled}?${query}`,
      headers,
      ...(schema === undefined || this.#random() < 0.03 ? {} : { body: this.#value(schema, 0) }),
    };
  }

  #addTo(search: URLSearchParams, name: string, value: unknown): void {
    if (Array.isArray(value)) {
      value.forEach((item) => this.#addTo(search, name, item));
    } else if (typeof value === 'object' && value !== null) {
      Object.entries(value).forEach(([key, part]) => this.#addTo(search, `${name}[${key}]`, part));
    } else {
      search.append(name, String(value));
    }
  }

  #value(schema: Readonly<Record<string, unknown>>, depth: number, name = ''): unknown {
    if (this.#random() < 0.06) {
      return this.pick(oddValues);
    }
    const { $ref: ref, anyOf, enum: values, type, format } = schema;
    if (typeof ref === 'string') {
      return this.#value(this.#document.components.schemas[ref.split('/').at(-1) ?? ''] ?? {}, depth, name);
    }
    if (Array.isArray(anyOf)) {
      const [first]: unknown[] = this.#random() < 0.8 ? anyOf : anyOf.toReversed();
      return this.#value(recordOf(first), depth, name);
    }
    if (Array.isArray(values)) {
      return this.pick<unknown>(values);
    }
    const [kind]: unknown[] = Array.isArray(type) ? type : [type];
    switch (kind) {
      case 'integer':
        return this.pick([0, 1, 2, 5, 100, 101, -1]);
      case 'number':
        return this.#random() * 100;
      case 'boolean':
        return this.#random() < 0.5;
      case 'array':
        return Array.from({ length: this.pick([0, 1, 1, 2]) }, () =>
          this.#value(recordOf(schema['items']), depth + 1, name),
        );
      case 'object':
        return this.#object(schema, depth);
      default:
        return format === 'date-time' ? this.pick(times) : this.#textFor(name);
    }
  }

  /** A text that fits a name, mostly: an amount, a currency, or an id of the right kind. */
  #textFor(name: string): string {
    const prefix = /account/i.test(name)
      ? 'acct_'
      : /transfer/i.test(name)
        ? 'tr_'
        : /user|owner/i.test(name)
          ? 'usr_'
          : null;
    const fitting = this.#texts.filter((text) =>
      name === 'currency'
        ? text === 'EUR'
        : name === 'amount'
          ? text === '1.00'
          : prefix !== null && text.startsWith(prefix),
    );
    return this.pick(fitting.length > 0 && this.#random() < 0.85 ? fitting : this.#texts);
  }

  #object({ properties, required }: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    const needed: readonly unknown[] = Array.isArray(required) ? required : [];
    return Object.fromEntries(
      Object.entries(recordOf(properties))
        .filter(([name]) => (needed.includes(name) ? this.#random() < 0.98 : depth < 4 && this.#random() < 0.25))
        .map(([name, schema]) => [name, this.#value(recordOf(schema), depth + 1, name)]),
    );
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).catch({}).parse(value);
}
