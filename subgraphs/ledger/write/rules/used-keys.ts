import { differingField, hashedFields } from '@tributary/kit/differing-field.ts';
import { isRecord } from '@tributary/platform/json/exact-json.ts';
import type { Command, Outcome } from './commands.ts';

/**
 * An earlier use of an idempotency key. Of a refused command `input` is `{ hashes }`, a hash of each field, since
 * refusals are kept for ever and change nothing. The version before kept the whole input of refused commands too.
 */
export type Use = { input: Readonly<Record<string, unknown>>; outcome: Outcome };

/** A use of an idempotency key that the tables do not have yet. */
export type NewUse = { subject: string; key: string; use: Use };

/** The key of `uses`: an idempotency key belongs to its subject. */
export const useKey = (subject: string, key: string): string => `${subject}\n${key}`;

/** The idempotency keys of a batch: those of earlier batches, and those that this one uses first. */
export class UsedKeys {
  readonly #earlier: ReadonlyMap<string, Use>;
  readonly #uses = new Map<string, Use>();
  readonly newUses: NewUse[] = [];

  /** `earlier` is by subject and key, as `useKey` joins them. */
  constructor(earlier: ReadonlyMap<string, Use>) {
    this.#earlier = earlier;
  }

  /** The first outcome of the command's key; a mismatch if the content differs; null for a key that is new. */
  earlierOutcome(command: Command): Outcome | null {
    if (command.idempotencyKey === null) {
      return null;
    }
    const key = useKey(command.subject, command.idempotencyKey);
    const use = this.#uses.get(key) ?? this.#earlier.get(key);
    if (use === undefined) {
      return null;
    }
    // Malformed content is never remembered, so it differs from the remembered one. The placeholder for it may be
    // equal.
    const [malformed] = command.malformed ?? [];
    const malformedField = malformed === undefined ? null : 'field' in malformed ? malformed.field : 'amount';
    const field = malformedField ?? fieldThatDiffers(use, command);
    return field === null ? use.outcome : { refusal: { code: 'IDEMPOTENCY_MISMATCH', field } };
  }

  remember(command: Command, outcome: Outcome): void {
    if (command.idempotencyKey !== null) {
      const input = 'refusal' in outcome ? { hashes: hashedFields(command.input) } : command.input;
      const use = { input, outcome };
      this.#uses.set(useKey(command.subject, command.idempotencyKey), use);
      this.newUses.push({ subject: command.subject, key: command.idempotencyKey, use });
    }
  }
}

function fieldThatDiffers({ input: { hashes, ...input } }: Use, command: Command): string | null {
  return isRecord(hashes) ? differingField(hashes, hashedFields(command.input)) : differingField(input, command.input);
}
