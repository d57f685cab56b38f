import fc from 'fast-check';
import { expect, it } from 'vitest';
import { longProof } from '../../support/long-proof.ts';
import { openGuarded, type Guarded } from '../open-guarded.ts';
import { allSupergraphs } from './all-supergraphs.ts';
import { executeAuthorized, satisfies, type Rights } from './authorized-monolith.ts';
import { operationsOver, textsIn } from './generate-operations.ts';
import { guardRandomly, policies, randomFrom, scopes, someOf, type Random } from './guard-randomly.ts';
import type { OperationRequest } from './monolith.ts';
import { differenceOf } from './same-answer.ts';
import type { SupergraphCase } from './supergraph-case.ts';
import { guarded } from './supergraphs/guarded.ts';

const seed = Number(process.env['RANDOM_SEED'] ?? 7);
const pathsMax = 100;
const ways = [{ entitiesApart: 'never' }, { entitiesApart: 'always' }, { planner: 'hive' }] as const;

/** Decides policies by a claim of the token. */
const authorization = {
  policies: {
    decide: async (names: readonly string[], { claims }: { claims: Readonly<Record<string, unknown>> }) =>
      Object.fromEntries(
        names.map((name) => [name, Array.isArray(claims['granted']) && claims['granted'].includes(name)]),
      ),
    headers: [],
    timeoutMs: 5_000,
  },
};

/** Opens the case with random requirements. Some choices do not compose, and are drawn again. */
async function openRandomly(
  supergraphCase: SupergraphCase,
  random: Random,
): Promise<{ graph: Guarded; sdls: readonly string[] }> {
  for (let rarity = 1; rarity < 10; rarity += 0.5) {
    const guardedCase = guardRandomly(supergraphCase, random, rarity);
    try {
      const way = ways[random(ways.length)];
      const graph = await openGuarded({ ...way, authorization }, guardedCase);
      return { graph, sdls: Object.values(guardedCase.subgraphs) };
    } catch (error) {
      if (!String(error).includes('does not compose')) {
        throw error;
      }
    }
  }
  throw new Error(`no requirements were found with which ${supergraphCase.name} composes`);
}

function randomRights(random: Random): Rights {
  return random(4) === 0
    ? { isSignedIn: false, scopes: [], policies: [] }
    : { isSignedIn: true, scopes: someOf(scopes, random), policies: someOf(policies, random) };
}

/**
 * The difference between the answers of the gateway and of the model, null where there is none, and whether anything is
 * withheld.
 */
async function differenceFor(
  { graph, sdls }: { graph: Guarded; sdls: readonly string[] },
  request: OperationRequest,
  rights: Rights,
): Promise<{ difference: string | null; isRefused: boolean }> {
  const token = await graph.tokenOf({ scopes: rights.scopes, claims: { granted: rights.policies } });
  const [{ result, withheld, paths }, answer] = await Promise.all([
    executeAuthorized(request, graph.monolith, satisfies(sdls, rights)),
    graph.askGateway(request, rights.isSignedIn ? { authorization: `Bearer ${token}` } : {}),
  ]);
  const withheldErrors = withheld.map(({ message, path = [] }) => ({ message, path }));
  const code = rights.isSignedIn ? 'UNAUTHORIZED_FIELD_OR_TYPE' : 'UNAUTHENTICATED';
  const isRefusal = ({ extensions }: { extensions?: Readonly<Record<string, unknown>> }) =>
    extensions?.['code'] === code;
  const { errors = [], ...rest } = answer;
  const told = errors.filter(isRefusal).map(({ path = [] }) => path.join('.'));
  const others = errors.filter((error) => !isRefusal(error));
  const difference = differenceOf(
    result,
    { ...rest, ...(others.length === 0 ? {} : { errors: others }) },
    withheldErrors,
  );
  const expected = paths.toSorted().join('\n');
  const isRefused = paths.length > 0;
  if (difference === null && (paths.length >= pathsMax || told.toSorted().join('\n') === expected)) {
    return { difference, isRefused };
  }
  const explained = [
    difference ?? `other paths: ${told.join(' ')} instead of ${paths.join(' ')}`,
    `${request.query} ${JSON.stringify(request.variables ?? {})}`,
    JSON.stringify(rights),
    ...sdls,
  ].join('\n');
  return { difference: explained, isRefused };
}

/** Compares operations over supergraphs with random requirements, each by a caller with random rights. */
async function compare(cases: readonly SupergraphCase[], operationsEach: number, firstSeed: number) {
  let compared = 0;
  let refused = 0;
  for (const [index, supergraphCase] of cases.entries()) {
    const random = randomFrom(firstSeed + index);
    const opened = await openRandomly(supergraphCase, random);
    try {
      const operations = fc.sample(operationsOver(opened.graph.schema, textsIn(supergraphCase)), {
        seed: firstSeed + index,
        numRuns: operationsEach,
      });
      for (const request of operations) {
        const { difference, isRefused } = await differenceFor(opened, request, randomRights(random));
        if (difference !== null) {
          return { difference, compared, refused };
        }
        compared += 1;
        refused += isRefused ? 1 : 0;
      }
    } finally {
      await opened.graph.close();
    }
  }
  return { difference: null, compared, refused };
}

it('operations over random requirements have the answers of the specification', async () => {
  const few = [guarded, ...allSupergraphs.filter(({ name }) => name.includes('media') || name.includes('device'))];

  const { difference, compared, refused } = await compare(few, 50, seed);

  expect(difference).toBeNull();
  expect(compared).toBe(few.length * 50);
  expect(refused).toBeGreaterThan(compared / 4);
}, 60_000);

longProof(
  '2,000 operations over random requirements have the answers of the specification',
  async () => {
    const cases = Array.from({ length: 2 }, () => [guarded, ...allSupergraphs]).flat();

    const { difference, compared, refused } = await compare(cases, 40, seed + 1_000);

    expect(difference).toBeNull();
    expect(compared).toBeGreaterThanOrEqual(2_000);
    expect(refused).toBeGreaterThan(compared / 4);
  },
  600_000,
);
