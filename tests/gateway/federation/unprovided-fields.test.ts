import { internalNames, withInternalNames } from '@tributary/gateway/planning/internal-names.ts';
import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { loadPlanner } from '@tributary/gateway/planning/load-planner.ts';
import { createPlanner } from '@tributary/gateway/planning/planner.ts';
import { findUnprovided } from '@tributary/gateway/planning/unprovided-fields.ts';
import { composeSupergraph } from '@tributary/schema/compose-supergraph.ts';
import { Kind, parse, print, visit, type DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { federationLink, type SupergraphCase } from './supergraph-case.ts';
import { provided } from './supergraphs/abstract-types.ts';
import { scores } from './supergraphs/interface-objects.ts';
import { compoundKeys, keyChain } from './supergraphs/keys.ts';

type Plan = Parameters<typeof findUnprovided>[0];

/** Operations whose plans fetch no field twice, so that each missing field is noticed. */
const operations: readonly (readonly [SupergraphCase, string])[] = [
  [keyChain, `{ book(id: "1") { title grip copies } borrowed { title shelf { slot } sequel { title } } }`],
  [compoundKeys, `{ seats { colour price(currency: "USD") neighbour { colour } } }`],
  [provided, `{ plain { ... on Product { name maker { name } price } ... on Note { text } } }`],
  [
    scores,
    `{ media { title score ... on Book { pages } ... on Film { minutes } } best { score fans { id name } title } }`,
  ],
];

describe.each(['apollo', 'hive'] as const)('a plan of %s', (planner) => {
  it.each(operations.map(([supergraphCase, query]) => ({ supergraphCase, query, name: supergraphCase.name })))(
    'is refused if it lacks a field, over $name',
    async ({ supergraphCase: { subgraphs }, query }) => {
      const { supergraphSdl = '' } = composeSupergraph(
        Object.entries(subgraphs).map(([name, sdl]) => ({
          name,
          url: `http://${name}.invalid`,
          sdl: `${federationLink}\n${sdl}`,
        })),
      );
      const prepareOther = await loadPlanner(planner);
      const composed = parseSupergraph(supergraphSdl);
      const { apiSchema, supergraphSchema, subgraphTypes, types } = composed;
      const { planAttempts } = createPlanner(composed, prepareOther);
      const names = internalNames(supergraphSchema)();
      const document = parse(query);
      const [planOnce] = planAttempts(withInternalNames(document, names), []);
      const plan = planOnce?.();
      const find = (each: Plan) =>
        findUnprovided(each, document, { schema: apiSchema, names, facts: { ...types, subgraphTypes } });

      expect(find(plan)).toBeNull();
      const lesser = withoutOneField(plan);
      const unnoticed = lesser.filter((each) => find(each.plan) === null).map(({ taken }) => taken);

      expect(lesser.length).toBeGreaterThan(4);
      expect(unnoticed).toEqual([]);
    },
  );
});

/** The plan without one leaf of its fetches, once for each leaf. */
function withoutOneField(plan: Plan): { taken: string; plan: Plan }[] {
  const found: { taken: string; plan: Plan }[] = [];
  for (let index = 0; ; index += 1) {
    let leaves = 0;
    let taken: string | null = null;
    const copy: Plan = JSON.parse(JSON.stringify(plan), (key, value: unknown) => {
      if (key !== 'operation' || typeof value !== 'string' || !value.includes('{')) {
        return value;
      }
      return print(
        visit(parse(value), {
          Field: (field) => {
            if (field.selectionSet !== undefined || field.name.value === '__typename') {
              return undefined;
            }
            leaves += 1;
            if (leaves - 1 !== index) {
              return undefined;
            }
            taken = `${field.name.value} in ${value}`;
            return null;
          },
          SelectionSet: { leave: (set) => (set.selections.length === 0 ? typenameOnly : undefined) },
        }),
      );
    });
    if (taken === null) {
      return found;
    }
    found.push({ taken, plan: copy });
  }
}

const typenameOnly = selectionSetOf(parse('{ __typename }'));

function selectionSetOf({ definitions: [definition] }: DocumentNode) {
  if (definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new Error('there is no operation');
  }
  return definition.selectionSet;
}
