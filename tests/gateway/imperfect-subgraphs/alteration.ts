import type { SentAnswer } from '../federation/serve-subgraphs.ts';
import type { Path, Spot } from './requested-values.ts';

/** Numbers that select the answer to alter, and the alteration. */
export type Choice = { exchange: number; kind: number; spot: number; value: number };

export type Answer = { data?: unknown; errors?: unknown; [key: string]: unknown };

export type Altered = SentAnswer & {
  /** The alteration in words. */
  what: string;
  /** The places of the answer that are worth no more than a null with an error. */
  harmed: readonly Path[];
  /** Whether a null in their place may be plain data, without an error. */
  mayBeSilent: boolean;
  /** The place of an added error, if it has one. */
  errorAt: Path | null;
};

export type Alteration = {
  answer: Answer;
  spots: readonly Spot[];
  choice: Choice;
  /** The mark of added errors. */
  id: string;
  /** The names of fields anywhere in the supergraph. */
  names: readonly string[];
  /** The names of fields that are nullable in the supergraph, whatever a subgraph says. */
  nullableNames: ReadonlySet<string>;
};

export function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(1, items.length)];
}
