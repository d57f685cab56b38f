import { answersLikeTheMonolith } from './answers-like-the-monolith.ts';
import { shop } from './supergraphs/entities.ts';

answersLikeTheMonolith(shop, {
  'swaps two fields': `{ product(id: "1") { id: name name: id price inStock } }`,
  'swaps two fields of different subgraphs': `{ products { price: inStock inStock: price name: price } }`,
  'selects one field under several names': `{ product(id: "1") { id a: id b: id price p: price q: price } }`,
  'selects one field with different arguments at one place': `{ product(id: "1") { label a: label(prefix: "a") b: label(prefix: "b") price c: price(currency: "CHF") } }`,
  'selects one list with different arguments and different parts': `{
    product(id: "1") { one: reviews(first: 1) { id author { name } } all: reviews(first: 9) { text } reviews { product { price } } }
  }`,
  'gives aliases the names of root fields': `{ me: cheapest { id: name reviews { id } } cheapest: me { product: name reviews { text } } }`,
  'selects one root field several times': `{ a: product(id: "1") { id price } b: product(id: "2") { id: price } c: product(id: "3") { name } }`,
  'names fields of nested entities like keys': `{ reviews { id: text text: id author { id: name reviews { id: product { id: name price } } } } }`,
  'calls __typename otherwise': `{ a: __typename products { id: __typename price } }`,
  'gives other fields the alias __typename': `{ products { __typename: name price inStock reviews { __typename: text author { __typename: name reviews { id } } } } }`,
  'uses names that a gateway might use itself': `{
    products { _entities: name representations: price __typename_: id r_id: name r_name: id id__alias_0: price name__alias_0: label _0: inStock }
  }`,
  'uses names of properties that every object inherits': `{ products { constructor: name __proto__: price toString: inStock hasOwnProperty: id } }`,
  'keeps the order of the selected fields': `{ cheapest { price name id inStock a: name reviews { product { id } id } b: price label } me { reviews { id } name id } none { id } }`,
});
