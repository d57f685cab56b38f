import { pick, type Alteration, type Altered, type Answer } from './alteration.ts';
import { isObject, type Path } from './requested-values.ts';

type AlteredErrors = Pick<Altered, 'what' | 'errorAt'> & { body: Answer };

/** Adds an error, or changes existing ones, and leaves the data unchanged. */
export function alteredErrors({ answer, spots, choice, names, id }: Alteration): AlteredErrors | null {
  const old = Array.isArray(answer.errors) ? (answer.errors as unknown[]) : [];
  // A subgraph does not fail to give the name of a type.
  const places = spots.filter(({ field }) => field !== '__typename');
  const place = pick(places, choice.spot)?.path ?? [];
  const { path, what, isExact } = pathFor(place, choice.value, names);
  const withPath = path === undefined ? {} : { path };
  const number = Math.floor(choice.value / 16) + choice.spot;
  if (old.length > 0 && number % 3 === 0) {
    const [first, ...others] = old;
    const way = pick<[string, unknown[]]>(
      [
        [`has an error at ${what}`, [{ ...Object(first), path }, ...others]],
        ['has an error twice', [first, first, ...others]],
        ['lost an error', others],
        ['has a null among the errors', [null, ...old]],
        ['has its errors in another order', old.toReversed()],
      ],
      number,
    );
    return way === undefined ? null : { what: way[0], body: { ...answer, errors: way[1] }, errorAt: null };
  }
  if (number % 11 === 10) {
    const odd = pick<unknown>(
      [null, 'odd', 5, [], {}, { message: null }, { message: 5 }, { message: '' }, { path }],
      number,
    );
    return { what: `has the error ${JSON.stringify(odd)}`, body: { ...answer, errors: [...old, odd] }, errorAt: null };
  }
  const extensions = pick<unknown>(
    [
      undefined,
      { code: 'ADDED' },
      { http: { status: 302 } },
      { http: { status: -1, headers: { a: 'b' } }, code: 'ADDED' },
      'str',
      null,
      { code: 'INTERNAL_SERVER_ERROR', stacktrace: ['at x'], exception: { stacktrace: ['at y'] } },
      { code: null },
      {},
    ],
    number,
  );
  const name = `#${id}-added#`;
  const added = {
    message: `added ${name}`,
    ...withPath,
    ...(extensions === undefined
      ? {}
      : { extensions: isObject(extensions) ? { ...extensions, mark: name } : extensions }),
  };
  return {
    what: `has one more error, at ${what}, with ${JSON.stringify(extensions)}`,
    body: { ...answer, errors: [...old, added] },
    errorAt: isExact ? place : null,
  };
}

function pathFor(
  place: Path,
  value: number,
  names: readonly string[],
): { path: unknown; what: string; isExact: boolean } {
  const ways: readonly [unknown, boolean][] = [
    [place, true],
    [['query', ...place], true],
    [['mutation', ...place], true],
    [place.map((step) => (typeof step === 'string' ? step.toUpperCase() : step)), false],
    [undefined, false],
    [[], false],
    [null, false],
    [['variable', 'input'], false],
    [[...place, 'further', 3], false],
    [place.slice(0, -1), false],
    [place.map((step) => (typeof step === 'number' ? step + 99 : step)), false],
    [['_entities', 77, 'x'], false],
    [[pick(names, value) ?? 'x', '__proto__', 'constructor'], false],
    ['a.string', false],
    [[null, {}, 1.5, -1, true], false],
    [place.map(String), false],
  ];
  const [path, isExact] = pick(ways, value) ?? [undefined, false];
  return {
    path,
    what: JSON.stringify(path) ?? 'no path',
    isExact: isExact && place.length > (isOfEntities(place) ? 2 : 0),
  };
}

/** Whether a place is below a list of entities, which is not in the response. */
function isOfEntities([root]: Path): boolean {
  return root === '_entities' || /^_\d+$/.test(String(root));
}

/** The errors of an answer that can be recognised by their mark, and the number of the others. */
export function errorsIn(body: string): {
  tracked: { mark: string; error: Record<string, unknown> }[];
  others: number;
} {
  const answer = parsedAnswer(body);
  const errors = answer?.errors ?? [];
  if (!Array.isArray(errors)) {
    return { tracked: [], others: 0 };
  }
  const tracked = errors.flatMap((error: unknown) => {
    const mark = markIn(error);
    return mark === null || !isObject(error) ? [] : [{ mark, error }];
  });
  return { tracked, others: errors.length - tracked.length };
}

/** The parsed answer of a subgraph; null if it is invalid. */
export function parsedAnswer(body: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(body.replace(/^\u{FEFF}/u, ''), asWritten);
    return isObject(answer) ? answer : null;
  } catch {
    return null;
  }
}

/** A number that a double would change becomes its original text. */
function asWritten(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source ? source : value;
}

const mark = /#[\w-]+#/;

/** The mark of an error, from its message or its extensions. Null if it has none. */
export function markIn(error: unknown): string | null {
  if (!isObject(error)) return null;
  const { message, extensions } = error;
  const inExtensions = isObject(extensions) && typeof extensions['mark'] === 'string' ? extensions['mark'] : '';
  return mark.exec(typeof message === 'string' ? message : '')?.[0] ?? mark.exec(inExtensions)?.[0] ?? null;
}

/** Marks each error of an answer, in its message and, if it has any, in its extensions. */
export function withMarks(answer: Answer, id: string): Answer {
  const { errors } = answer;
  if (!Array.isArray(errors)) return answer;
  return {
    ...answer,
    errors: errors.map((error: unknown, index) => {
      if (!isObject(error)) return error;
      const { message, extensions } = error;
      const name = `#${id}-${index}#`;
      return {
        ...error,
        ...(typeof message === 'string' && message !== '' ? { message: `${message} ${name}` } : {}),
        ...(isObject(extensions) ? { extensions: { ...extensions, mark: name } } : {}),
      };
    }),
  };
}
