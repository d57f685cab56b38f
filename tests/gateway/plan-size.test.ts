import { refuseLargePlan } from '@tributary/gateway/planning/plan-size.ts';
import { OperationTypeNode } from 'graphql';
import { expect, it } from 'vitest';

type Planned = Parameters<typeof refuseLargePlan>[0];
type FetchNode = NonNullable<Planned['primary']>;

/** A fetch of so many fields, one of them with fields of its own. */
const fetchOf = (fields: number): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'one',
  operation: `{ a { ${Array.from({ length: fields - 1 }, (_, index) => `f${index}`).join(' ')} } }`,
  operationName: undefined,
  operationKind: OperationTypeNode.QUERY,
});

const first = fetchOf(3);
const node: Planned['node'] = {
  kind: 'Sequence',
  nodes: [fetchOf(4), { kind: 'Flatten', path: ['a'], node: fetchOf(5) }],
};
const plan = { primary: first, node, split: null };
const characters = [3, 4, 5].reduce((sum, fields) => sum + fetchOf(fields).operation.length, 0);

it('a plan is refused if all its requests together have more fields or characters', () => {
  expect(refuseLargePlan(plan, { fields: 12, characters })).toMatchObject({ primary: { operation: first.operation } });
  expect(() => refuseLargePlan(plan, { fields: 11, characters })).toThrow(
    expect.objectContaining({ extensions: { code: 'PLAN_TOO_EXPENSIVE' } }),
  );
  expect(() => refuseLargePlan(plan, { fields: 12, characters: characters - 1 })).toThrow('more than');
});
