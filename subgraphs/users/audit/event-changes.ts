import { z } from 'zod';
import type { SeenAuditEvent } from './list-audit-events.ts';

/** A field that changed, as callers see it. */
export type SeenChange = { field: string; before: string | null; after: string | null; erased: boolean };

const value = z.string().nullable();
const changesShape = z.record(z.string(), z.tuple([value, value]));

/** The changed fields of an event: first the permanent ones, then the personal ones, which are erased with a person. */
export function changesOf({ changes, commitments, values }: SeenAuditEvent): SeenChange[] {
  const lasting = Object.entries(changesShape.parse(JSON.parse(changes))).map(([field, [before, after]]) => ({
    field,
    before,
    after,
    erased: false,
  }));
  const committed = new Set(commitments.map(fieldOfCommitment));
  const personalFields = new Set(
    [...committed].filter((name) => name.includes('.')).map((name) => name.slice(0, name.indexOf('.'))),
  );
  const personal = [...personalFields].map((field) => {
    const sides = [`${field}.before`, `${field}.after`] as const;
    const [before = null, after = null] = sides.map((side) => values.get(side) ?? null);
    return { field, before, after, erased: sides.some((side) => committed.has(side) && !values.has(side)) };
  });
  return [...lasting, ...personal];
}

/** The field that a commitment names, such as `name.before`. */
export function fieldOfCommitment(commitment: string): string {
  return commitment.slice(0, commitment.indexOf(' '));
}
