import type { SentAnswer } from '../federation/serve-subgraphs.ts';
import type { Path, Spot } from './asked-values.ts';

/** Numbers that choose what is altered, and how. */
export type Choice = { exchange: number; kind: number; spot: number; value: number };

export type Answer = { data?: unknown; errors?: unknown; [key: string]: unknown };

export type Altered = SentAnswer & {
  /** What was done, in words. */
  what: string;
  /** The places of which the answer is worth no more than a null with an error. */
  harmed: readonly Path[];
  /** Whether a null in their place may be plain data, which nobody has to explain. */
  mayBeSilent: boolean;
  /** The place of an error that was added, if it has one. */
  errorAt: Path | null;
};

export type Alteration = {
  answer: Answer;
  spots: readonly Spot[];
  choice: Choice;
  /** By which what is added is known again. */
  id: string;
  /** Of fields anywhere in the supergraph. */
  names: readonly string[];
  /** Those of them that may be null in the supergraph, whatever a subgraph says. */
  nullableNames: ReadonlySet<string>;
};

export function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(1, items.length)];
}
