import { GraphQLError, type ExecutionResult } from 'graphql';
import type { DeferredAnswer, DeferredPart, Target, RemainingErrors } from './deferred-parts.ts';
import type { PartialRun } from './run-in-parts.ts';
import type { RunResult } from './run-plan.ts';
import { SentParts } from './sent-parts.ts';

/** An answer whose deferred parts come later. */
export type PartialAnswer = {
  /** The immediate part. */
  first: Promise<ExecutionResult>;
  /**
   * The deferred parts, as they arrive. A part of an object never comes before the object. All parts are made, whether
   * or not they are consumed.
   */
  later: AsyncIterable<LaterAnswers>;
  /** Resolves when all parts are made. */
  ended: Promise<void>;
};

export type LaterAnswers = { answers: readonly DeferredAnswer[]; hasNext: boolean };

/** Answers the immediate part as soon as it is complete, and then each deferred part as it completes. */
export function answerInParts(
  { result, done }: PartialRun,
  { parts, remainingErrors }: { parts: readonly DeferredPart[]; remainingErrors: RemainingErrors },
  variables: Readonly<Record<string, unknown>>,
  answerFirst: (result: RunResult) => Promise<ExecutionResult>,
): PartialAnswer {
  const first = done(null).then(() => answerFirst(result));
  /** The objects in each part that the client got. The key null is the immediate part. */
  const given = new Map<string | null, Promise<readonly Target[]>>();
  const keep = (id: string | null, targets: Promise<readonly Target[]>): void => {
    // No child part may ever await these targets, so a rejection must not be unhandled.
    targets.catch(() => {});
    given.set(id, targets);
  };
  keep(
    null,
    first.then(({ data }) => (data == null ? [] : [{ object: result.data, given: data, path: [] }])),
  );
  const later = parts.map((part) => {
    const outcome = Promise.all([given.get(part.parent), done(part.id)]).then(async ([parents = []]) => {
      const { targets, untyped } = part.targetsIn(parents);
      const answers = await part.answersFor(targets, result, variables);
      return {
        answered: targets.flatMap((target, index) => {
          const answer = answers[index];
          return answer === undefined ? [] : [{ target, answer }];
        }),
        explained: part.explain(untyped, result),
      };
    });
    keep(
      part.id,
      outcome.then(({ answered }) =>
        answered.flatMap(({ target, answer: { data } }) => (data === null ? [] : [{ ...target, given: data }])),
      ),
    );
    return outcome.then(
      ({ answered, explained }) => [...answered.map(({ answer }) => answer), ...explained],
      (error: unknown) => [notAnswered(part, error)],
    );
  });
  const ended = Promise.all([first, ...later]).then(() => {});
  // Nothing follows an answer that is null: clients would take an addition for the whole answer.
  const rest = () => first.then(({ data }) => (data == null ? null : remainingErrors(result)));
  return { first, later: asTheyArrive(later, new SentParts(result.problems), rest), ended };
}

function notAnswered({ label }: DeferredPart, error: unknown): DeferredAnswer {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { label, path: [], data: {}, errors: [new GraphQLError('A part cannot be answered.', { originalError })] };
}

async function* asTheyArrive(
  parts: readonly Promise<readonly DeferredAnswer[]>[],
  sent: SentParts,
  remainingErrors: () => Promise<DeferredAnswer | null>,
): AsyncGenerator<LaterAnswers> {
  let left = parts.length;
  let arrived: DeferredAnswer[] = [];
  let something = Promise.withResolvers<void>();
  for (const part of parts) {
    void part.then((answers) => {
      left -= 1;
      arrived.push(...answers);
      something.resolve();
    });
  }
  for (let hasNext = true; hasNext;) {
    await something.promise;
    something = Promise.withResolvers();
    const answers = arrived.flatMap((answer) => sent.add(answer) ?? []);
    arrived = [];
    hasNext = left > 0;
    const rest = hasNext ? null : await remainingErrors();
    if (rest !== null) {
      answers.push(rest);
    }
    if (answers.length > 0 || !hasNext) {
      yield { answers, hasNext };
    }
  }
}
