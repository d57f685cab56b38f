import { randomFrom } from './random.ts';
import type { GraphQLRequest } from './workloads.ts';

/** Generates any number of different operations on the shop. */

type TypeName = 'Reader' | 'Book' | 'Opinion';

const scalars: Record<TypeName, readonly string[]> = {
  Reader: ['id', 'name', 'handle', 'memberSince'],
  Book: ['isbn', 'title', 'priceCents', 'weightGrams', 'inStock', 'postageCents'],
  Opinion: ['id', 'text'],
};
const references: Record<TypeName, readonly [field: string, type: TypeName][]> = {
  Reader: [['opinions', 'Opinion']],
  Book: [['opinions', 'Opinion']],
  Opinion: [
    ['reader', 'Reader'],
    ['book', 'Book'],
  ],
};

/**
 * The first `count` operations of a fixed sequence, all different, each nested up to `depth` levels below its root
 * fields.
 */
export function differentOperations({
  count,
  depth,
  seed,
}: {
  count: number;
  depth: number;
  seed: number;
}): GraphQLRequest[] {
  const random = randomFrom(seed);
  const seen = new Set<string>();
  while (seen.size < count) {
    const first = 1 + Math.floor(random() * 8);
    const readers = `readers { ${selection('Reader', depth, random)} }`;
    const books = `bestsellers(first: ${first}) { ${selection('Book', depth, random)} }`;
    const roots = [[readers, books], [readers], [books]][Math.floor(random() * 3)] ?? [];
    seen.add(`{ ${roots.join(' ')} }`);
  }
  return [...seen].map((selectionSet, index) => ({ query: `query Number${index} ${selectionSet}` }));
}

/** A random part of a type's fields, at least one. */
function selection(type: TypeName, depth: number, random: () => number): string {
  const fields = scalars[type].filter(() => random() < 0.5);
  const nested =
    depth === 0
      ? []
      : references[type]
          .filter(() => random() < 0.75)
          .map(([field, target]) => `${field} { ${selection(target, depth - 1, random)} }`);
  const selected = [...fields, ...nested];
  return selected.length === 0 ? '__typename' : selected.join(' ');
}
