import { GraphQLError, type ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './same-answer.ts';

/** The same item at three places, whose field `rating` failed. */
const monolith: ExecutionResult = {
  data: { items: [{ rating: null }, { rating: null }], best: { rating: null }, other: null },
  errors: [
    new GraphQLError('no rating', { path: ['items', 0, 'rating'] }),
    new GraphQLError('no rating', { path: ['items', 1, 'rating'] }),
    new GraphQLError('no rating', { path: ['best', 'rating'] }),
    new GraphQLError('no other', { path: ['other'] }),
  ],
};
const errorsOfAll = (monolith.errors ?? []).map((error) => error.toJSON());
const other = { message: 'no other', path: ['other'] };
const rating = (message: string, places?: number) => ({
  message,
  path: ['items', 0, 'rating'],
  ...(places === undefined ? {} : { extensions: { places } }),
});

describe('an answer that reports each error once', () => {
  it.each([
    ['counts all places', [rating('no rating', 3), other]],
    ['has one error for each place', errorsOfAll],
    ['has a message of its own', [rating('the subgraph is unavailable', 3), other]],
  ])('is right if it %s', (_title, errors) => {
    expect(differenceOf(monolith, { data: monolith.data, errors })).toBeNull();
  });

  it.each([
    ['leaves out the number of places', [rating('no rating'), other], 'the null at items.1.rating has no error'],
    ['counts one place too few', [rating('no rating', 2), other], 'the null at best.rating has no error'],
    [
      'has another error with many places',
      [rating('no rating'), { ...other, extensions: { places: 3 } }],
      'the null at items.1.rating has no error',
    ],
    ['counts a single place', [...errorsOfAll, rating('no rating', 1)], 'another count of places'],
  ])('is wrong if it %s', (_title, errors, difference) => {
    expect(differenceOf(monolith, { data: monolith.data, errors })).toContain(difference);
  });
});
