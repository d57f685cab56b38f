import { expect, it } from 'vitest';
import { answersLikeTheMonolith, askBoth } from './answers-like-the-monolith.ts';
import { compoundKeys, formerNumbers, keyChain } from './supergraphs/keys.ts';

answersLikeTheMonolith(keyChain, {
  'goes over two keys to reach a third subgraph': `{ book(id: "1") { title copies } }`,
  'goes over three keys to reach a fourth subgraph': `{ book(id: "1") { title grip } }`,
  'returns null behind a null key, and behind an entity that is unknown half way': `{
    books { id title isbn copies shelf { row } grip sequel { title } }
  }`,
  'follows the chain of keys backwards': `{ held { title grip copies } borrowed { title shelf { slot } sequel { title } } }`,
  'follows the chain back and forth': `{ held { sequel { sequel { sequel { grip title } } } } }`,
  'follows the chain for a list with nulls': `{ borrowed { grip id } }`,
  'returns key fields under the names of other keys': `{ books { isbn: id id: isbn shelf: title title: grip } }`,
});

answersLikeTheMonolith(
  formerNumbers,
  {
    'joins by any key that a subgraph knows': `{ account(id: "1") { name balance closedBalance } }`,
    'continues from one key to another': `{ oldest { name balance closedBalance partner { closedBalance balance } } }`,
    'returns the balance of the requested account, whatever its fields are called': {
      query: `query Balance($a: ID!) { a: account(id: $a) { id: legacyId balance } }`,
      variables: { a: '1' },
    },
    'returns the closed balance of the requested account, whatever its fields are called': `{
      account(id: "1") { legacyId: id closedBalance }
    }`,
    'lets a client swap the names of two keys': `{ accounts { id: legacyId legacyId: id balance closedBalance name partner { legacyId: id balance } } }`,
    'lets a client rename a key, and give its name to another field': `{ account(id: "2") { x: id id: name balance } }`,
    'lets a client give another field the alias __typename': `{ account(id: "2") { __typename: name balance } }`,
    'lets a client give __typename the name of a key': `{ account(id: "2") { id: __typename balance closedBalance } }`,
    'lets a client give an object the name of a key': `{ account(id: "2") { id: partner { id: legacyId balance } balance } }`,
    'lets a client rename a key of a nested entity': `{
      holder { id: email accounts { id: name legacyId: id balance } letters }
      mailed { email: id id: email letters accounts { balance closedBalance } }
    }`,
    'accepts aliases that contradict each other at several places': `{
      one: account(id: "1") { id: legacyId balance }
      two: account(id: "1") { id legacyId balance }
      three: account(id: "2") { id: name legacyId: id balance closedBalance }
    }`,
    'selects one field with two arguments under the name of the key': `{
      accounts { id: entries(side: "credit") { id amount account { id: legacyId balance } } legacyId: entries { id } balance closedBalance }
    }`,
  },
  (graph) => {
    it("never sends a subgraph a key under a client's alias", async () => {
      const sent: unknown[] = [];
      const stop = graph().onSubgraphRequest(({ variables }) =>
        sent.push(...[variables['representations'] ?? []].flat()),
      );

      const { difference } = await askBoth(graph(), {
        query: `query ($a: ID!) { a: account(id: $a) { id: legacyId legacyId: name balance closedBalance } }`,
        variables: { a: '1' },
      });

      stop();
      expect(difference).toBeNull();
      expect(sent).toHaveLength(2);
      expect(sent).toEqual(
        expect.arrayContaining([
          { __typename: 'Account', id: '1' },
          { __typename: 'Account', legacyId: '2' },
        ]),
      );
    });
  },
);

answersLikeTheMonolith(compoundKeys, {
  'joins by a key of several fields, one in another entity': `{ seats { colour price } }`,
  'joins by a compound key of which the client selects some fields': `{ seats { row hall { name } price(currency: "USD") } }`,
  'follows entities that are parts of keys': `{ seat(row: 1, place: "b") { neighbour { colour hall { seats { place colour } } } } }`,
  'begins in the subgraph of the nested key': `{ sold { colour place neighbour { row colour } } }`,
  'lets a client rename the parts of a compound key': `{
    seats { row: place place: row hall: colour colour: hall { id: name name: id } price }
  }`,
  'lets a client select the nested part under two names': `{ seats { a: hall { id name } b: hall { name: id } price } }`,
});
