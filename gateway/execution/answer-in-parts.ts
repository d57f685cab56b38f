import { GraphQLError, type ExecutionResult } from 'graphql';
import type { DeferredAnswer, DeferredPart, Target, TellRest } from './deferred-parts.ts';
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
  { parts, tellRest }: { parts: readonly DeferredPart[]; tellRest: TellRest },
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
  // An answer that is null is over: clients would take what adds to it for the answer.
  const rest = () => first.then(({ data }) => (data == null ? null : tellRest(result)));
  return { first, later: asTheyArrive(later, rest), ended };
}

function notAnswered({ label }: DeferredPart, error: unknown): DeferredAnswer {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { label, path: [], data: {}, errors: [new GraphQLError('A part cannot be answered.', { originalError })] };
}

async function* asTheyArrive(
  parts: readonly Promise<readonly DeferredAnswer[]>[],
  tellRest: () => Promise<DeferredAnswer | null>,
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
    const answers = arrived;
    arrived = [];
    hasNext = left > 0;
    const rest = hasNext ? null : await tellRest();
    if (rest !== null) {
      answers.push(rest);
    }
    if (answers.length > 0 || !hasNext) {
      yield { answers, hasNext };
    }
  }
}
