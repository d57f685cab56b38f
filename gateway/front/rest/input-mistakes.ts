import type { GraphQLFormattedError } from 'graphql';
import { placeOf, withoutSuggestion } from './bind-request.ts';
import type { Mistake } from './mistakes.ts';
import { invalidRequest, type ProblemError } from './problems.ts';
import type { Route } from './rest-routes.ts';

/**
 * The words of graphql-js about a value in the variables. The gateway and subgraphs say it, the latter of scalars that
 * only they know. Errors have no path for such a place.
 */
const invalidValue = /^Variable "\$(\w+)" got invalid value .*? at "\w+((?:\.\w+|\[\d+\])+)"; (.*)$/s;
const invalidVariable = /^Variable "\$(\w+)" got invalid value .*?; (.*)$/s;

/** A mistake in the variables: its path, which begins with the variable, and the reason. */
export type InputMistake = { path: readonly (string | number)[]; detail: string };

/**
 * The mistakes in variables that refused an operation as a whole, so that nothing was executed. Empty if it was refused
 * for another reason too.
 */
export function inputMistakesIn(errors: readonly GraphQLFormattedError[]): InputMistake[] {
  return errors.every(({ extensions }) => extensions?.['code'] === 'BAD_USER_INPUT') ? errors.flatMap(mistakeIn) : [];
}

/** The problem of mistakes in the variables, with their places in the request. Null for other errors. */
export function problemOfInput(route: Route, errors: readonly GraphQLFormattedError[]): ProblemError | null {
  const mistakes = inputMistakesIn(errors).map(({ path, detail }): Mistake => ({
    ...placeOf(route, path),
    detail: withoutSuggestion(detail),
  }));
  return mistakes.length === 0 ? null : invalidRequest(mistakes);
}

function mistakeIn({ message }: GraphQLFormattedError): InputMistake[] {
  const [, variable, place, reason] = invalidValue.exec(message) ?? [];
  if (variable !== undefined && place !== undefined && reason !== undefined) {
    const steps = [...place.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
    return [{ path: [variable, ...steps], detail: reason }];
  }
  const [, whole, why] = invalidVariable.exec(message) ?? [];
  return whole === undefined || why === undefined ? [] : [{ path: [whole], detail: why }];
}
