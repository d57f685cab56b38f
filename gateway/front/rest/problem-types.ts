import { errorCodes } from '@tributary/platform/error-codes.ts';
import { ownProblems } from './own-problems.ts';
import { nameOfCode, statusesOfCode, typeOfName } from './problems.ts';
import { refusalKinds } from './refusal-kinds.ts';
import { statusesOf } from './refusals.ts';
import type { Route } from './rest-routes.ts';

/** One meaning of a type of problems. */
export type ProblemMeaning = {
  /** Whether the answer of a mutation has it as data. Nothing was done then. */
  isRefusal: boolean;
  statuses: readonly number[];
  meaning: string;
  /** The remedy. Null where the meaning has it. */
  remedy: string | null;
  /** Members of the problem that only this type has, with their descriptions. */
  members: Readonly<Record<string, string>>;
};

/** A type of problems. An error and a refusal may have the same name, and then it has two meanings. */
export type ProblemType = {
  name: string;
  /** The path, which is the `type` of the problems. */
  type: string;
  meanings: readonly ProblemMeaning[];
};

/** The types of problems that these endpoints may answer with, by name, in the order of the names. */
export function problemTypes(routes: readonly Route[]): ReadonlyMap<string, ProblemType> {
  const all: [string, ProblemMeaning][] = [
    ...Object.entries(ownProblems).map(([name, { status, ...texts }]): [string, ProblemMeaning] => [
      name,
      { isRefusal: false, statuses: [status], ...texts, members: {} },
    ]),
    ...Object.entries(errorCodes).map(([code, { meaning, remedy, status }]): [string, ProblemMeaning] => [
      nameOfCode(code),
      { isRefusal: false, statuses: statusesOfCode(code, status), meaning, remedy, members: {} },
    ]),
    ...refusalKinds(routes).map(({ code, description, members }): [string, ProblemMeaning] => [
      nameOfCode(code),
      {
        isRefusal: true,
        statuses: statusesOf(code, [...members.keys()]),
        meaning: description,
        remedy: null,
        members: Object.fromEntries(members),
      },
    ]),
  ];
  const byName = [...Map.groupBy(all, ([name]) => name)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return new Map(
    byName.map(([name, some]) => [name, { name, type: typeOfName(name), meanings: some.map(([, each]) => each) }]),
  );
}
