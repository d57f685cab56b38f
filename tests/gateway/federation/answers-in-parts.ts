import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { meros } from 'meros/browser';
import type { OperationRequest } from './monolith.ts';
import type { OpenSupergraph } from './open-supergraph.ts';
import { differenceOf, meet } from './same-answer.ts';
import { fetchWhenPlanned } from '../../support/fetch-when-planned.ts';

/** A part of an answer, as https://github.com/graphql/graphql-spec/pull/742 defined it on 2022-08-24. */
export type Part = {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
  path?: readonly (string | number)[];
  label?: string;
};

/** A payload of the response: the first has data of its own, and the others add to it. */
export type Payload = Part & { incremental?: readonly Part[]; hasNext?: boolean };

/** The outcome of the offer to accept deferred parts later. */
export type Outcome = 'in parts' | 'declined' | 'whole';

export type AnswerInParts = { first: Payload; later: readonly Part[] };

const deadlineMs = 10_000;
const acceptsParts = 'multipart/mixed;deferSpec=20220824,application/json;q=0.9';

/**
 * Sends a request like a client that accepts deferred parts, and yields the payloads as they arrive. A whole answer is
 * one payload.
 */
export async function* askInParts(
  url: string,
  request: OperationRequest,
  {
    accept = acceptsParts,
    signal = AbortSignal.timeout(deadlineMs),
    requestId,
  }: { accept?: string; signal?: AbortSignal; requestId?: string } = {},
): AsyncGenerator<Payload> {
  const response = await fetchWhenPlanned(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept,
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    },
    body: JSON.stringify(request),
    signal,
  });
  const parts = await meros<Payload>(response);
  if (parts instanceof Response) {
    yield (await parts.json()) as Payload;
    return;
  }
  for await (const part of parts) {
    if (!part.json) {
      throw new Error(`a part that is not JSON: ${part.body}`);
    }
    yield part.body;
  }
}

/** Joins the parts of an answer. Throws if their order or their form breaks the protocol. */
export async function collect(payloads: AsyncIterable<Payload>): Promise<AnswerInParts & { merged: unknown }> {
  let first: Payload | undefined;
  let hasNext = true;
  const later: Part[] = [];
  let merged: unknown;
  for await (const payload of payloads) {
    if (!hasNext) {
      throw new Error('a payload after the last');
    }
    hasNext = payload.hasNext ?? false;
    if (first === undefined) {
      first = payload;
      merged = structuredClone(payload.data);
    }
    for (const part of payload.incremental ?? []) {
      later.push(part);
      merged = mergeAt(merged, part.path ?? [], structuredClone(part.data));
    }
  }
  if (first === undefined || hasNext) {
    throw new Error('an answer without an end');
  }
  return { first, later, merged };
}

/**
 * Adds a part as a client does: an object gets the fields that it lacks, and a part that is null adds nothing. Throws
 * if the object is missing.
 */
function mergeAt(target: unknown, [step, ...rest]: readonly (string | number)[], data: unknown): unknown {
  if (step === undefined) {
    return data === null ? target : mergeObjects(target, data);
  }
  if (!isObject(target) && !Array.isArray(target)) {
    throw new Error(`a part for something that is not there, at ${step}`);
  }
  const holder = target as Record<string | number, unknown>;
  holder[step] = mergeAt(holder[step], rest, data);
  return target;
}

function mergeObjects(target: unknown, data: unknown): unknown {
  if (Array.isArray(target) && Array.isArray(data)) {
    return data.map((item, index) => mergeObjects(target[index], item));
  }
  if (!isObject(target) || !isObject(data)) {
    return data;
  }
  for (const [key, value] of Object.entries(data)) {
    target[key] = Object.hasOwn(target, key) ? mergeObjects(target[key], value) : value;
  }
  return target;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The difference between an answer in parts and that of graphql-js, in words. Null where there is none. The parts may
 * come in another order and bundled otherwise, and one may come twice. Each has to equal the part of its label and
 * path, by the rules for whole answers. Without errors, all parts together have to equal the answer without deferral.
 *
 * A deferred field that cannot be fetched separately comes with the rest, and so do its errors. An object that is null
 * in the answer without deferral may be null here, and then has no parts. It may also have a part that graphql-js
 * drops, because the object became null in another part.
 */
export async function differenceInParts(
  graph: OpenSupergraph,
  request: OperationRequest,
): Promise<{ difference: string | null; outcome: Outcome }> {
  const [expected, complete, actual] = await Promise.all([
    graph.askMonolithInParts(request),
    graph.askMonolith(request),
    collect(askInParts(graph.url, request)),
  ]);
  // A deferral is an offer, which the gateway may decline.
  const isInParts = actual.first.hasNext !== undefined;
  const told = [actual.first, ...actual.later].flatMap(({ errors = [] }) => errors);
  const difference = !isInParts
    ? differenceOf(complete, actual.first)
    : (differenceOfPart(expected.first, actual.first, complete, told) ??
      differenceOfAll(byPlace(expected.later), byPlace(actual.later), complete, told) ??
      (complete.errors === undefined && sorted(actual.merged) !== sorted(complete.data)
        ? `merged\n  monolith ${sorted(complete.data)}\n  gateway  ${sorted(actual.merged)}`
        : null));
  const asked = `${request.query}\n${JSON.stringify(request.variables ?? {})}`;
  return {
    difference: difference === null ? null : `${difference}\n${asked}`,
    outcome: isInParts ? 'in parts' : expected.later.length > 0 ? 'declined' : 'whole',
  };
}

function differenceOfAll(
  expected: ReadonlyMap<string, Part[]>,
  actual: ReadonlyMap<string, Part[]>,
  complete: ExecutionResult,
  told: readonly GraphQLFormattedError[],
): string | null {
  for (const [place, parts] of actual) {
    const [should] = expected.get(place) ?? [];
    // Errors of parts that graphql-js drops, because their object became null.
    if (
      should === undefined &&
      parts.every((part) => addsNothing(part) && part.errors?.every((error) => isKnown(error, complete)))
    ) {
      continue;
    }
    if (should === undefined) {
      if (parts.every(({ path = [] }) => valueAt(complete.data, path) === null)) {
        continue;
      }
      return `only the gateway has a part ${place}`;
    }
    const difference = parts
      .map((part) => differenceOfPart(should, part, complete, told))
      .find((each) => each !== null);
    if (difference !== undefined) {
      return `part ${place}: ${difference}`;
    }
  }
  const missing = [...expected].find(
    ([place, [part]]) => !actual.has(place) && valueAt(complete.data, part?.path ?? []) !== null,
  );
  return missing === undefined ? null : `only the monolith has a part ${missing[0]}`;
}

/** Whether a part has only errors. */
function addsNothing({ path = [], data }: Part): boolean {
  return path.length === 0 && isObject(data) && Object.keys(data).length === 0;
}

/**
 * Whether the answer without deferral has such an error too, or lost the object with the error. Of several errors that
 * make an object null, graphql-js reports the first.
 */
function isKnown({ message, path = [] }: GraphQLFormattedError, complete: ExecutionResult): boolean {
  const isTold = complete.errors?.some((error) => error.message === message || meet(error.path ?? [], path)) ?? false;
  return isTold || valueAt(complete.data, path.slice(0, -1)) === null;
}

function differenceOfPart(
  expected: Part,
  actual: Part,
  complete: ExecutionResult,
  told: readonly GraphQLFormattedError[],
): string | null {
  const forgiven: (readonly (string | number)[])[] = [];
  const prune = (value: unknown, given: unknown, path: readonly (string | number)[]): unknown => {
    if (value !== null && given === null && valueAt(complete.data, path) === null) {
      forgiven.push(path);
      return null;
    }
    if (Array.isArray(value) && Array.isArray(given)) {
      return value.map((item, index) => prune(item, given[index], [...path, index]));
    }
    return isObject(value) && isObject(given)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, prune(each, given[key], [...path, key])]))
      : value;
  };
  const data = prune(expected.data, actual.data, expected.path ?? []);
  const causes = (complete.errors ?? []).filter(({ path = [] }) => forgiven.some((place) => meet(path, place)));
  const errors = [...(expected.errors ?? []), ...causes.map((error) => error.toJSON())];
  // An error of deferred data is reported even if the client cannot see its place.
  const isSurprising = (error: GraphQLFormattedError) =>
    !errors.some(({ path = [] }) => meet(error.path ?? [], path)) && !isKnown(error, complete);
  const given = actual.errors?.filter(
    (error) => isSurprising(error) || errors.some(({ path = [] }) => meet(path, error.path ?? [])),
  );
  return differenceOf(
    relative({ ...expected, data, ...(errors.length === 0 ? {} : { errors }) }) as ExecutionResult,
    relative({
      data: actual.data,
      ...(actual.path === undefined ? {} : { path: actual.path }),
      ...(given === undefined || given.length === 0 ? {} : { errors: given }),
    }),
    // An error with several places is reported by the first part that has one of them, with the number of places.
    told.flatMap((error) => {
      const isHere = meet(error.path ?? [], actual.path ?? []);
      const path = isHere ? (error.path ?? []).slice(actual.path?.length ?? 0) : ['elsewhere'];
      return isHere || error.extensions?.['places'] !== undefined ? [{ ...error, path }] : [];
    }),
  );
}

/** The value at a path. Null also if a value above is null. */
function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const step of path) {
    if (value == null) {
      return null;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value ?? null;
}

function byPlace(parts: readonly Part[]): Map<string, Part[]> {
  return Map.groupBy(parts, ({ label, path }) => JSON.stringify([label, path]));
}

/** A part as a whole answer. */
function relative({ data, errors, path = [] }: Part): Part {
  return {
    data,
    ...(errors === undefined
      ? {}
      : { errors: errors.map((error) => ({ ...error, path: (error.path ?? []).slice(path.length) })) }),
  };
}

/** JSON with sorted keys, to compare regardless of the order of fields. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
