import { answersLikeTheMonolith, refuses } from './answers-like-the-monolith.ts';
import { auditedQuotes, contradiction, quotes, translations } from './supergraphs/required-arguments.ts';

answersLikeTheMonolith(quotes, {
  'passes a required field with each of its arguments, and without': `{ goods { inKilos inPounds heavy } }`,
  'passes string arguments as written in the schema': `{ goods { shout whisper foreign } }`,
  'passes fields of an object in the entity': `{ goods { comparison foreign group { mean(unit: LB) } } }`,
  'passes lists of types of an interface': `{ goods { bill list parts { code(length: 4) } } }`,
  'returns all computed fields': `{ goods { inKilos inPounds(round: true) heavy shout whisper comparison foreign bill list } }`,
  'begins in the subgraph of the computed fields': `{ quoted { inKilos inPounds heavy shout whisper comparison foreign bill list similar { whisper inKilos } } }`,
  'passes required fields for entities at several places': `{ goods { inKilos group { leader { inPounds } } } boxes { goods { heavy foreign } } quoted { similar { whisper } } }`,
  'passes required fields under any aliases of the client': {
    query: `query ($unit: Unit!, $round: Boolean) {
      goods(ids: ["1", "3"]) {
        weight: inKilos(round: $round) weight__with_0: weight(unit: $unit) name: inPounds inKilos: weight heavy shout: whisper whisper: shout
      }
    }`,
    variables: { unit: 'LB', round: true },
  },
  'selects a computed field twice with different arguments': `{ goods { a: inKilos b: inKilos(round: true) c: inPounds d: inPounds(round: false) } }`,
  'passes required fields in fragments': `{ goods { ... on Good { inKilos ...More } } boxes { goods { ...More } } } fragment More on Good { inPounds heavy }`,
  'passes required fields under conditions': {
    query: `query ($yes: Boolean!, $no: Boolean!) { goods { inKilos @include(if: $yes) inPounds @skip(if: $yes) heavy whisper @include(if: $no) } }`,
    variables: { yes: true, no: false },
  },
  'passes required fields after each mutation': `mutation {
    a: rename(id: "1", name: "Other") { shout foreign inKilos inPounds }
    quote(id: "1") { whisper shout heavy }
    b: rename(id: "1") { shout foreign whisper }
  }`,
});

answersLikeTheMonolith(auditedQuotes, {
  'follows a chain of computed fields': `{ goods { rounded exact audited } boxes { goods { exact } } }`,
  'follows the chain when the client selects its links too': `{ goods { rounded exact inKilos inPounds(round: true) weight heavy } }`,
  'follows the chain after a mutation': `mutation { rename(id: "1") { rounded } again: rename(id: "3") { exact whisper } }`,
});

answersLikeTheMonolith(translations, {
  'passes fields of an interface for objects that a subgraph knows by the interface': `{ media { english german plain title } best { german english } }`,
  'passes them for objects of one type': `{ media { ... on Book { english plain pages } ... on Film { german title(language: "en") } } best { ... on Book { plain german } } }`,
});

refuses(contradiction, 'CONFLICTING_REQUIREMENTS', {
  'selects a field that requires one field with two arguments': `{ items { both one other } }`,
  'selects such a field alone': `{ items { both } }`,
});
answersLikeTheMonolith(contradiction, { 'returns the other fields': `{ items { one other } }` });
