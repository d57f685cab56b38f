import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { addresses, inputs } from './supergraphs/overrides-and-shared.ts';

answersLikeTheMonolith(addresses, {
  'joins a value of which each subgraph knows a part': `{ people { address { street zip city { name country mayor { name } } } } }`,
  'joins values in lists, with nulls between': `{ people { places { street zip city { country mayor { email } } } } }`,
  'joins values that start in the other subgraph': `{ receivers { address { street zip } places { zip street } delivered age } }`,
  'asks the one that took a field over': `{ people { email name } receivers(limit: 3) { email age } }`,
  'joins by a key that clients do not see': `{ people { name gold } treasure { gold name email age } }`,
  'renames the parts of values': `{ people { street: address { zip: street street: zip } address: places { city: zip zip: city { name: country country: name } } gold } }`,
  'asks for a value twice with different parts': `{ people { a: address { street } b: address { zip city { mayor { gold } } } } }`,
  'lets a client use the name of a hidden key': `{ people { secret: name gold } treasure { secret: gold delivered } }`,
  'answers a root field that two subgraphs share': `{ version people { id } receivers { id } }`,
  'follows an entity inside of a shared value': `{ people { address { city { mayor { address { zip street city { country } } gold } } } } }`,
});

answersLikeTheMonolith(inputs, {
  'answers members of an enum that only one subgraph knows': `{ orders { state lastState history } shipments { state lastState } }`,
  'takes what all subgraphs know of an input': `{ orders(filter: { ids: ["2", "1"], state: OPEN, nested: { state: CLOSED } }) { id } shipments(filter: { ids: ["3"] }) { state } }`,
  'takes nested inputs from variables, whole and in parts': {
    query: `query ($filter: Filter, $ids: [ID!], $state: InState = CLOSED, $word: String!, $sort: Sort!) {
      orders(filter: $filter, sort: [$sort, CHEAPEST]) { shared(filter: { ids: $ids, nested: { state: $state } }) described(by: { words: ["a", $word] }) }
      shipments(filter: { ids: $ids }) { described(by: { words: [$word], again: true }) }
    }`,
    variables: { filter: { ids: ['1', '3'] }, ids: ['1'], word: 'w', sort: 'OLDEST' },
  },
  'leaves out and nulls what the client leaves out and nulls': {
    query: `query ($a: Deep, $b: [[Int]], $c: Boolean, $d: Float = 2) {
      one: echo two: echo(input: null, list: null) three: echo(input: $a, list: $b)
      four: echo(input: { number: $d, flags: [$c, true, null], inner: { text: "x", inner: {} } }, list: [[1, null], 2])
    }`,
    variables: { a: { text: 'y', sort: 'NEWEST', json: { id: 1 } } },
  },
  'passes scalars that hold anything': {
    query: `query ($json: JSON) {
      any(json: $json) literal: any(json: { id: "1", list: [1, 2.5, null, true, ENUM, { deep: $json }] })
      nothing: any null: any(json: null) text: any(json: "text")
    }`,
    variables: { json: { id: '1', __typename: 'Order', list: [{}, [], [null]] } },
  },
  'does not take the content of a scalar for an object of the graph': `{ orders { meta labels at shared lastState } }`,
  'calls scalars by the names of keys': `{ orders { id: meta state: labels __typename meta: id lastState } }`,
  'lists lists of enums': `{ shipments { history at(zone: "CET") lastState meta } }`,
});
