import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { addresses, inputs } from './supergraphs/overrides-and-shared.ts';

answersLikeTheMonolith(addresses, {
  'joins a value object of which each subgraph has a part': `{ people { address { street zip city { name country mayor { name } } } } }`,
  'joins value objects in lists, with nulls between': `{ people { places { street zip city { country mayor { email } } } } }`,
  'joins value objects that begin in the other subgraph': `{ receivers { address { street zip } places { zip street } delivered age } }`,
  'fetches an overridden field from its new subgraph': `{ people { email name } receivers(limit: 3) { email age } }`,
  'joins by a key that is hidden from clients': `{ people { name gold } treasure { gold name email age } }`,
  'renames the parts of value objects': `{ people { street: address { zip: street street: zip } address: places { city: zip zip: city { name: country country: name } } gold } }`,
  'selects a value object twice with different parts': `{ people { a: address { street } b: address { zip city { mayor { gold } } } } }`,
  'lets a client use the name of a hidden key': `{ people { secret: name gold } treasure { secret: gold delivered } }`,
  'returns a root field that two subgraphs share': `{ version people { id } receivers { id } }`,
  'follows an entity inside of a shared value object': `{ people { address { city { mayor { address { zip street city { country } } gold } } } } }`,
});

answersLikeTheMonolith(inputs, {
  'returns members of an enum that only one subgraph has': `{ orders { state lastState history } shipments { state lastState } }`,
  'accepts the input fields that all subgraphs have': `{ orders(filter: { ids: ["2", "1"], state: OPEN, nested: { state: CLOSED } }) { id } shipments(filter: { ids: ["3"] }) { state } }`,
  'takes nested inputs from variables, whole and in parts': {
    query: `query ($filter: Filter, $ids: [ID!], $state: InState = CLOSED, $word: String!, $sort: Sort!) {
      orders(filter: $filter, sort: [$sort, CHEAPEST]) { shared(filter: { ids: $ids, nested: { state: $state } }) described(by: { words: ["a", $word] }) }
      shipments(filter: { ids: $ids }) { described(by: { words: [$word], again: true }) }
    }`,
    variables: { filter: { ids: ['1', '3'] }, ids: ['1'], word: 'w', sort: 'OLDEST' },
  },
  'leaves input fields out, or null, like the client': {
    query: `query ($a: Deep, $b: [[Int]], $c: Boolean, $d: Float = 2) {
      one: echo two: echo(input: null, list: null) three: echo(input: $a, list: $b)
      four: echo(input: { number: $d, flags: [$c, true, null], inner: { text: "x", inner: {} } }, list: [[1, null], 2])
    }`,
    variables: { a: { text: 'y', sort: 'NEWEST', json: { id: 1 } } },
  },
  'passes scalars with any JSON': {
    query: `query ($json: JSON) {
      any(json: $json) literal: any(json: { id: "1", list: [1, 2.5, null, true, ENUM, { deep: $json }] })
      nothing: any null: any(json: null) text: any(json: "text")
    }`,
    variables: { json: { id: '1', __typename: 'Order', list: [{}, [], [null]] } },
  },
  'does not treat the content of a scalar as an object of the graph': `{ orders { meta labels at shared lastState } }`,
  'gives scalars the names of keys': `{ orders { id: meta state: labels __typename meta: id lastState } }`,
  'returns lists of enums': `{ shipments { history at(zone: "CET") lastState meta } }`,
});
