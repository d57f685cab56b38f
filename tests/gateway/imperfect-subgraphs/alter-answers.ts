import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLOutputType,
} from 'graphql';
import { pick, type Alteration, type Altered, type Answer } from './alteration.ts';
import { alteredErrors } from './alter-errors.ts';
import { isObject, type Path, type Spot } from './requested-values.ts';

type Alter = (alteration: Alteration) => Omit<Altered, 'body'> & { body: string | Answer };
type AlterIfPossible = (alteration: Alteration) => ReturnType<Alter> | null;

const hostileKeys = [
  '$0',
  '$1',
  '$7',
  '_0',
  '_1',
  '_entities',
  '__proto__',
  'constructor',
  'toString',
  'r_id',
  '0',
  'length',
];
const whole: Path = [];

/** Alters an answer in one way. The choice selects one of the possible ways. */
export function alterAnswer(alteration: Alteration): Altered {
  const { kind } = alteration.choice;
  for (let turn = 0; ; turn += 1) {
    const altered = kinds[(kind + turn) % kinds.length]?.(alteration) ?? null;
    if (altered !== null) {
      const { body } = altered;
      return { ...altered, body: typeof body === 'string' ? body : textOf(body) };
    }
  }
}

const wrongObjects = (value: unknown): unknown[] => ['str', '', 5, 0, true, false, [], [value], [[]], 'null'];
const wrongLists = (value: unknown): unknown[] => ['str', 5, true, {}, { 0: value, length: 1 }];
const wrongLeaves = (type: GraphQLOutputType): unknown[] => {
  if (isEnumType(type)) return ['NOPE', 'constructor', {}, ['x'], 7, ''];
  switch (getNamedType(type).name) {
    case 'Int':
      return ['word', 1.5, 2 ** 31, '', {}, [1], { a: 1 }];
    case 'Float':
      return ['word', {}, [1.5], ''];
    case 'Boolean':
      return ['yes', {}, [true]];
    default:
      return [{}, ['x'], { a: 'x' }];
  }
};

const swap: AlterIfPossible = ({ answer, spots, choice }) => {
  // A null can hardly be harmed further, except a null that must not be taken for an object or a list.
  const spot = pick(
    spots.filter(({ value, type }) => value !== null || !isLeafType(getNullableType(type))),
    choice.spot,
  );
  if (spot === undefined) return null;
  const type = getNullableType(spot.type);
  const values = isListType(type)
    ? wrongLists(spot.value)
    : isCompositeType(type)
      ? wrongObjects(spot.value)
      : wrongLeaves(type);
  const value =
    spot.field === '__typename'
      ? pick<unknown>(['Nobody', 'constructor', '', 5, null, ['x']], choice.value)
      : pick(values, choice.value);
  return harm({ answer, spot, what: `is ${JSON.stringify(value)}`, mayBeSilent: false }, ({ holder, key }) => {
    holder[key] = value;
  });
};

const nullify: AlterIfPossible = ({ answer, spots, choice, nullableNames }) => {
  const spot = pick(
    spots.filter(({ value }) => value !== null),
    choice.spot,
  );
  if (spot === undefined) return null;
  const mayBeSilent = !isNonNullType(spot.type) || nullableNames.has(spot.field);
  return harm({ answer, spot, what: 'is null', mayBeSilent }, ({ holder, key }) => {
    holder[key] = null;
  });
};

const remove: AlterIfPossible = ({ answer, spots, choice }) => {
  const spot = pick(
    spots.filter(({ path, value }) => typeof path.at(-1) === 'string' && value !== null),
    choice.spot,
  );
  if (spot === undefined) return null;
  return harm({ answer, spot, what: 'is absent', mayBeSilent: false }, ({ holder, key }) => {
    delete holder[key];
  });
};

const resize: AlterIfPossible = ({ answer, spots, choice }) => {
  const spot = pick(
    spots.filter(({ value, type }) => Array.isArray(value) && value.length > 0 && isListType(getNullableType(type))),
    choice.spot,
  );
  if (spot === undefined || !Array.isArray(spot.value)) return null;
  const list: readonly unknown[] = spot.value;
  const changed = pick<[string, unknown]>(
    [
      ['is shorter', list.slice(0, -1)],
      ['is longer', [...list, list[0]]],
      ['is in a list', [list]],
      ['has lists', list.map((item) => [item])],
      ['is empty', []],
    ],
    choice.value,
  ) ?? ['', list];
  return harm(
    { answer, spot, what: changed[0], mayBeSilent: spot.field !== '_entities' && choice.value % 5 !== 3 },
    ({ holder, key }) => {
      holder[key] = changed[1];
    },
  );
};

/** Numbers as text that JSON.stringify would not write. */
const widen: AlterIfPossible = ({ answer, spots, choice }) => {
  const spot = pick(
    spots.filter(({ value, type }) => value !== null && ['Int', 'Float', 'ID'].includes(String(getNullableType(type)))),
    choice.spot,
  );
  if (spot === undefined) return null;
  const number = pick(
    ['9007199254740993', '1e400', '0.1000000000000000055', '12345678901234567890', '-0', '3.0'],
    choice.value,
  );
  return harm(
    { answer, spot, what: `is the number ${number}`, mayBeSilent: String(getNullableType(spot.type)) === 'ID' },
    ({ holder, key }) => {
      holder[key] = `@number:${number}@`;
    },
  );
};

const addKey: AlterIfPossible = ({ answer, spots, choice, names }) => {
  if (!isObject(answer.data)) return null;
  const rootKeys = new Set(Object.keys(answer.data));
  const objects: Pick<Spot, 'path' | 'keys'>[] = [
    { path: whole, keys: rootKeys },
    ...spots.filter(({ value, type }) => isObject(value) && isCompositeType(getNullableType(type))),
  ];
  const spot = pick(objects, choice.spot);
  const name = pick(
    [...names, ...hostileKeys].filter((each) => spot?.keys.has(each) === false),
    choice.value,
  );
  if (spot === undefined || name === undefined) return null;
  const value = pick<unknown>(
    ['unasked', 424_242, { id: 'unasked', __typename: 'Unasked' }, ['unasked'], null, true],
    choice.value + choice.spot,
  );
  const copy = structuredClone(answer);
  const object = spot.path.reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy.data);
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return { body: copy, ...harmless, what: `${show(spot.path)} has also ${name}: ${JSON.stringify(value)}` };
};

const harmless = { harmed: [], mayBeSilent: true, errorAt: null };

const sendOtherwise: AlterIfPossible = ({ answer, choice }) => {
  const body = textOf(answer);
  const status = pick([201, 400, 401, 403, 404, 418, 500], choice.spot) ?? 400;
  const ways: readonly Omit<ReturnType<Alter>, 'harmed' | 'mayBeSilent' | 'errorAt'>[] = [
    { what: `comes under HTTP ${status}`, body, status },
    { what: 'has a byte order mark', body: `\u{FEFF}${body}` },
    { what: 'has a byte order mark', body: `\n\t ${body}\r\n` },
    { what: 'has its keys in another order', body: reversed(answer) as Answer },
    {
      what: 'has more keys',
      body: { hasNext: false, extensions: [1], status: 302, ...answer, message: 'x', __typename: 'X' },
    },
    ...(answer.errors === undefined
      ? [
          { what: 'has null as errors', body: { ...answer, errors: null } },
          { what: 'has an empty list of errors', body: { ...answer, errors: [] } },
        ]
      : []),
  ];
  const way = pick(ways, choice.value);
  return way === undefined ? null : { ...harmless, ...way };
};

const replaceData: AlterIfPossible = ({ answer, choice }) => {
  const { data, ...others } = answer;
  const way = pick<[string, Answer]>(
    [
      ['has null as data', { ...others, data: null }],
      ['has no data', others],
      ['has a list as data', { ...others, data: [data] }],
      ['has a string as data', { ...others, data: 'str' }],
      ['has empty data', { ...others, data: {} }],
      ['has an empty list as data', { ...others, data: [] }],
    ],
    choice.value,
  );
  return way === undefined ? null : { what: way[0], body: way[1], harmed: [whole], mayBeSilent: false, errorAt: null };
};

const breakText: AlterIfPossible = ({ answer, choice }) => {
  const body = textOf(answer);
  const end = 1 + (choice.spot % (body.length - 1));
  const text =
    pick([body.slice(0, end), 'oops', '', 'null', '[]', `[${body}]`, '"str"', '5', 'true', `${body}}`], choice.value) ??
    '';
  const status = pick([200, 200, 500, 400], choice.spot) ?? 200;
  return {
    what: `is the text ${text.slice(0, 80)} under HTTP ${status}`,
    body: text,
    status,
    harmed: [whole],
    mayBeSilent: false,
    errorAt: null,
  };
};

const changeErrors: AlterIfPossible = (alteration) => {
  const altered = alteredErrors(alteration);
  return altered && { ...harmless, ...altered };
};

const kinds: readonly AlterIfPossible[] = [
  swap,
  changeErrors,
  nullify,
  changeErrors,
  remove,
  addKey,
  sendOtherwise,
  resize,
  changeErrors,
  replaceData,
  swap,
  widen,
  addKey,
  breakText,
];

/** Changes one value. An object without its type is as harmful as no object. */
function harm(
  { answer, spot, what, mayBeSilent }: { answer: Answer; spot: Spot; what: string; mayBeSilent: boolean },
  change: (at: { holder: Record<string | number, unknown>; key: string | number }) => void,
): ReturnType<Alter> {
  const copy = structuredClone(answer);
  const key = spot.path.at(-1) ?? '';
  const holder = spot.path.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), copy.data);
  change({ holder: holder as Record<string | number, unknown>, key });
  const isType = spot.field === '__typename';
  return {
    body: copy,
    what: `${show(spot.path)} ${what}`,
    harmed: [isType ? spot.path.slice(0, -1) : spot.path],
    mayBeSilent: mayBeSilent && !isType,
    errorAt: null,
  };
}

function textOf(answer: Answer): string {
  return JSON.stringify(answer).replaceAll(/"@number:([^"@]+)@"/g, '$1');
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, each]) => [key, reversed(each)]),
      )
    : value;
}

function show(path: Path): string {
  return path.length === 0 ? 'the answer' : path.join('.');
}
