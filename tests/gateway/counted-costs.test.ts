import type { CostPart, CostSelection } from '@tributary/gateway/compile/cost-parts.ts';
import { compileCount } from '@tributary/gateway/compile/count-cost.ts';
import { describe, expect, test } from 'vitest';

const partOf = (name: string, others: Partial<CostPart> = {}): CostPart => ({
  name,
  coordinate: `T.${name}`,
  subgraph: 's',
  weight: 1,
  weightByType: null,
  lists: 0,
  sizers: [],
  requiring: [],
  inputs: null,
  variables: [],
  selection: null,
  ...others,
});
const selectionOf = (parts: CostPart[], others: Partial<CostSelection> = {}): CostSelection => ({
  parts,
  fragments: [],
  combinations: [],
  combinationOf: new Map(),
  ...others,
});
const byType = selectionOf([], {
  fragments: [
    selectionOf([partOf('a', { weight: 2 })]),
    selectionOf([partOf('b', { weight: 30 })]),
    selectionOf([partOf('c', { weight: 400 })]),
  ],
  combinations: [[0, 1], [2]],
  combinationOf: new Map([
    ['A', [0, 1]],
    ['B', [0, 1]],
    ['C', [2]],
  ]),
});

/** The cost of one object of an answer. */
const count = (selection: CostSelection, object: unknown): number =>
  compileCount({ subgraph: 's', isMutation: false, isOfEntities: false, path: [], selection })([object], {});

describe('the counted cost', () => {
  test.each<{ title: string; selection: CostSelection; object: unknown; cost: number }>([
    { title: 'is nothing for what is null', selection: selectionOf([partOf('a')]), object: { a: null }, cost: 0 },
    {
      title: 'is the weight of each value of a list',
      selection: selectionOf([partOf('a', { lists: 1, weight: 3 })]),
      object: { a: ['x', 'y'] },
      cost: 6,
    },
    {
      title: 'is the weight of each value of nested lists',
      selection: selectionOf([partOf('a', { lists: 2, weight: 3 })]),
      object: { a: [['x', 'y'], null, ['z']] },
      cost: 9,
    },
    {
      title: 'is never less than nothing for an object, whatever others cost',
      selection: selectionOf([
        partOf('a', { weight: 5 }),
        partOf('b', { weight: 0, selection: selectionOf([partOf('c', { weight: -9 })]) }),
      ]),
      object: { a: 1, b: { c: 1 } },
      cost: 5,
    },
    {
      title: 'is that of all fragments of its type',
      selection: byType,
      object: { __typename: 'A', a: 1, b: 1, c: 1 },
      cost: 32,
    },
    {
      title: 'is that of the fragment of its type alone',
      selection: byType,
      object: { __typename: 'C', a: 1, b: 1, c: 1 },
      cost: 400,
    },
    {
      title: 'is nothing for a type without a fragment',
      selection: byType,
      object: { __typename: 'D', a: 1, c: 1 },
      cost: 0,
    },
    {
      title: 'is the greatest of the fragments for an object without a type',
      selection: byType,
      object: { a: 1, b: 1, c: 1 },
      cost: 400,
    },
    {
      title: 'is that of the type of a value',
      selection: selectionOf([
        partOf('a', {
          lists: 1,
          weight: 7,
          weightByType: new Map([
            ['A', 4],
            ['B', 7],
          ]),
        }),
      ]),
      object: { a: [{ __typename: 'A' }, { __typename: 'B' }, { __typename: 'Unknown' }, {}] },
      cost: 25,
    },
    {
      title: 'has no name that the code would confuse',
      selection: selectionOf([partOf('"]; throw 1; //'), partOf('__proto', { weight: 2 })]),
      object: { '"]; throw 1; //': 'x', __proto: 'y' },
      cost: 3,
    },
    { title: 'is nothing for what is no object', selection: selectionOf([partOf('a')]), object: 'text', cost: 0 },
  ])('$title', ({ selection, object, cost }) => {
    expect(count(selection, object)).toBe(cost);
  });
});
