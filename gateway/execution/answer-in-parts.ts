import { GraphQLError, type ExecutionResult } from 'graphql';
import type { DeferredAnswer, DeferredPart, Target } from './deferred-parts.ts';
import type { PartialRun } from './run-in-parts.ts';
import type { RunResult } from './run-plan.ts';

/** An answer of which parts come later. */
export type PartialAnswer = {
  /** What was not deferred. */
  first: Promise<ExecutionResult>;
  /** The rest, as it arrives: what belongs to an object never before the object. It is made whether or not somebody reads it. */
  later: AsyncIterable<LaterAnswers>;
  /** Done when everything is. */
  ended: Promise<void>;
};

export type LaterAnswers = { answers: readonly DeferredAnswer[]; hasNext: boolean };

/** Answers what is not deferred as soon as it is there, and then one part after the other, in the order in which they are done. */
export function answerInParts(
  { result, done }: PartialRun,
  parts: readonly DeferredPart[],
  variables: Readonly<Record<string, unknown>>,
  answerFirst: (result: RunResult) => Promise<ExecutionResult>,
): PartialAnswer {
  const first = done(null).then(() => answerFirst(result));
  /** The objects that the client was given, by part; null is for those of the first. */
  const given = new Map<string | null, Promise<readonly Target[]>>();
  const keep = (id: string | null, targets: Promise<readonly Target[]>): void => {
    // Nobody may ask for them.
    targets.catch(() => {});
    given.set(id, targets);
  };
  keep(
    null,
    first.then(({ data }) => (data == null ? [] : [{ object: result.data, given: data, path: [] }])),
  );
  const later = parts.map((part) => {
    const answered = Promise.all([given.get(part.parent), done(part.id)]).then(async ([parents = []]) => {
      const targets = part.targetsIn(parents);
      const answers = await part.answersFor(targets, result, variables);
      return targets.flatMap((target, index) => {
        const answer = answers[index];
        return answer === undefined ? [] : [{ target, answer }];
      });
    });
    keep(
      part.id,
      answered.then((all) =>
        all.flatMap(({ target, answer: { data } }) => (data === null ? [] : [{ ...target, given: data }])),
      ),
    );
    return answered.then(
      (all) => all.map(({ answer }) => answer),
      (error: unknown) => [notAnswered(part, error)],
    );
  });
  const ended = Promise.all([first, ...later]).then(() => {});
  return { first, later: asTheyArrive(later), ended };
}

function notAnswered({ label }: DeferredPart, error: unknown): DeferredAnswer {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { label, path: [], data: null, errors: [new GraphQLError('A part cannot be answered.', { originalError })] };
}

async function* asTheyArrive(parts: readonly Promise<readonly DeferredAnswer[]>[]): AsyncGenerator<LaterAnswers> {
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
    const answers = arrived;
    arrived = [];
    hasNext = left > 0;
    if (answers.length > 0 || !hasNext) {
      yield { answers, hasNext };
    }
  }
}
