import { AssertionFailed } from '@tributary/platform/assert.ts';
import type { FetchPlan, Step } from '@tributary/gateway/compile/fetch-plan.ts';
import { newPosition } from '@tributary/gateway/compile/positions.ts';
import { typeSystemIn } from '@tributary/gateway/composed/type-system.ts';
import { runInParts } from '@tributary/gateway/execution/run-in-parts.ts';
import { runPlan } from '@tributary/gateway/execution/run-plan.ts';
import type { Execution } from '@tributary/gateway/execution/run.ts';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';

const execution: Execution = {
  transportOf: () => {
    throw new Error('these plans have no fetches');
  },
  types: typeSystemIn([], { supergraphSchema: buildSchema('type Query { a: Int }'), contextualFields: [] }),
  variables: {},
  callerFor: () => '',
  requestId: '',
  headersFor: () => ({}),
  entityCache: null,
};

const aStep = ({ waitsFor, before }: Pick<Step, 'waitsFor' | 'before'>): Step => ({
  deferral: null,
  fetches: [],
  waitsFor,
  before,
  requests: new Map(),
});

const aPlan = (steps: readonly Step[]): FetchPlan => ({
  fetches: [],
  steps,
  root: newPosition(null),
  isMerging: false,
  event: null,
});

describe('a plan fails, rather than leave unexplained nulls,', () => {
  it('if a step waits for a missing step', async () => {
    const plan = aPlan([aStep({ waitsFor: 0, before: [] }), aStep({ waitsFor: 1, before: [] })]);
    await expect(runPlan(plan, execution)).rejects.toThrow(AssertionFailed);
    await expect(runInParts(plan, execution).done(null)).rejects.toThrow(AssertionFailed);
  });

  it('if a step ends twice for a step that waits for it', async () => {
    const plan = aPlan([aStep({ waitsFor: 0, before: [1, 1] }), aStep({ waitsFor: 1, before: [] })]);
    await expect(runPlan(plan, execution)).rejects.toThrow(AssertionFailed);
  });
});

it('a plan ends once all its steps have ended', async () => {
  const plan = aPlan([
    aStep({ waitsFor: 0, before: [2] }),
    aStep({ waitsFor: 0, before: [2] }),
    aStep({ waitsFor: 2, before: [] }),
  ]);
  expect(await runPlan(plan, execution)).toMatchObject({ data: {} });
  await runInParts(plan, execution).done(null);
});
