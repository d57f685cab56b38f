import { expect, it } from 'vitest';
import { answersLikeTheMonolith, askBoth } from './answers-like-the-monolith.ts';
import { animals, library, provided } from './supergraphs/abstract-types.ts';

answersLikeTheMonolith(library, {
  'returns the fields of an interface': `{ media { id title } }`,
  'returns the fields of each type, from two subgraphs': `{
    media { __typename title ... on Book { pages score } ... on Film { minutes verdict } ... on Song { length } }
  }`,
  'answers only __typename': `{ media { __typename } search { __typename } anybody { __typename } }`,
  'returns __typename under other names': `{ media { type: __typename id: __typename title } search { title: __typename } }`,
  'joins a union whose members differ between subgraphs': `{
    search { ... on Book { title readers { name } } ... on Author { name works { ... on Film { title } } } ... on Studio { studio: name } }
    search2 { ... on Book { title } ... on Event { when about { score } } ... on Film { verdict minutes } }
  }`,
  'accepts members that a subgraph does not have': `{
    search { ... on Event { when } ... on Book { id } } search2 { ... on Studio { studio: name } ... on Author { name } __typename }
  }`,
  'nests fragments on interfaces in unions and unions in interfaces': `{
    search {
      ... on Node { id ... on Media { title ... on Book { pages ... on Rated { score(scale: 2) } } } }
      ... on Person { name favourite { ... on Media { title } ... on Person { name } } }
      ... on Rated { ten: score ... on Film { verdict } }
    }
  }`,
  'returns different fields under one name in different types': `{
    media { ... on Book { x: pages y: creator { name } } ... on Film { x: score y: creator { n: name } } ... on Song { z: length } }
  }`,
  'returns one field with different arguments under one name in different types': `{
    media { ... on Book { title: title(upper: true) s: score(scale: 2) } ... on Film { title s: score(scale: 3) } ... on Song { title: title(upper: true) } }
  }`,
  'returns objects of different types under one name': `{
    media {
      ... on Book { it: creator { name } } ... on Film { it: creator { n: name films { id } } }
    }
  }`,
  'returns fields of the same type under one name in sibling fragments': `{
    search { ... on Book { v: title } ... on Film { v: verdict } ... on Author { v: name } ... on Studio { films { v: title } } }
  }`,
  'uses one name for keys of one type and fields of another': `{
    search { ... on Book { id: title readers { card } score } ... on Film { id: verdict score } ... on Author { id: name name: id works { __typename } } }
  }`,
  'merges selections of one name in several fragments': `{
    media { related { id } ... on Book { related { title ... on Film { verdict } } } ... on Media { related { __typename ... on Book { score } } } }
  }`,
  'returns lists of lists of an interface': `{ shelf { items { title ... on Rated { score } ... on Book { readers { favourite { __typename } } } } first { ... on Author { name } } } }`,
  'returns a plain object beside entities of one interface': `{ media { related { related { title ... on Rated { score } ... on Song { length } } } } }`,
  'returns an interface that only one of the subgraphs has': `{ topRated { score __typename ... on Media { title } ... on Film { creator { films { verdict } } } } }`,
  'resolves an interface with arguments from variables': {
    query: `query ($upper: Boolean = true, $ids: [ID!]!) { nodes(ids: $ids) { id ... on Media { title(upper: $upper) } } }`,
    variables: { ids: ['f1', 'none', 'b1'] },
  },
  'returns null for an unknown medium': `{ medium(id: "none") { title ... on Book { score } } search(text: "none") { __typename } }`,
  "returns no fields of a fragment on another type than the object's": `{ medium(id: "b1") { ... on Film { minutes score } } anybody { ... on Author { works { __typename } } } }`,
  'follows people of several types': `{ anybody { name favourite { ... on Book { title score } } ... on Reader { card } } authors { favourite { __typename ... on Person { name } ... on Book { id score } } } }`,
});

answersLikeTheMonolith(provided, {
  'uses the fields that a union provides': `{ feed { ... on Product { id name likes } ... on Note { text } } }`,
  'uses fields that are provided two levels down': `{ feed { ... on Product { name maker { name } } } }`,
  'fetches fields that are not provided': `{ feed { ... on Product { name price maker { country } } } }`,
  'fetches fields where none are provided': `{ plain { ... on Product { name price maker { name } } ... on Note { about { name price } } } }`,
  'uses the fields that an interface provides': `{ named { name __typename ... on Product { likes price } ... on Maker { country } } }`,
  'uses the fields that a field of an entity provides': `{ note { about { price name likes } } }`,
  'fetches for an entity that is provided in one place and not in another': `{ feed { ... on Product { name } } plain { ... on Product { name } } note { about { name price } } all { name likes } }`,
  'returns provided fields under the names of keys': `{ feed { ... on Product { id: name name: id price } } note { about { id: price likes } } }`,
});

answersLikeTheMonolith(
  animals,
  {
    'uses provided fields of an interface': `{ media { id animals { id name } } covers { animals { name } } }`,
    'uses them with types under other names': `{ media { kind: __typename animals { __typename id name x: __typename } } }`,
    'uses them with fields of another subgraph': `{ media { animals { id name ... on Cat { __typename age } } } covers { animals { ... on Dog { name age } } } }`,
    'returns types alone': `{ media { animals { __typename } } covers { __typename animals { ... on Cat { __typename } } } }`,
    'returns types in fragments': `{ media { ...F } } fragment F on Media { __typename animals { ...G } } fragment G on Animal { __typename }`,
  },
  (graph) => {
    it('uses provided fields where they are provided, also when the client selects types', async () => {
      const asked: string[] = [];
      const stop = graph().onSubgraphRequest(({ subgraph }) => asked.push(subgraph));

      const query = `{ media { __typename id animals { __typename id name } } }`;
      const { difference } = await askBoth(graph(), { query });
      stop();

      expect(difference).toBeNull();
      expect(asked).toEqual(['covers']);
    });
  },
);
