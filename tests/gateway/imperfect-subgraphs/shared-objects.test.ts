import { among, answersImperfectly, ours, representationsIn, told, type Imperfection } from './imperfect-answers.ts';
import { answering, type ScriptedRequest } from './open-scripted-subgraphs.ts';

/**
 * `people` and `post` each give a part of the same homes. `people` computes a field from fields of `post`, and `words`
 * one from objects above.
 */
const graph = {
  people: /* GraphQL */ `
    type Query {
      person: Person
      people: [Person]
      places: [Place]
    }
    type Person @key(fields: "id") {
      id: ID!
      home: Home @shareable
      homes: [Home] @shareable
      rooms: [Room!]! @shareable
      boss: Person
      name: String @external
      code: Code @external
      label: String @requires(fields: "boss { name }")
      codeLabel: String @requires(fields: "code { number }")
    }
    type Home {
      street: String
    }
    type Room {
      floor: Int
    }
    type Code {
      number: Int @external
    }
    union Place = Shop | Market
    type Shop @key(fields: "id") {
      id: ID!
    }
    type Market @key(fields: "id") {
      id: ID!
    }
  `,
  post: /* GraphQL */ `
    type Person @key(fields: "id") {
      id: ID!
      name: String
      home: Home @shareable
      homes: [Home] @shareable
      rooms: [Room!]! @shareable
      code: Code
    }
    type Home {
      zip: String
    }
    type Room {
      size: Int
    }
    type Code {
      number: Int
    }
    type Market @key(fields: "id") {
      id: ID!
      stalls: Int
    }
  `,
};

const person = {
  __typename: 'Person',
  id: '1',
  home: { street: 'Rue' },
  homes: [{ street: 'Rue' }, { street: 'Via' }],
  rooms: [{ floor: 1 }],
  boss: { __typename: 'Person', id: '2' },
};
const other = { ...person, id: '3' };
const places = [
  { __typename: 'Shop', id: 's' },
  { __typename: 'Market', id: 'm' },
];
const post = {
  name: 'Ada',
  home: { zip: '75' },
  homes: [{ zip: '75' }, { zip: '00' }],
  code: { number: 7 },
  stalls: 9,
};
const entities =
  (values: object, more: object = {}) =>
  ({ subgraph, query, variables }: ScriptedRequest) =>
    answering({ _entities: representationsIn(variables).map(() => values) }, more)({ subgraph, query, variables });
const otherwise = {
  people: answering({ person, people: [person, other], places }),
  'people _entities': entities({ label: 'labelled', codeLabel: 'coded' }),
  'post _entities': entities(post),
};

const home = '{ person { home { street zip } } }';
const homes = '{ person { homes { street zip } } }';
const wholeHomes = [
  { street: 'Rue', zip: '75' },
  { street: 'Via', zip: '00' },
];
const notObjects = { 'an empty list': [], 'a list of one object': [{ zip: '75' }], 'a string': 'str' };
const each = (
  name: string,
  values: Readonly<Record<string, unknown>>,
  row: (value: unknown) => Imperfection,
): Readonly<Record<string, Imperfection>> =>
  Object.fromEntries(Object.entries(values).map(([title, value]) => [`${title} ${name}`, row(value)]));

answersImperfectly(
  'in an object that two subgraphs give,',
  {
    ...each('from the second keeps the fields of the first, with an error', notObjects, (value) => ({
      query: home,
      scripts: { 'post _entities': { data: { _entities: [{ home: value }] } } },
      answer: { data: { person: { home: { street: 'Rue', zip: null } } }, errors: [ours(['person', 'home'])] },
    })),
    ...each('from the first keeps the fields of the second, with an error', notObjects, (value) => ({
      query: home,
      scripts: { people: answering({ person: { ...person, home: value } }) },
      answer: { data: { person: { home: { street: null, zip: '75' } } }, errors: [ours(['person', 'home'])] },
    })),
    'a field that the second leaves out has an error at each place': {
      query: home,
      scripts: { 'post _entities': { data: { _entities: [{}] } } },
      answer: { data: { person: { home: { street: 'Rue', zip: null } } }, errors: [ours(['person', 'home'])] },
    },
    'a forbidden null keeps the fields of the first, with an error': {
      query: '{ person { rooms { floor size } } }',
      scripts: { 'post _entities': { data: { _entities: [{ rooms: null }] } } },
      answer: { data: { person: { rooms: [{ floor: 1, size: null }] } }, errors: [ours(['person', 'rooms'])] },
    },
    'an object in place of a list keeps the fields of the first, with an error': {
      query: homes,
      scripts: { 'post _entities': { data: { _entities: [{ homes: { zip: '75' } }] } } },
      answer: {
        data: { person: { homes: wholeHomes.map((one) => ({ ...one, zip: null })) } },
        errors: [ours(['person', 'homes'])],
      },
    },
    'lists in place of objects in a list keep the fields of the first, with an error for both': {
      query: homes,
      scripts: { 'post _entities': { data: { _entities: [{ homes: [[{ zip: '75' }], [{ zip: '00' }]] }] } } },
      answer: {
        data: { person: { homes: wholeHomes.map((one) => ({ ...one, zip: null })) } },
        errors: [ours(['person', 'homes', 0], { places: 2 })],
      },
    },
    'a shorter list keeps the fields of the first, with an error': {
      query: homes,
      scripts: { 'post _entities': { data: { _entities: [{ homes: [{ zip: '75' }] }] } } },
      answer: {
        data: { person: { homes: [wholeHomes[0], { street: 'Via', zip: null }] } },
        errors: [ours(['person', 'homes', 1])],
      },
    },
    'a shorter list that arrives first keeps the fields of the second, with an error': {
      query: homes,
      scripts: { people: answering({ person: { ...person, homes: [] } }) },
      answer: {
        data: { person: { homes: wholeHomes.map((one) => ({ ...one, street: null })) } },
        errors: [ours(['person', 'homes', 0], { places: 2 })],
      },
    },
    'a failed fetch is the error of the missing fields in each object': {
      query: '{ people { home { street zip } } }',
      scripts: { 'post _entities': { data: null } },
      answer: {
        data: {
          people: [person, other].map(() => ({ home: { street: 'Rue', zip: null } })),
        },
        errors: [ours(['people', 0], { places: 2 })],
      },
    },
    'a failed fetch is the error of the missing fields in a nested part': {
      query: '{ ... @defer(label: "outer") { people { home { street ... @defer(label: "inner") { zip } } } } }',
      scripts: { 'post _entities': { data: null } },
      inParts: {
        data: { people: [person, other].map(() => ({ home: { street: 'Rue', zip: null } })) },
        errors: [ours(['people', 0], { places: 2 })],
      },
    },
  },
  { graph, otherwise },
);

/** `north` and `south` both give the type of a person's pet. */
const pets = {
  north: /* GraphQL */ `
    type Query {
      owner: Keeper
    }
    type Keeper @key(fields: "id") {
      id: ID!
      pet: Pet @shareable
    }
    union Pet = Cat | Dog
    type Cat {
      name: String
    }
    type Dog {
      name: String
    }
  `,
  south: /* GraphQL */ `
    type Keeper @key(fields: "id") {
      id: ID!
      pet: Pet @shareable
    }
    union Pet = Cat | Dog
    type Cat {
      age: Int
    }
    type Dog {
      size: Int
    }
  `,
};
const keeper = { __typename: 'Keeper', id: '1', pet: { __typename: 'Cat', name: 'Tom' } };
const pet = '{ owner { pet { __typename ... on Cat { name age } ... on Dog { size } } } }';

answersImperfectly(
  'for an object of which a second subgraph',
  {
    'gives the same type, the fields of both are joined': {
      query: pet,
      scripts: {},
      answer: { data: { owner: { pet: { __typename: 'Cat', name: 'Tom', age: 4 } } } },
    },
    ...Object.fromEntries(
      ['Nobody', 'Dog', '', null, 5].map((typename): [string, Imperfection] => [
        `gives the type ${JSON.stringify(typename)}, the type of the first is kept`,
        {
          query: pet,
          scripts: { 'south _entities': { data: { _entities: [{ pet: { __typename: typename, age: 4 } }] } } },
          answer: { data: { owner: { pet: { __typename: 'Cat', name: 'Tom', age: 4 } } } },
        },
      ]),
    ),
  },
  {
    graph: pets,
    otherwise: {
      north: { data: { owner: keeper } },
      'south _entities': { data: { _entities: [{ pet: { __typename: 'Cat', age: 4 } }] } },
    },
  },
);

/** `prices` computes a field from the city of the shop above an item. */
const contexts = {
  shops: /* GraphQL */ `
    type Query {
      shop: Shop
    }
    type Shop @key(fields: "id") {
      id: ID!
      city: String
      item: Item
    }
    type Item @key(fields: "id") {
      id: ID!
      name: String
    }
  `,
  prices: /* GraphQL */ `
    type Shop @key(fields: "id") @context(name: "shop") {
      id: ID!
      city: String @external
    }
    type Item @key(fields: "id") {
      id: ID!
      price(city: String @fromContext(field: "$shop { city }")): Int
    }
  `,
};
const shop = { __typename: 'Shop', id: '1', city: 'Lyon', item: { __typename: 'Item', id: 'i', name: 'Lamp' } };
const price = '{ shop { item { name price } } }';

answersImperfectly(
  'a context value',
  {
    'is given': { query: price, scripts: {}, answer: { data: { shop: { item: { name: 'Lamp', price: 7 } } } } },
    'that failed has the error of the field computed from it': {
      query: price,
      scripts: {
        shops: answering(
          { shop: { ...shop, city: undefined } },
          { errors: [{ message: 'no city', path: ['shop', 'city'] }] },
        ),
      },
      answer: {
        data: { shop: { item: { name: 'Lamp', price: null } } },
        errors: [told('no city', among(['shop', 'item'], ['shop', 'item', 'price']))],
      },
    },
    'of an object of unknown type has the error of the field computed from it': {
      query: price,
      scripts: { shops: answering({ shop: { ...shop, __typename: 'Nobody' } }) },
      answer: {
        data: { shop: { item: { name: 'Lamp', price: null } } },
        errors: [ours(among(['shop', 'item'], ['shop', 'item', 'price']))],
      },
    },
  },
  {
    graph: contexts,
    otherwise: { shops: answering({ shop }), 'prices _entities': { data: { _entities: [{ price: 7 }] } } },
  },
);

answersImperfectly(
  'a required field',
  {
    ...each('that is an object in place of a scalar is sent to no subgraph, with an error', notObjects, (value) => ({
      query: '{ person { codeLabel } }',
      scripts: { 'post _entities': { data: { _entities: [{ code: value }] } } },
      answer: { data: { person: { codeLabel: null } }, errors: [ours(among(['person'], ['person', 'codeLabel']))] },
      asked: (requests) =>
        requests.some(({ subgraph, query }) => subgraph === 'people' && query.includes('_entities'))
          ? 'people is requested'
          : null,
    })),
    'that is missing in a nested object has an error': {
      query: '{ person { codeLabel } }',
      scripts: { 'post _entities': { data: { _entities: [{ code: {} }] } } },
      answer: { data: { person: { codeLabel: null } }, errors: [ours(among(['person'], ['person', 'codeLabel']))] },
    },
    'that is missing in a nested answer has an error': {
      query: '{ person { label boss { id } } }',
      scripts: { 'post _entities': { data: { _entities: 5 } } },
      answer: {
        data: { person: { label: null, boss: { id: '2' } } },
        errors: [ours(among(['person'], ['person', 'label']))],
      },
    },
    'that failed in a nested answer has an error for each null': {
      query: '{ people { label } }',
      scripts: { 'post _entities': entities({ name: undefined }, { data: null, errors: [{ message: 'away' }] }) },
      answer: {
        data: { people: [{ label: null }, { label: null }] },
        errors: [told('away', among(['people', 0], ['people', 0, 'label']), { places: 2 })],
      },
    },
  },
  { graph, otherwise },
);

answersImperfectly(
  'entities',
  {
    'in one list too many are not requested': {
      query: '{ people { name } }',
      scripts: { people: answering({ people: [[person], person] }) },
      answer: { data: { people: [null, { name: 'Ada' }] }, errors: [ours(['people', 0])] },
      asked: (requests) => {
        const representations = requests.flatMap(({ variables }) => representationsIn(variables));
        return representations.length === 1 ? null : `${representations.length} entities are requested`;
      },
    },
    'with a failed key have its error, although the client selected the key of others only': {
      query: '{ places { ... on Shop { id } ... on Market { stalls } } }',
      scripts: {
        people: answering({ places }, { errors: [{ message: 'no id', path: ['places', 1, 'id'] }] }),
      },
      answer: {
        data: { places: [{ id: 's' }, { stalls: 9 }] },
        errors: [told('no id', among(['places', 1], ['places', 1, 'stalls']))],
      },
    },
  },
  { graph, otherwise },
);
