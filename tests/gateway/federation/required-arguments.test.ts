import { answersLikeTheMonolith, refuses } from './answers-like-the-monolith.ts';
import { auditedQuotes, contradiction, quotes } from './supergraphs/required-arguments.ts';

answersLikeTheMonolith(quotes, {
  'brings a field with each of its arguments, and without': `{ goods { inKilos inPounds heavy } }`,
  'brings texts as the schema has them': `{ goods { shout whisper foreign } }`,
  'brings fields of an object in the entity': `{ goods { comparison foreign group { mean(unit: LB) } } }`,
  'brings lists of types of an interface': `{ goods { bill list parts { code(length: 4) } } }`,
  'brings all that a subgraph computes': `{ goods { inKilos inPounds(round: true) heavy shout whisper comparison foreign bill list } }`,
  'starts where the fields are computed': `{ quoted { inKilos inPounds heavy shout whisper comparison foreign bill list similar { whisper inKilos } } }`,
  'brings them to entities at several places': `{ goods { inKilos group { leader { inPounds } } } boxes { goods { heavy foreign } } quoted { similar { whisper } } }`,
  'brings them whatever the client calls them': {
    query: `query ($unit: Unit!, $round: Boolean) {
      goods(ids: ["1", "3"]) {
        weight: inKilos(round: $round) weight__with_0: weight(unit: $unit) name: inPounds inKilos: weight heavy shout: whisper whisper: shout
      }
    }`,
    variables: { unit: 'LB', round: true },
  },
  'asks a computed field twice with different arguments': `{ goods { a: inKilos b: inKilos(round: true) c: inPounds d: inPounds(round: false) } }`,
  'brings them in fragments': `{ goods { ... on Good { inKilos ...More } } boxes { goods { ...More } } } fragment More on Good { inPounds heavy }`,
  'brings them under conditions': {
    query: `query ($yes: Boolean!, $no: Boolean!) { goods { inKilos @include(if: $yes) inPounds @skip(if: $yes) heavy whisper @include(if: $no) } }`,
    variables: { yes: true, no: false },
  },
  'brings them after each mutation': `mutation {
    a: rename(id: "1", name: "Other") { shout foreign inKilos inPounds }
    quote(id: "1") { whisper shout heavy }
    b: rename(id: "1") { shout foreign whisper }
  }`,
});

answersLikeTheMonolith(auditedQuotes, {
  'goes a chain of fields that are computed': `{ goods { rounded exact audited } boxes { goods { exact } } }`,
  'goes the chain when the client asks for its links too': `{ goods { rounded exact inKilos inPounds(round: true) weight heavy } }`,
  'goes the chain after a mutation': `mutation { rename(id: "1") { rounded } again: rename(id: "3") { exact whisper } }`,
});

refuses(contradiction, 'CONFLICTING_REQUIREMENTS', {
  'requires one field with two arguments by itself': `{ items { both one other } }`,
  'requires them by itself where nothing else does': `{ items { both } }`,
});
answersLikeTheMonolith(contradiction, { 'answers the other fields': `{ items { one other } }` });
